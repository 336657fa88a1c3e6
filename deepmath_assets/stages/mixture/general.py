"""Ordinary pages of the crawl, outside the domain, as natural language.

The paper takes 10 % of its tokens from Common Crawl in English and Chinese (section 2.3). Here they are pages that no
round collected and that the last round scored low; the screen lets some through to train the classifier's negatives.
"""

import polars as pl

from deepmath_assets.lake.contracts.decisions import DROPPED, Reason
from deepmath_assets.profiles.shapes.mixture import General
from deepmath_assets.stages.mixture.source_tables import (
    Kept,
    one_per_text,
    within,
    without_leaks,
)  # fmt: skip


def uncollected_pages(pages: pl.DataFrame | pl.LazyFrame, page_scores: pl.DataFrame) -> pl.DataFrame:
    """Pages that no round collected, as documents with the newest score, which is null where no round judged them.

    `document_id` is the page_id.
    """
    newest = page_scores.sort("round").group_by("page_id").agg(
        pl.col("score").last().alias("_score"), pl.col("collected").any().alias("_collected")
    )  # fmt: skip
    once = pages.lazy().sort("part").unique("page_id", keep="first", maintain_order=True)
    outside = once.join(newest.lazy(), on="page_id", how="left").filter(~pl.col("_collected").fill_null(False))
    return (
        outside.select(
            pl.col("page_id").alias("document_id"), pl.lit("general").alias("source"), pl.col("url").alias("origin"),
            "language", "text", "text_chars", "link_chars", "_score",
        )
        .sort("document_id")
        .collect()
    )  # fmt: skip


def general(uncollected: pl.DataFrame, leaks: pl.DataFrame, settings: General, seed: int) -> Kept:
    """Uncollected pages fit for natural language, up to the profile's size; those dropped with the reason.

    `leaks` (`row_id`, `reason`, `detail`) names the pages that hold benchmark items.
    """
    unfit = uncollected.with_columns(_verdict(settings))
    misfits = unfit.filter(pl.col("_reason").is_not_null())
    dropped = misfits.select(row_id="document_id", reason="_reason", detail="_detail")
    clean, leaking = without_leaks(unfit.filter(pl.col("_reason").is_null()), leaks)
    different, copies = one_per_text(clean)
    kept, full = within(different, settings.max_chars, seed)
    return kept, pl.concat([pl.DataFrame(schema=DROPPED), dropped, leaking, copies, full]).sort("row_id")


def _verdict(settings: General) -> list[pl.Expr]:
    links = pl.col("link_chars") / pl.max_horizontal("text_chars", pl.lit(1))
    rules = (
        (Reason.NOT_SCORED, pl.col("_score").is_null(), pl.lit("no round has judged it")),
        (Reason.LANGUAGE, ~pl.col("language").is_in(list(settings.languages)), pl.col("language")),
        (Reason.TOO_SHORT, pl.col("text_chars") < settings.min_text_chars, pl.col("text_chars")),
        (Reason.TOO_LONG, pl.col("text_chars") > settings.max_text_chars, pl.col("text_chars")),
        (Reason.IN_DOMAIN, pl.col("_score") > settings.max_score, pl.col("_score").round(4)),
        (Reason.MOSTLY_LINKS, links > settings.max_link_share, links.round(3)),
    )
    reasons = [pl.when(broken).then(pl.lit(reason.value)) for reason, broken, _ in rules]
    details = [pl.when(broken).then(value.cast(pl.String)) for _, broken, value in rules]
    return [pl.coalesce(reasons).alias("_reason"), pl.coalesce(details).alias("_detail")]
