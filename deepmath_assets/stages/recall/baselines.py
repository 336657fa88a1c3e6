"""What the loop must beat: the same pages ranked with less.

(a) one classifier pass; (b) two passes, the second re-seeded by the first, without any evidence of addresses; (c) the
paper's rule of 10 percent alone, all pages of every domain that passes it; (d) counting without learning: the sum of
the logarithms of TeX commands, formulas and glossary words. Each comes out as a ranking (columns url_key, score) over
all pages with text, so that all are compared at equal precision (`progress.labels.recall_at_precision`) or volume.
"""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.classifying.classifier import classifier_log_odds, train_classifier
from deepmath_assets.stages.recall.rounds import Known, World
from deepmath_assets.stages.recall.seeding import empty_handover, seeds


def baselines(world: World, known: Known, policy: Recall, folder: Path, seed: int) -> Mapping[str, pl.DataFrame]:
    """All four rankings by name; models lie under `folder`."""
    one = one_pass(world, known, policy, folder / "one_pass", seed)
    return {
        "one_pass": one,
        "two_passes": two_passes(world, known, policy, folder / "two_passes", seed, one),
        "domain_rule": domain_rule(world, known, policy, one),
        "counts": counts(known.facts),
    }


def whole_text(policy: Recall) -> Recall:
    """The policy under which baselines read pages: with formulas, since nothing else tells them of these."""
    text = policy.classifier.text.model_copy(update={"words_only": False})
    return policy.model_copy(update={"classifier": policy.classifier.model_copy(update={"text": text})})


def one_pass(world: World, known: Known, policy: Recall, folder: Path, seed: int) -> pl.DataFrame:
    """Pages by the classifier that the seed list and random pages train."""
    chosen = _random_negatives(world, known, policy, seed)
    return _classified(chosen, known, policy, folder)


def two_passes(
    world: World, known: Known, policy: Recall, folder: Path, seed: int, first: pl.DataFrame
) -> pl.DataFrame:
    """Pages by a second classifier, whose positives are the seeds and the first one's best, some for each seed."""
    chosen = _random_negatives(world, known, policy, seed)
    positives = chosen.filter(label=1)
    wanted = round(policy.baselines.pages_per_seed * positives.height)
    best = first.sort(["score", "url_key"], descending=[True, False]).head(wanted)
    pages = known.facts.join(best, on="url_key", how="semi").join(positives, on="page_id", how="anti")
    said = {
        "round": pl.lit("r002"),
        "label": pl.lit(1, pl.Int64),
        "source": pl.lit("first_pass"),
        "holdout": pl.lit(False),
    }
    added = pages.select("page_id", "domain", **said).select(positives.columns)
    others = chosen.filter(label=0).join(added, on="page_id", how="anti")
    return _classified(pl.concat([positives, added, others]), known, policy, folder)


def domain_rule(world: World, known: Known, policy: Recall, first: pl.DataFrame) -> pl.DataFrame:
    """Pages by their domain: over the share of its known pages that the first pass collects, ranked by that share.

    The first pass collects above fixed odds; the paper's cut would be a number of tokens.
    """
    collected = first.filter(pl.col("score") > policy.baselines.collect_log_odds)
    keys = pl.col("url_key").n_unique()
    taken = known.facts.join(collected, on="url_key", how="semi").group_by("domain").agg(keys.alias("taken"))
    both = world.census.group_by("domain").agg(keys.alias("total")).join(taken, on="domain", how="left")
    shares = both.select("domain", share=pl.col("taken").fill_null(0) / pl.col("total"))
    passed = pl.when(pl.col("share") > policy.domains.min_share).then("share").otherwise(0.0)
    rows = known.facts.join(shares, on="domain", how="left").select("url_key", passed.fill_null(0.0).alias("score"))
    return rows.unique("url_key", keep="first", maintain_order=True)


def counts(facts: pl.DataFrame) -> pl.DataFrame:
    """Pages by the sum of the logarithms of TeX commands, formulas and glossary words."""
    return facts.select("url_key", score=pl.col("tex_count") + pl.col("formula_count") + pl.col("glossary_count"))


def _random_negatives(world: World, known: Known, policy: Recall, seed: int) -> pl.DataFrame:
    """Seeds as the paper has them, the list against random pages, whatever they hold."""
    share = policy.baselines.negatives_per_positive
    plain = policy.seeding.model_copy(update={"negative_max_mathness": 1.0, "negatives_per_positive": share})
    plain_policy = policy.model_copy(update={"seeding": plain})
    return seeds(world.listed, known.facts, known.templates, empty_handover(), plain_policy, "r001", seed)


def _classified(chosen: pl.DataFrame, known: Known, policy: Recall, folder: Path) -> pl.DataFrame:
    train_classifier(chosen, known.prepared, folder, policy.classifier, "baseline")
    odds = classifier_log_odds(known.prepared, folder, 1.0, 0.0)
    rows = known.facts.select("page_id", "url_key").join(odds, on="page_id", maintain_order="left")
    return rows.group_by("url_key").agg(pl.col("classifier_log_odds").max().alias("score")).sort("url_key")
