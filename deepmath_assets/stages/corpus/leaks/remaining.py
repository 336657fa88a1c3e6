"""The blocking check's own way to look for leaks: it shares no code with the matcher that cleaned the pages.

Units are joined by string columns over shifted rows and compared by a database join, where the matcher slices one text
and asks a dictionary. It also asks nothing about which pages were dropped or why. What both share is the meaning of a
unit (units.py) and the blacklist; that these see through disguises is measured by the leak bench instead.
"""

import polars as pl

from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.units import is_han, units_of

_BATCH_PAGES = 500


def remaining_leaks(pages: pl.DataFrame, blacklist: pl.DataFrame, settings: Leaks) -> pl.DataFrame:
    """Pages that still hold an accusing gram: `page_id`, `gram`; empty if the corpus is clean."""
    accusing = blacklist.filter(pl.col("informative") & (pl.col("rule") != "unguardable"))
    sizes = accusing["grams"].unique().sort().to_list()
    ordered = pages.select("page_id", "text").sort("page_id")
    found = [_in_batch(batch, accusing, sizes) for batch in ordered.iter_slices(_BATCH_PAGES)]
    empty = pl.DataFrame(schema={"page_id": pl.String, "gram": pl.String})
    return pl.concat([empty, *found]).unique().sort("page_id", "gram")


def _in_batch(pages: pl.DataFrame, accusing: pl.DataFrame, sizes: list[int]) -> pl.DataFrame:
    units = _one_unit_a_row(pages)
    parts = []
    for size in sizes:
        grams = accusing.filter(pl.col("grams") == size).select("gram").unique()
        run = units.select("page_id", gram=_run_of(size)).filter(pl.col("gram").is_not_null())
        parts.append(run.join(grams, on="gram", how="semi"))
    return pl.concat(parts) if parts else pl.DataFrame(schema={"page_id": pl.String, "gram": pl.String})


def _one_unit_a_row(pages: pl.DataFrame) -> pl.DataFrame:
    """Units in page order, each with the gap that a reader would write before it."""
    listed = pl.Series("unit", [units_of(text) for text in pages["text"]], dtype=pl.List(pl.String))
    rows = pages.select("page_id").with_columns(listed).explode("unit").filter(pl.col("unit").is_not_null())
    distinct = rows["unit"].unique()
    han = distinct.filter(pl.Series([is_han(unit) for unit in distinct], dtype=pl.Boolean))
    marked = rows.with_columns(han=pl.col("unit").is_in(han.to_list()))
    beside_han = pl.col("han") | pl.col("han").shift(1, fill_value=True)
    return marked.with_columns(gap=pl.when(beside_han).then(pl.lit("")).otherwise(pl.lit(" ")))


def _run_of(size: int) -> pl.Expr:
    """A unit and the `size` - 1 after it as one text; null where the page ends before."""
    later = [pl.concat_str(pl.col("gap").shift(-step), pl.col("unit").shift(-step)) for step in range(1, size)]
    same_page = pl.col("page_id") == pl.col("page_id").shift(1 - size)
    return pl.when(same_page).then(pl.concat_str(pl.col("unit"), *later))
