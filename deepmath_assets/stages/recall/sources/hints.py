"""What the words of an address say, by the pack's hints."""

import re

import polars as pl

from deepmath_assets.packs.shapes import Pack
from deepmath_assets.stages.recall.scoring.terms import Words
from deepmath_assets.stages.recall.sources.shapes import parts

_BREAKS = re.compile(r"[^\w]+|_")


def url_hints(urls: pl.Series, pack: Pack) -> pl.Series:
    """The hint of each address, from -1 to 1: the mean of the strongest for and the strongest against.

    >>> from deepmath_assets.packs.load import load_pack
    >>> urls = pl.Series(["https://a.org/linear-algebra/3", "https://a.org/recipes"])
    >>> url_hints(urls, load_pack("mathematics")).to_list()
    [1.0, -1.0]
    """
    words = Words(pack.url_hints)
    return pl.Series("hint", [_hint(url, words) for url in urls], dtype=pl.Float64)


def _hint(url: str, words: Words[float]) -> float:
    found = [words.value(word) for word in words.counts(_BREAKS.sub(" ", " ".join(parts(url))))]
    strongest_for = max((weight for weight in found if weight > 0), default=0.0)
    strongest_against = min((weight for weight in found if weight < 0), default=0.0)
    return strongest_for + strongest_against
