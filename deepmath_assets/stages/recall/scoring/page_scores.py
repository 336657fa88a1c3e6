"""The asset `recall.page_scores`: every page with text, scored by all evidence, ranked, and collected or not.

The paper ranks by the classifier alone and cuts at a number of tokens. We add, as log-odds with the profile's weights,
mathness, the yield of the page's source in the round before, the words of its address and its kind, and how rare the
domain is in this crawl; `paper-v1` sets these to zero. The parts are stored beside the score, so that another weighting
needs no second pass.
"""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from deepmath_assets.lake.contracts.recall import PageScores
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.shapes.recall import Collection, Combination, Recall
from deepmath_assets.stages.recall.classifying.classifier import classifier_log_odds
from deepmath_assets.stages.recall.scoring.features import FEATURES, page_features
from deepmath_assets.stages.recall.scoring.kinds import page_kinds
from deepmath_assets.stages.recall.scoring.language_model import LanguageModel, perplexity_features
from deepmath_assets.stages.recall.scoring.mathness import log_odds, mathness, sigmoid
from deepmath_assets.stages.recall.sources.evidence import base_share, rarity, source_evidence
from deepmath_assets.stages.recall.sources.hints import url_hints

_CJK = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"


class Model(NamedTuple):
    """A published classifier: the folder of its files, and the line that turns its log-odds into calibrated ones."""

    folder: Path
    slope: float
    intercept: float


def page_facts(pages: pl.DataFrame, pack: Pack, language_model: LanguageModel) -> pl.DataFrame:
    """What no round changes of a page: address, language, tokens, features, kind and hint; one row per page_id."""
    fresh = pages.unique("page_id", keep="first", maintain_order=True)
    return (
        fresh.select("page_id", "url", "url_key", "domain", "path", "language", tokens_estimate("text"))
        .with_columns(url_hints(fresh["url"], pack))
        .join(page_kinds(fresh, pack), on="page_id", maintain_order="left")
        .join(page_features(fresh, pack), on="page_id", maintain_order="left")
        .join(perplexity_features(fresh, language_model), on="page_id", maintain_order="left")
    )


def tokens_estimate(text: str) -> pl.Expr:
    """Tokens of a text by its characters: one for each of Chinese, Japanese and Korean, one for four of the rest."""
    wide = pl.col(text).str.count_matches(_CJK)
    rest = pl.col(text).str.len_chars() - wide
    return (wide + rest // 4).cast(pl.Int64).alias("tokens_estimate")


def page_scores(
    facts: pl.DataFrame,
    templates: pl.DataFrame,
    prepared: pl.DataFrame,
    model: Model,
    handover: pl.DataFrame,
    seeds: pl.DataFrame,
    pack: Pack,
    policy: Recall,
    round_name: str,
) -> pl.DataFrame:
    """Scores, rank and verdict of every page in this round.

    `facts` by `page_facts`, `templates` by `sources.templates.address_templates` over the census, `prepared` by
    `classifying.wording.prepared_texts`; `seeds` are this round's (seeds that a person named are collected).
    """
    rows = facts.join(templates.select("url_key", "template"), on="url_key", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("template").fill_null("/"), mathness=mathness(policy.mathness))
    odds = classifier_log_odds(prepared, model.folder, model.slope, model.intercept)
    rows = rows.join(odds, on="page_id", how="left", maintain_order="left")
    rows = rows.join(source_evidence(rows, handover), on="page_id", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("classifier_log_odds").fill_null(0.0))
    rarer = rarity(base_share(handover), policy.combination.usual_share)
    rows = rows.with_columns(classifier=sigmoid(pl.col("classifier_log_odds")), rarity_log_odds=pl.lit(rarer))
    rows = rows.with_columns(score=_joined(policy.combination, pack))
    named = seeds.filter(pl.col("source") == "seed_list")["page_id"].implode()
    rows = _ranked(rows).with_columns(_verdict(policy.collection, round_name, named))
    rows = rows.with_columns(
        round=pl.lit(round_name),
        collected=pl.col("rule").is_in(["seed", "threshold", "token_budget"]),
        features=pl.struct(FEATURES).struct.json_encode(),
    )
    return PageScores.cast(rows.select(PageScores.column_names()))


def _joined(weights: Combination, pack: Pack) -> pl.Expr:
    """The joint score. A short page says little, so that its own evidence counts less and its source's decides."""
    kinds = pack.kind_values()
    kind_value = pl.col("page_kind").replace_strict(kinds, default=0.0, return_dtype=pl.Float64)
    said = pl.col("tokens_estimate") / (pl.col("tokens_estimate") + weights.half_tokens)
    own = weights.classifier * pl.col("classifier_log_odds").clip(-weights.classifier_bound, weights.classifier_bound)
    own = own + weights.mathness * log_odds(pl.col("mathness"), weights.mathness_bound)
    source = weights.source * log_odds((pl.col("source_evidence") + 1.0) / 2.0)
    bias = weights.bias - pl.col("rarity_log_odds")
    return sigmoid(bias + said * own + source + weights.hint * pl.col("hint") + weights.kind * kind_value)


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    ordered = rows.sort(["score", "page_id"], descending=[True, False])
    return ordered.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def _verdict(policy: Collection, round_name: str, named: pl.Series) -> pl.Expr:
    """The rule that decided on a page; a person's word goes before any score."""
    if policy.rule == "threshold":
        fits, taken, left = pl.col("score") >= policy.min_score, "threshold", "below_threshold"
    else:
        budget = policy.token_budgets[min(round_number(round_name), len(policy.token_budgets)) - 1]
        fits, taken, left = pl.col("tokens_estimate").cum_sum() <= budget, "token_budget", "over_budget"
    return (
        pl.when(pl.col("page_id").is_in(named))
        .then(pl.lit("seed"))
        .when(pl.col("refused"))
        .then(pl.lit("refused_source"))
        .when(pl.col("tokens_estimate") < policy.min_tokens)
        .then(pl.lit("too_short"))
        .when(fits)
        .then(pl.lit(taken))
        .otherwise(pl.lit(left))
        .alias("rule")
    )


def round_number(round_name: str) -> int:
    """The number of a round.

    >>> round_number("r003")
    3
    """
    return int(round_name.removeprefix("r"))
