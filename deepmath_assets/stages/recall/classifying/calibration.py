"""From a model's log-odds to probabilities, and how good they are on pages held out.

Calibration is Platt's (1999): a slope and an intercept fitted by logistic regression with his softened targets, here
with a weak pull of the slope towards 1, since a small holdout that is separated perfectly has no finite fit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Holdout:
    """Quality of a ranking on labelled pages that it has not seen."""

    pages: int
    auc: float
    average_precision: float
    precision_at_budget: float
    precision_at_one_percent: float


def platt(scores: Numbers, labels: Numbers, pull: float = 1.0) -> tuple[float, float]:
    """Slope and intercept of the calibrated log-odds; (1, 0) where one label is missing.

    >>> slope, intercept = platt(np.array([-2.0, -1.0, 1.0, 2.0] * 50), np.array([0.0, 1.0, 0.0, 1.0] * 50))
    >>> 0 < slope < 1 and abs(intercept) < 0.1
    True
    """
    positives, negatives = float(labels.sum()), float(len(labels) - labels.sum())
    if not positives or not negatives:
        return 1.0, 0.0
    targets = np.where(labels > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    # Both labels weigh the same: the share of positives among the seeds says nothing of the crawl.
    weights = np.where(labels > 0, 0.5 / positives, 0.5 / negatives) * len(labels)
    rows = np.column_stack([scores, np.ones_like(scores)])
    found = logistic_fit(rows, targets, weights, np.array([1.0, 0.0]), np.array([pull, 1e-6]))
    return max(float(found[0]), 0.0), float(found[1])


def logistic_fit(rows: Numbers, targets: Numbers, weights: Numbers, centre: Numbers, pull: Numbers) -> Numbers:
    """Coefficients of a logistic regression by Newton's method, each drawn towards `centre` by its `pull`."""
    found = centre.astype(np.float64).copy()
    for _ in range(50):
        fitted = 1.0 / (1.0 + np.exp(-np.clip(rows @ found, -30, 30)))
        slope = rows.T @ (weights * (fitted - targets)) + pull * (found - centre)
        bend = (rows * (weights * fitted * (1 - fitted))[:, None]).T @ rows + np.diag(pull + 1e-9)
        step = np.linalg.solve(bend, slope)
        found -= np.clip(step, -5.0, 5.0)
        if float(np.abs(step).max()) < 1e-9:
            break
    return found


def holdout_quality(scores: Numbers, labels: Numbers) -> Holdout:
    """How the ranking by score does on these labels; chance (0.5 and base rates) where one label is missing.

    >>> holdout_quality(np.array([3.0, 2.0, 1.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0])).auc
    1.0
    """
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if not positives or not negatives:
        base = float(positives > 0)
        return Holdout(len(labels), 0.5, base, base, base)
    order = np.argsort(-scores, kind="stable")
    ranked = labels[order]
    hits = np.cumsum(ranked)
    precision = hits / np.arange(1, len(ranked) + 1)
    return Holdout(
        pages=len(labels),
        auc=_auc(scores, labels, positives, negatives),
        average_precision=float((precision * ranked).sum() / positives),
        precision_at_budget=float(precision[positives - 1]),
        precision_at_one_percent=_at_base_rate(float(hits[positives - 1]), positives, negatives, 0.01),
    )


def _auc(scores: Numbers, labels: Numbers, positives: int, negatives: int) -> float:
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    won = float(ranks[labels > 0].sum()) - positives * (positives + 1) / 2
    return won / (positives * negatives)


def _at_base_rate(hits: float, positives: int, negatives: int, rate: float) -> float:
    """Precision of taking as many pages as there are positives, had these been the given share of the crawl."""
    found, wrong = hits / positives, (positives - hits) / negatives
    taken = rate * found + (1 - rate) * wrong
    return rate * found / taken if taken else 0.0
