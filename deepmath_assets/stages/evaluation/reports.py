"""Reports from samples: Pass@K and Maj@K by slice, where a checkpoint fails, and what goes back into the sampling.

Here: grouping and intervals. Not here: the estimators (`metrics`), equality of answers (`grading`). The feedback
moves only what its interval shows: a sub-domain whose error rate cannot be told from the overall one keeps weight 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.contracts.evaluation import Reports, TrainingFeedback
from deepmath_assets.stages.evaluation.grading import cluster_answers
from deepmath_assets.stages.evaluation.metrics import bootstrap_interval, maj_at_k, pass_at_k, wilson_interval

_REPORT, _FEEDBACK = Reports.create_empty(), TrainingFeedback.create_empty()
_SLICES = ("language", "benchmark", "subject")
_CELL = ("subject", "benchmark", "language", "level")


@dataclass(frozen=True)
class IntervalSettings:
    """How intervals are drawn: the seed and size of the bootstrap, and the confidence of all intervals."""

    seed: int
    resamples: int = 2000
    confidence: float = 0.95


def item_scores(samples: pl.DataFrame, ks: Sequence[int]) -> pl.DataFrame:
    """Each item's Pass@K and Maj@K: item_id, the slices, metric, k, samples, score. Raises BadInput where an item has
    fewer than K samples.

    All right samples are one cluster (each equals the gold); the others are clustered by their answer keys. No answer
    is a cluster too.
    """
    rows = []
    for (item_id,), item in samples.group_by(["item_id"], maintain_order=True):
        right = int(item["correct"].sum())
        wrong = cluster_answers(
            [key for key, correct in zip(item["answer_key"], item["correct"], strict=True) if not correct]
        )
        counts = [right, *(wrong.count(cluster) for cluster in sorted(set(wrong)))]
        base = {"item_id": item_id, "samples": item.height} | {name: item[name][0] for name in _SLICES}
        for k in ks:
            rows.append(base | {"metric": "pass_at_k", "k": k, "score": pass_at_k(item.height, right, k)})
            rows.append(base | {"metric": "maj_at_k", "k": k, "score": maj_at_k(counts, 0 if right else None, k)})
    return pl.DataFrame(rows)


def report_rows(samples: pl.DataFrame, checkpoint: str, ks: Sequence[int], intervals: IntervalSettings) -> pl.DataFrame:
    """Means of Pass@K and Maj@K with bootstrap intervals over items, for all items and each language, benchmark and
    subject.

    Columns checkpoint, slice, value_of, metric, k, items, samples_per_item, value, low, high; empty samples give no
    row.
    """
    if samples.is_empty():
        return _REPORT
    scores = item_scores(samples, ks).with_columns(all=pl.lit("all"))
    rows = []
    for name in ("all", *_SLICES):
        for (value_of, metric, k), group in scores.group_by([name, "metric", "k"], maintain_order=True):
            values = group["score"].to_list()
            mean = sum(values) / len(values)
            low, high = bootstrap_interval(values, intervals.seed, intervals.resamples, intervals.confidence)
            rows.append(
                [
                    checkpoint,
                    name,
                    value_of,
                    metric,
                    k,
                    group.height,
                    group["samples"].min(),
                    mean,
                    min(low, mean),
                    max(high, mean),
                ]
            )
    return pl.DataFrame(rows, schema=_REPORT.schema, orient="row").sort("slice", "value_of", "metric", "k")


def error_report(samples: pl.DataFrame, checkpoint: str, intervals: IntervalSettings) -> pl.DataFrame:
    """Error rates by subject, benchmark, language and level, with Wilson intervals.

    `errors` is the sum over items of the share of wrong samples: several samples of one item count as one item, since
    they are not independent.
    """
    items = samples.group_by([*_CELL, "item_id"]).agg(wrong=1 - pl.col("correct").cast(pl.Float64).mean())
    cells = (
        items.group_by(list(_CELL)).agg(items=pl.len().cast(pl.Int64), errors=pl.col("wrong").sort().sum()).sort(*_CELL)
    )
    return _with_rates(cells, intervals.confidence).select(
        pl.lit(checkpoint).alias("checkpoint"), *_CELL, "items", "errors", "error_rate", "low", "high"
    )


def _with_rates(cells: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """The cells with error_rate, low and high added."""
    ends = [
        wilson_interval(min(errors, items), items, confidence)
        for errors, items in zip(cells["errors"], cells["items"], strict=True)
    ]
    return cells.with_columns(
        (pl.col("errors") / pl.col("items")).clip(0, 1).alias("error_rate"),
        pl.Series("low", [low for low, _ in ends], dtype=pl.Float64),
        pl.Series("high", [high for _, high in ends], dtype=pl.Float64),
    )


def training_feedback(
    errors: pl.DataFrame, subdomain_of: Mapping[str, str], max_weight: float, intervals: IntervalSettings
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A weight for each sub-domain: the ratio of its error rate's nearer interval end to the overall rate, 1 where the
    interval holds that rate. With them the subjects that map to no sub-domain, as rows of `decisions`.

    `errors` is one checkpoint's `error_report`; `subdomain_of` maps a benchmark's subject, in lower case, to the
    pack's sub-domain. Weights lie between 1 / max_weight and max_weight. Columns subdomain, weight, error_rate, items,
    subjects, reason.
    """
    subdomain = (
        pl.col("subject").str.to_lowercase().replace_strict(dict(subdomain_of), default=None, return_dtype=pl.String)
    )
    placed = errors.with_columns(subdomain=subdomain)
    mapped = placed.drop_nulls("subdomain")
    dropped = _unmapped(placed.filter(pl.col("subdomain").is_null()))
    if mapped.is_empty():
        return _FEEDBACK, dropped
    overall = min(1.0, float(sum(mapped["errors"])) / int(sum(mapped["items"])))
    cells = mapped.group_by("subdomain").agg(
        pl.col("items").sum(), pl.col("errors").sort().sum(), subjects=pl.col("subject").unique().sort()
    )
    rows = []
    for cell in _with_rates(cells.sort("subdomain"), intervals.confidence).iter_rows(named=True):
        weight, reason = feedback_weight(cell["low"], cell["high"], overall, max_weight)
        rows.append([cell["subdomain"], weight, cell["error_rate"], cell["items"], cell["subjects"], reason])
    return pl.DataFrame(rows, schema=_FEEDBACK.schema, orient="row"), dropped


def _unmapped(cells: pl.DataFrame) -> pl.DataFrame:
    subjects = cells.group_by("subject").agg(pl.col("items").sum()).sort("subject")
    detail = pl.format("{} items; the pack's [subjects] maps it to no sub-domain", "items")
    return subjects.select(row_id="subject", reason=pl.lit(Reason.UNMAPPED_SUBJECT.value), detail=detail)


def feedback_weight(low: float, high: float, overall: float, max_weight: float) -> tuple[float, str]:
    """The weight that an error rate's interval warrants, and why.

    >>> feedback_weight(0.6, 0.8, 0.4, 4.0), feedback_weight(0.3, 0.5, 0.4, 4.0), feedback_weight(0.1, 0.2, 0.4, 4.0)[0]
    ((1.4999999999999998, 'weaker_than_overall'), (1.0, 'not_told_from_overall'), 0.5)
    """
    if overall <= 0 or low <= overall <= high:
        return 1.0, "not_told_from_overall"
    if low > overall:
        return min(max_weight, low / overall), "weaker_than_overall"
    return max(1 / max_weight, high / overall), "stronger_than_overall"
