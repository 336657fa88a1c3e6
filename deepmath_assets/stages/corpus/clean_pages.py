"""Unique pages without near-duplicates and without benchmark items."""

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.leaks.matching import find_leaks, leak_reasons
from deepmath_assets.stages.corpus.leaks.segments import without_leaking_segments


def clean_pages(
    unique_pages: pl.DataFrame, near_duplicates: pl.DataFrame, blacklist: pl.DataFrame, settings: Leaks
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pages kept, and those dropped with the survivor, or the item and gram, that speak against them.

    A page with a gram of a benchmark is dropped, or in the mode `segment` (the paper's wording, section 2.1) loses
    the paragraphs that hold it; a whole short item always drops the page.
    """
    survivors, copies = _without_copies(unique_pages, near_duplicates)
    leaks = find_leaks(survivors, "page_id", blacklist, settings)
    cut = without_leaking_segments(survivors, leaks) if settings.mode == "segment" else survivors
    still = find_leaks(cut, "page_id", blacklist, settings) if settings.mode == "segment" else leaks
    reasons = leak_reasons(still)
    kept = cut.join(reasons, left_on="page_id", right_on="row_id", how="anti")
    return kept.sort("page_id"), pl.concat([copies, reasons]).sort("row_id")


def _without_copies(pages: pl.DataFrame, near_duplicates: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    lost = near_duplicates.filter(pl.col("page_id") != pl.col("survivor")).join(pages, on="page_id", how="semi")
    detail = pl.format("{} is kept, jaccard {}", "survivor", pl.col("jaccard").round(3))
    dropped = lost.select(row_id="page_id", reason=pl.lit(Reason.NEAR_DUPLICATE.value), detail=detail)
    return pages.join(lost, on="page_id", how="anti"), dropped
