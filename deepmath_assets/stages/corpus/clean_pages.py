"""Unique pages without benchmark items, one of each cluster of near-duplicates.

Every page is judged before any near-duplicate goes: of a cluster the best page that is clean stays. A copy of a leaking
page need not leak itself (at a similarity of 0.8 a fifth of the text may differ), and must not go with it.
"""

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.duplicates.ranking import best_first
from deepmath_assets.stages.corpus.leaks.matching import find_leaks, leak_reasons
from deepmath_assets.stages.corpus.leaks.segments import without_leaking_segments


def clean_pages(
    unique_pages: pl.DataFrame, near_duplicates: pl.DataFrame, blacklist: pl.DataFrame, settings: Leaks
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pages kept, and those dropped with the item and gram, or the page kept instead, that speak against them.

    A page with a gram of a benchmark is dropped, or in the mode `segment` (the paper's wording, section 2.1) loses
    the paragraphs that hold it; a whole short item always drops the page.
    """
    leaks = find_leaks(unique_pages, "page_id", blacklist, settings)
    cut = without_leaking_segments(unique_pages, leaks) if settings.mode == "segment" else unique_pages
    reasons = leak_reasons(find_leaks(cut, "page_id", blacklist, settings) if settings.mode == "segment" else leaks)
    clean = best_first(unique_pages).select("page_id").join(reasons, left_on="page_id", right_on="row_id", how="anti")
    copies = _copies(clean, near_duplicates)
    dropped = pl.concat([reasons, copies]).sort("row_id")
    return cut.join(dropped, left_on="page_id", right_on="row_id", how="anti").sort("page_id"), dropped


def _copies(clean: pl.DataFrame, near_duplicates: pl.DataFrame) -> pl.DataFrame:
    """Clean pages, given in the order of survival, that are not the first of their cluster."""
    members = clean.join(near_duplicates, on="page_id", maintain_order="left")
    placed = members.with_columns(_kept=pl.col("page_id").first().over("cluster"))
    alike = pl.format("{} is kept, jaccard {}", "_kept", pl.col("jaccard").round(3))
    instead = pl.format("{} is kept, since {}, the best of the cluster, leaks", "_kept", "survivor")
    return placed.filter(pl.col("page_id") != pl.col("_kept")).select(
        row_id="page_id",
        reason=pl.lit(Reason.NEAR_DUPLICATE.value),
        detail=pl.when(pl.col("_kept") == pl.col("survivor")).then(alike).otherwise(instead),
    )
