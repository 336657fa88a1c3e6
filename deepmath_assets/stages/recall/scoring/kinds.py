"""What kind of page it is, by the cues of the pack: the kind with the most wins, the first in the pack on a tie."""

import polars as pl

from deepmath_assets.packs.shapes import Pack
from deepmath_assets.stages.recall.scoring.terms import Words

_TEXT_HEAD = 2_000
_PLACES = ("url", "title", "text")
_PLACE_WEIGHTS = {"url": 2, "title": 2, "text": 1}


def page_kinds(pages: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """The kind of each page: columns page_id, page_kind."""
    rows = pages.select("page_id", "path", "title", "text").unique("page_id", keep="first", maintain_order=True)
    cues = {place: _cues(pack, place) for place in _PLACES}
    kinds = [kind_of(row[0], row[1], row[2], cues, pack) for row in rows.select("path", "title", "text").rows()]
    return rows.select("page_id").with_columns(page_kind=pl.Series(kinds, dtype=pl.String))


def kind_of(path: str, title: str, text: str, cues: dict[str, Words[tuple[int, ...]]], pack: Pack) -> str:
    """The kind with the most cues; each cue counts once, in address and title double."""
    points = [0] * len(pack.page_kinds)
    places = {"url": path.replace("_", "-"), "title": title, "text": f"{text[:_TEXT_HEAD]} {text[-_TEXT_HEAD:]}"}
    for place, content in places.items():
        for word in cues[place].counts(content):
            for kind in cues[place].value(word):
                points[kind] += _PLACE_WEIGHTS[place]
    best = max(points, default=0)
    return pack.page_kinds[points.index(best)].name if best >= 2 else pack.default_kind


def _cues(pack: Pack, place: str) -> Words[tuple[int, ...]]:
    kinds_by_word: dict[str, tuple[int, ...]] = {}
    for index, kind in enumerate(pack.page_kinds):
        for word in getattr(kind, place):
            kinds_by_word[word.lower()] = (*kinds_by_word.get(word.lower(), ()), index)
    return Words(kinds_by_word.items())
