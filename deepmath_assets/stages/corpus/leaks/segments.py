"""Pages without the paragraphs that hold a benchmark gram: the paper's "segment" (section 2.1).

A segment here is a paragraph, what stands between blank lines; a gram across paragraphs takes all of them. Spans of the
page's roles are moved along, and those that lie in a removed paragraph go with it.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from deepmath_assets.stages.corpus.units import units_of

_GAP = re.compile(r"\n[ \t]*\n\s*")


def without_leaking_segments(pages: pl.DataFrame, leaks: pl.DataFrame) -> pl.DataFrame:
    """The same pages, those that leak with fewer paragraphs; measures of length follow the text."""
    places = leaks.filter(pl.col("rule") == "ngram").group_by("row_id").agg("first_unit", "grams")
    by_page = {row_id: list(zip(first, grams, strict=True)) for row_id, first, grams in places.iter_rows()}
    if not by_page:
        return pages
    rows = [_cut(row, by_page.get(row["page_id"], [])) for row in pages.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=pages.schema)


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    r"""Spans of paragraphs, the gap after each included, so that they tile the text.

    >>> paragraphs_of("one\n\ntwo")
    [(0, 5), (5, 8)]
    """
    cuts = [0, *(match.end() for match in _GAP.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(cuts) if end > start]


def _cut(page: dict[str, Any], hits: Iterable[tuple[int, int]]) -> dict[str, Any]:
    spans = paragraphs_of(page["text"])
    guilty = _guilty(page["text"], spans, hits)
    if not guilty:
        return page
    left = [span for number, span in enumerate(spans) if number not in guilty]
    text = "".join(page["text"][start:end] for start, end in left)
    share = len(text) / max(len(page["text"]), 1)
    measures = {name: int(page[name] * share) for name in ("formula_chars", "code_chars", "link_chars", "formulas")}
    lengths = {
        "text_chars": len(text),
        "paragraphs": len(left),
        "tokens_estimate": int(page["tokens_estimate"] * share),
    }
    return {**page, **measures, **lengths, "text": text, "segments": _moved(page["segments"], left)}


def _guilty(text: str, spans: list[tuple[int, int]], hits: Iterable[tuple[int, int]]) -> set[int]:
    """Numbers of the paragraphs that any hit touches."""
    owner = [number for number, (start, end) in enumerate(spans) for _ in units_of(text[start:end])]
    return {number for first, size in hits for number in owner[first : first + size]}


def _moved(segments: Iterable[Mapping[str, Any]], left: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Segments in the coordinates of the cut text; a segment of which nothing is left is gone."""
    moved = []
    for segment in segments:
        start, end = _new_place(segment["start"], left), _new_place(segment["end"], left)
        if end > start:
            moved.append({**segment, "start": start, "end": end})
    return moved


def _new_place(place: int, left: list[tuple[int, int]]) -> int:
    return sum(min(max(place - start, 0), end - start) for start, end in left)
