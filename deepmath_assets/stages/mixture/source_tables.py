"""What the tables of all sources have in common: columns, identity, a bound on size, drops with reasons.

A source is a list of documents that were not collected for the domain: code, papers, ordinary pages. Which documents
qualify is each source's own module; here is only what they share.
"""

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.lake.contracts.decisions import DROPPED, Reason

SOURCE = {
    "document_id": pl.String, "source": pl.String, "origin": pl.String, "language": pl.String, "text": pl.String,
    "text_chars": pl.Int64,
}  # fmt: skip

Kept = tuple[pl.DataFrame, pl.DataFrame]


def with_reason(rows: pl.DataFrame, reason: Reason, detail: pl.Expr) -> pl.DataFrame:
    """Rows of a source as drops: `row_id`, `reason`, `detail`."""
    return rows.select(row_id="document_id", reason=pl.lit(reason.value), detail=detail.cast(pl.String))


def within(documents: pl.DataFrame, max_chars: int, seed: int) -> Kept:
    """Documents up to a sum of characters, in an order that depends on each id and the seed alone; the rest dropped."""
    order = pl.Series([stable_fraction(name, seed, "source") for name in documents["document_id"]], dtype=pl.Float64)
    drawn = documents.with_columns(_order=order).sort("_order", "document_id")
    before = pl.col("text_chars").cum_sum() - pl.col("text_chars")
    fits = before + pl.col("text_chars") <= max_chars
    kept = drawn.filter(fits).select(list(SOURCE)).sort("document_id")
    detail = pl.format("the source is full at {} characters", pl.lit(max_chars))
    return kept, with_reason(drawn.filter(~fits), Reason.SOURCE_FULL, detail).sort("row_id")


def one_per_text(documents: pl.DataFrame) -> Kept:
    """The first document of each text by id; later copies dropped."""
    marked = documents.sort("document_id").with_columns(
        _first=pl.col("document_id").first().over("text"), _number=pl.int_range(pl.len()).over("text")
    )
    kept = marked.filter(pl.col("_number") == 0).select(list(SOURCE))
    detail = pl.format("{} is kept", "_first")
    return kept, with_reason(marked.filter(pl.col("_number") > 0), Reason.SAME_TEXT, detail)


def without_leaks(documents: pl.DataFrame, leaks: pl.DataFrame) -> Kept:
    """Documents that hold no benchmark item.

    `leaks` (`row_id`, `reason`, `detail`) comes from the corpus stage's matcher, which the caller runs: stages do not
    import each other.
    """
    dropped = leaks.filter(pl.col("row_id").is_in(documents["document_id"].to_list())).select(list(DROPPED))
    return documents.filter(~pl.col("document_id").is_in(dropped["row_id"].to_list())), dropped
