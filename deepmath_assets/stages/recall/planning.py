"""The asset `recall.plan`: uncollected pages that are worth fetching or judging again, best first, with reasons.

A page's priority joins, as log-odds, the share of its domain, the yield of its template and what is known of the page
itself (its score where it has text, else the words of its address); weights come from the profile, and are fitted to
the outcomes of earlier rounds where there are enough of them, drawn towards the profile's.
The paper adds all uncollected pages under annotated URLs (section 2.1); the plan is that, ranked and cut.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from deepmath_assets.lake.contracts.recall import Plan
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.shapes.recall import Planning, Recall
from deepmath_assets.stages.recall.classifying.calibration import logistic_fit
from deepmath_assets.stages.recall.scoring.mathness import log_odds, sigmoid
from deepmath_assets.stages.recall.sources.hints import url_hints

_PARTS = ("domain_odds", "template_odds", "page_odds")


def plan(
    census: pl.DataFrame,
    templates: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    pack: Pack,
    policy: Recall,
    round_name: str,
) -> pl.DataFrame:
    """The plan of this round; pages of sources that a person refused are out.

    `templates` by `sources.templates.address_templates`; `tables` are this round's handover, page_scores,
    domain_scores, url_templates and reliable_sources.
    """
    scores, sources = tables["page_scores"], tables["reliable_sources"]
    collected = scores.filter("collected").select("url_key")
    refused = sources.filter(~pl.col("accepted"), by="review").select("domain", "template")
    evidence = _evidence(census, templates, scores, tables["url_templates"], tables["domain_scores"], pack, policy)
    weights = fitted_weights(evidence, _outcomes(scores, tables["handover"]), policy.planning)
    left = evidence.join(collected, on="url_key", how="anti").join(refused, on=["domain", "template"], how="anti")
    left = left.with_columns(
        priority=sigmoid(weights[3] + pl.sum_horizontal(pl.col(name) * weights[at] for at, name in enumerate(_PARTS))),
        reason=_reason(),
    )
    ordered = left.sort(["priority", "url_key"], descending=[True, False])
    rows = _cut(ordered, policy.planning).with_columns(
        round=pl.lit(round_name), rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    return Plan.cast(rows.select(Plan.column_names()))


def _evidence(
    census: pl.DataFrame,
    templates: pl.DataFrame,
    page_scores: pl.DataFrame,
    url_templates: pl.DataFrame,
    domain_scores: pl.DataFrame,
    pack: Pack,
    policy: Recall,
) -> pl.DataFrame:
    """One record of every address with the three parts of its priority."""
    best = (pl.col("score").max(), pl.col("collected").any(), pl.col("tokens_estimate").max())
    scores = page_scores.group_by("url_key").agg(*best)
    # Of several records of one address, the one that was read; then the first by place.
    order = ["url_key", pl.col("outcome") != "page", "warc_file", "offset"]
    records = census.sort(order).unique("url_key", keep="first", maintain_order=True)
    counts = ("scored", "expected_tokens", "uncollected")
    yields = url_templates.select("domain", "template", pl.col("pages_collected").alias("won"), *counts)
    shares = domain_scores.select("domain", "pages_scored", "pages_collected")
    rows = (
        records.join(templates.drop("domain"), on="url_key", maintain_order="left")
        .join(scores, on="url_key", how="left", maintain_order="left")
        .join(yields, on=["domain", "template"], how="left", maintain_order="left")
        .join(shares, on="domain", how="left", maintain_order="left")
    )
    # A page's own verdict must not speak for it: shares are taken over the others.
    own, won = pl.col("score").is_not_null().cast(pl.Int64), pl.col("collected").fill_null(False).cast(pl.Int64)
    half = policy.templates.shrinkage
    domain_share = (pl.col("pages_collected") - won + 0.5 * half) / (pl.col("pages_scored") - own + half)
    rows = rows.with_columns(domain_share=domain_share.fill_null(0.5).clip(0.0, 1.0), has_text=own > 0)
    template_share = (pl.col("won") - won + half * pl.col("domain_share")) / (pl.col("scored") - own + half)
    rows = rows.with_columns(url_hints(rows["url"], pack), template_share=template_share.fill_null(0.5).clip(0.0, 1.0))
    bound = policy.planning.odds_bound
    screened = (pl.col("outcome") == "screened_out").cast(pl.Float64) * policy.planning.screened_out_odds
    tokens_each = pl.col("expected_tokens") // pl.max_horizontal("uncollected", pl.lit(1))
    return rows.with_columns(
        domain_odds=log_odds(pl.col("domain_share"), bound),
        template_odds=log_odds(pl.col("template_share"), bound),
        page_odds=pl.coalesce(log_odds(pl.col("score"), bound), pl.col("hint") + screened),
        tokens=pl.coalesce("tokens_estimate", tokens_each, pl.lit(0)),
    )


def _outcomes(page_scores: pl.DataFrame, handover: pl.DataFrame) -> pl.DataFrame:
    """Pages recalled by the round before, by url_key, and whether they were accepted."""
    outcomes = handover.filter(kind="outcome").select(pl.col("key").alias("page_id"), pl.col("value").alias("accepted"))
    return outcomes.join(page_scores.select("page_id", "url_key"), on="page_id").unique("url_key").sort("url_key")


def fitted_weights(evidence: pl.DataFrame, outcomes: pl.DataFrame, policy: Planning) -> list[float]:
    """Weights of domain, template and page and the bias: the profile's, or fitted where outcomes are enough.

    The page's score is known only after it was fetched, so that outcomes are fitted on what was known before.
    """
    given = [policy.domain, policy.template, policy.page, policy.bias]
    rows = outcomes.join(evidence, on="url_key")
    if rows.height < policy.min_outcomes or rows["accepted"].n_unique() < 2:
        return given
    table = np.column_stack([rows["domain_odds"], rows["template_odds"], rows["hint"], np.ones(rows.height)])
    centre, pull = np.array(given), np.full(4, policy.pull)
    fitted = logistic_fit(table, rows["accepted"].to_numpy(), np.ones(rows.height), centre, pull)
    return [float(weight) for weight in fitted]


def _reason() -> pl.Expr:
    domain = _counted("domain", "domain_share", "pages_collected", "pages_scored")
    template = _counted("template", "template_share", "won", "scored")
    page = (
        pl.when("has_text")
        .then(pl.format("page score {}", pl.col("score").round(2)))
        .otherwise(pl.format("{}, address {}", pl.col("outcome"), pl.col("hint").round(2)))
    )
    return pl.concat_str(domain, template, page, separator="; ")


def _counted(what: str, share: str, won: str, tried: str) -> pl.Expr:
    counts = (pl.col(won).fill_null(0), pl.col(tried).fill_null(0))
    return pl.format(what + " {} ({}/{})", pl.col(share).round(2), *counts)


def _cut(ordered: pl.DataFrame, policy: Planning) -> pl.DataFrame:
    if policy.rule == "threshold":
        return ordered.filter(pl.col("priority") >= policy.min_priority).head(policy.max_pages)
    return ordered.filter(pl.col("tokens").cum_sum() <= policy.token_budget).head(policy.max_pages)
