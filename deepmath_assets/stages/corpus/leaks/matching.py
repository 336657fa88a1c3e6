"""Where texts hold blacklisted grams: exact look-up of every run of units, in one pass over each text.

The blacklist is a dictionary of grams; runs of ten units are looked up as they are, shorter items by their first
three units and then as a whole. So the work grows with the text alone, not with the number of items, and there is no
hash collision to explain.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.leaks.grams import runs
from deepmath_assets.stages.corpus.units import spelt, units_in, units_of

_HITS = {
    "row_id": pl.String, "item_id": pl.String, "field": pl.String, "benchmark": pl.String, "rule": pl.String,
    "gram": pl.String, "first_unit": pl.Int64, "grams": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Hit:
    """One blacklisted gram in a text: its place in units, and the first item that it belongs to."""

    gram: str
    first: int
    size: int


class Matcher:
    """Grams of a blacklist that accuse, ready for look-up."""

    def __init__(self, blacklist: pl.DataFrame, settings: Leaks) -> None:
        accusing = blacklist.filter(pl.col("informative") & (pl.col("rule") != "unguardable"))
        self._size = settings.gram_units
        self._head = settings.whole_min_units
        self._ngrams = frozenset(accusing.filter(pl.col("rule") == "ngram")["gram"])
        self._whole: dict[str, dict[str, int]] = {}
        for gram, units in accusing.filter(pl.col("rule") == "whole").select("gram", "grams").unique().iter_rows():
            head = spelt(units_in(gram)[: self._head])
            self._whole.setdefault(head, {})[gram] = units

    def hits(self, units: Sequence[str]) -> Iterator[Hit]:
        """Blacklisted grams among these units, long ones first."""
        for place, gram in enumerate(runs(units, self._size)):
            if gram in self._ngrams:
                yield Hit(gram, place, self._size)
        for place, head in enumerate(runs(units, self._head)):
            for gram, size in self._whole.get(head, {}).items():
                if spelt(units[place : place + size]) == gram:
                    yield Hit(gram, place, size)


def find_leaks(rows: pl.DataFrame, id_column: str, blacklist: pl.DataFrame, settings: Leaks) -> pl.DataFrame:
    """Every blacklisted gram in `rows.text`, with an item it belongs to; one row per text row, gram and place.

    Serves any table with texts (pages, documents, problems); `row_id` is the value of `id_column`.
    """
    matcher = Matcher(blacklist, settings)
    found = [
        (row_id, hit.gram, hit.first, hit.size)
        for row_id, text in rows.select(id_column, "text").iter_rows()
        for hit in matcher.hits(units_of(text))
    ]
    schema = {"row_id": pl.String, "gram": pl.String, "first_unit": pl.Int64, "grams": pl.Int64}
    return _with_items(pl.DataFrame(found, schema=schema, orient="row"), blacklist)


def leak_reasons(leaks: pl.DataFrame) -> pl.DataFrame:
    """One row per leaking text: `row_id`, `reason`, `detail` (the item and the first gram of it)."""
    short = pl.col("rule") == "whole"
    return (
        leaks.sort("row_id", short, "first_unit", "item_id")
        .group_by("row_id", maintain_order=True)
        .first()
        .select(
            "row_id",
            reason=pl.when(short)
            .then(pl.lit(Reason.BENCHMARK_ITEM.value))
            .otherwise(pl.lit(Reason.BENCHMARK_NGRAM.value)),
            detail=pl.format("{} {}: {}", "item_id", "field", "gram"),
        )
    )


def _with_items(found: pl.DataFrame, blacklist: pl.DataFrame) -> pl.DataFrame:
    held = blacklist.join(found.select("gram").unique(), on="gram", how="semi")
    owner = held.sort("gram", "item_id", "field").group_by("gram", maintain_order=True).first()
    joined = found.join(owner.drop("grams"), on="gram", how="left")
    return joined.select(list(_HITS)).sort("row_id", "first_unit", "gram")
