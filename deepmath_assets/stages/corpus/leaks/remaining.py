"""The blocking check's own way to look for leaks: it shares no code with the matcher that cleaned the pages.

Units are laid out one a row; runs of ten are joined by string columns over shifted rows and compared by a database
join, whole texts are searched by Aho-Corasick (polars) in the page with a mark between units. The matcher slices one
text and asks a dictionary instead. Nor does the check ask which pages were dropped or why. What both share is the
meaning of a unit (units.py) and the blacklist; that these see through disguises is measured by the leak bench.
"""

import polars as pl

from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.units import is_han, units_in, units_of

_BATCH_PAGES = 500
_MARK = "\x1f"
_FOUND = {"page_id": pl.String, "gram": pl.String}


def remaining_leaks(pages: pl.DataFrame, blacklist: pl.DataFrame, settings: Leaks) -> pl.DataFrame:
    """Pages that still hold an accusing gram: `page_id`, `gram`; empty if the corpus is clean."""
    accusing = blacklist.filter(pl.col("informative")).select("gram", "rule").unique()
    ngrams = accusing.filter(pl.col("rule") == "ngram").select("gram")
    whole = _marked(accusing.filter(pl.col("rule") == "whole")["gram"].sort())
    found = [pl.DataFrame(schema=_FOUND)]
    for batch in pages.select("page_id", "text").sort("page_id").iter_slices(_BATCH_PAGES):
        listed = batch.select(
            "page_id", units=pl.Series([units_of(text) for text in batch["text"]], dtype=pl.List(pl.String))
        )
        found += [_ngrams_in(listed, ngrams, settings.gram_units), _whole_in(listed, whole)]
    return pl.concat(found).unique().sort("page_id", "gram")


def _ngrams_in(listed: pl.DataFrame, ngrams: pl.DataFrame, size: int) -> pl.DataFrame:
    runs = _one_unit_a_row(listed).select("page_id", gram=_run_of(size)).filter(pl.col("gram").is_not_null())
    return runs.join(ngrams, on="gram", how="semi")


def _whole_in(listed: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    text = pl.concat_str(pl.lit(_MARK), pl.col("units").list.join(_MARK), pl.lit(_MARK))
    hits = text.str.extract_many(whole["marked"].to_list(), overlapping=True)
    found = listed.select("page_id", marked=hits).explode("marked").filter(pl.col("marked").is_not_null())
    return found.join(whole, on="marked").select(list(_FOUND))


def _marked(grams: pl.Series) -> pl.DataFrame:
    """Each whole text with a mark before, between and after its units, so that no part of a unit matches."""
    marked = [f"{_MARK}{_MARK.join(units_in(gram))}{_MARK}" for gram in grams]
    return pl.DataFrame({"gram": grams, "marked": pl.Series(marked, dtype=pl.String)})


def _one_unit_a_row(listed: pl.DataFrame) -> pl.DataFrame:
    """Units in page order, each with the gap that a reader would write before it."""
    rows = listed.select("page_id", pl.col("units").alias("unit")).explode("unit").filter(pl.col("unit").is_not_null())
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
