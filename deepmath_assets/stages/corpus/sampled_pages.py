"""The corpus' last choice: pages drawn by quality within each source and sub-domain.

Each stratum (a domain and sub-domain; small ones pooled over domains of a language) is cut into quantiles of quality; a
page is kept with its quantile's share, and weighs its quantile's copies. So a stratum's best pages count more and none
goes without, which a single threshold on quality could not promise. What evaluation found weak raises both. Whether
a page is drawn depends on its id and the seed, never on the order of rows or on what else is there.
"""

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.corpus import Corpus, Sampling


def sampled_pages(
    clean_pages: pl.DataFrame,
    quality_scores: pl.DataFrame,
    training_feedback: pl.DataFrame,
    settings: Corpus,
    seed: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pages drawn, with `quality`, `subdomain`, `stratum` and `copies`; and pages not drawn, with the reason.

    `training_feedback` (columns `subdomain`, `weight`) may be empty.
    """
    scored = quality_scores.select("page_id", "quality", "subdomain")
    pages = clean_pages.join(scored, on="page_id", how="inner").sort("page_id")
    good = pages.filter(pl.col("quality") >= settings.quality.min_quality)
    low = pages.filter(pl.col("quality") < settings.quality.min_quality)
    drawn = _drawn(_weighed(_with_strata(good, settings.sampling), training_feedback, settings.sampling), seed)
    columns = [*clean_pages.columns, "quality", "subdomain", "stratum", "copies"]
    kept = drawn.filter("_kept").select(columns)
    return kept.sort("page_id"), pl.concat([_too_low(low), _not_drawn(drawn)]).sort("row_id")


def _with_strata(pages: pl.DataFrame, settings: Sampling) -> pl.DataFrame:
    """Stratum and quantile (0 is the worst) of each page."""
    own = pl.format("{}/{}/{}", "language", "domain", "subdomain")
    pooled = pl.format("{}/*/{}", "language", "subdomain")
    big_enough = pl.len().over(own) >= settings.min_stratum_pages
    placed = pages.with_columns(stratum=pl.when(big_enough).then(own).otherwise(pooled))
    ranked = placed.sort("stratum", "quality", "page_id").with_columns(
        _rank=pl.int_range(pl.len()).over("stratum"), _pages=pl.len().over("stratum")
    )
    middle = (pl.col("_rank") + 0.5) / pl.col("_pages")
    return ranked.with_columns(_quantile=(middle * settings.quantiles).floor().cast(pl.Int64))


def _weighed(pages: pl.DataFrame, training_feedback: pl.DataFrame, settings: Sampling) -> pl.DataFrame:
    """Share to keep and copies of each page, both raised where the feedback asks for more."""
    asked = training_feedback.select("subdomain", _asked=pl.col("weight").cast(pl.Float64))
    factor = (1 + settings.feedback_strength * (pl.col("_asked").fill_null(1.0) - 1)).clip(lower_bound=0)
    quantile = pl.col("_quantile")
    share = quantile.replace_strict(dict(enumerate(settings.keep_shares)), return_dtype=pl.Float64)
    copies = quantile.replace_strict(dict(enumerate(settings.copies)), return_dtype=pl.Float64)
    return pages.join(asked, on="subdomain", how="left").with_columns(
        _share=(share * factor).clip(0, 1), copies=(copies * factor).clip(upper_bound=settings.max_copies)
    )


def _drawn(pages: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Marks the pages that are drawn; the best page of a stratum always is, unless it weighs nothing."""
    fractions = pl.Series([stable_fraction(name, seed, "sampled_pages") for name in pages["page_id"]], dtype=pl.Float64)
    best = pl.col("_rank") == pl.col("_pages") - 1
    kept = ((pl.lit(fractions) < pl.col("_share")) | best) & (pl.col("copies") > 0)
    return (
        pages.with_columns(_draw=pl.lit(fractions)).with_columns(_kept=kept)
        if len(pages)
        else pages.with_columns(_draw=pl.lit(None, dtype=pl.Float64), _kept=pl.lit(None, dtype=pl.Boolean))
    )


def _too_low(pages: pl.DataFrame) -> pl.DataFrame:
    detail = pl.format("quality {}", pl.col("quality").round(4))
    return pages.select(row_id="page_id", reason=pl.lit(Reason.LOW_QUALITY.value), detail=detail)


def _not_drawn(pages: pl.DataFrame) -> pl.DataFrame:
    detail = pl.format(
        "{} quantile {}: drew {}, share {}",
        "stratum", "_quantile", pl.col("_draw").round(4), pl.col("_share").round(4),
    )  # fmt: skip
    return pages.filter(~pl.col("_kept")).select(
        row_id="page_id", reason=pl.lit(Reason.NOT_SAMPLED.value), detail=detail
    )
