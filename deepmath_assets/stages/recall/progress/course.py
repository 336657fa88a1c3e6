"""What a round brought, for a reader: new pages by what brought them, sources gained, the most uncertain pages.

Small tables from the rounds' own; they decide nothing. Totals and the verdict are in `recall.round_report`.
"""

import polars as pl

_NEAR = 20


def collected_pages(page_scores: pl.DataFrame, recalled_pages: pl.DataFrame) -> pl.DataFrame:
    """The collected set of a round: page_id, domain, template and the rule that collected each."""
    columns = ("page_id", "domain", "template", "rule")
    scored, recalled = page_scores.filter("collected"), recalled_pages.filter("accepted")
    return pl.concat([scored.select(columns), recalled.select(columns)]).unique("page_id", keep="first")


def new_pages(now: pl.DataFrame, before: pl.DataFrame, mathness: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """New pages by rule and by the evidence that speaks for them: counts by rule, by_text and by_source.

    `now` and `before` by `collected_pages`; `mathness` has page_id and mathness; `sources` are reliable sources.
    """
    fresh = now.join(before, on="page_id", how="anti").join(mathness, on="page_id", how="left")
    trusted = sources.filter("accepted").select("domain", "template", by_source=pl.lit(True))
    return (
        fresh.join(trusted, on=["domain", "template"], how="left")
        .with_columns(by_text=pl.col("mathness") > 0.5, by_source=pl.col("by_source").fill_null(False))
        .group_by("rule", "by_text", "by_source")
        .agg(pl.len().alias("pages_new"))
        .sort("pages_new", "rule", "by_text", "by_source", descending=[True, False, False, False])
    )


def sources_gained(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Sources that this round trusts and the round before did not, those with the most left first."""
    gained = now.filter("accepted").join(before.filter("accepted"), on=["domain", "template"], how="anti")
    shown = gained.select("domain", "template", "by", "evidence", "support", "uncollected")
    return shown.sort("uncollected", "domain", "template", descending=[True, False, False])


def uncertain_pages(page_scores: pl.DataFrame, count: int = _NEAR) -> pl.DataFrame:
    """The pages nearest to the cut, on either side."""
    cut = page_scores.filter("collected", pl.col("rule") != "seed")["score"].min()
    nearest = (pl.col("score") - (cut if isinstance(cut, float) else 1.0)).abs()
    shown = page_scores.sort(nearest, "page_id").head(count)
    return shown.select("url", "score", "classifier", "mathness", "source_evidence", "page_kind", "rule")
