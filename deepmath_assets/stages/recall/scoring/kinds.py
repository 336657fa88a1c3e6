"""What kind of page it is, by the cues of the pack: the kind with the most wins, the first in the pack on a tie."""

import polars as pl

from deepmath_assets.packs.shapes import Pack
from deepmath_assets.stages.recall.scoring.terms import Words

_PLACES = ("url", "title", "text")


def page_kinds(pages: pl.DataFrame, pack: Pack) -> pl.DataFrame:
    """The kind of each page: columns page_id, page_kind."""
    rows = pages.select("page_id", "path", "title", "text").unique("page_id", keep="first", maintain_order=True)
    cues = {place: _cues(pack, place) for place in _PLACES}
    kinds = [kind_of(row[0], row[1], row[2], cues, pack) for row in rows.select("path", "title", "text").rows()]
    return rows.select("page_id").with_columns(page_kind=pl.Series(kinds, dtype=pl.String))


def kind_of(path: str, title: str, text: str, cues: dict[str, Words[tuple[int, ...]]], pack: Pack) -> str:
    """The kind with the most points; each cue counts once in each place, as the pack says."""
    points, cueing = [0.0] * len(pack.page_kinds), pack.cueing
    edges = f"{text[: cueing.text_edge_chars]} {text[-cueing.text_edge_chars :]}"
    places = {"url": (path.replace("_", "-"), cueing.url_points), "title": (title, cueing.title_points),
              "text": (edges, cueing.text_points)}  # fmt: skip
    for place, (content, worth) in places.items():
        for word in cues[place].counts(content):
            for kind in cues[place].value(word):
                points[kind] += worth
    best = max(points, default=0.0)
    return pack.page_kinds[points.index(best)].name if best >= cueing.least_points else pack.default_kind


def _cues(pack: Pack, place: str) -> Words[tuple[int, ...]]:
    kinds_by_word: dict[str, tuple[int, ...]] = {}
    for index, kind in enumerate(pack.page_kinds):
        for word in getattr(kind, place):
            kinds_by_word[word.lower()] = (*kinds_by_word.get(word.lower(), ()), index)
    return Words(kinds_by_word.items())
