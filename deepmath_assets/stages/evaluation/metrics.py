"""Pass@K and Maj@K without bias, and intervals around them.

Here: exact expectations over all K-subsets of the samples drawn, Wilson and bootstrap intervals, the paired
difference of two checkpoints. Not here: which answers are equal (`grading.cluster_answers`) and tables (`reports`).
Pass@K: Chen et al. 2021 (Codex), section 2.1. Maj@K (self-consistency) is usually taken from the first K samples or
by resampling; here the expectation over all K-subsets is computed by dynamic programming over the clusters, a tie for
the most votes being won by each of the tied clusters with equal chance. The paper states neither its estimator nor
intervals (PAPER.md section 5).
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from deepmath_assets.base.errors import BadInput


def pass_at_k(n: int, c: int, k: int) -> float:
    """The chance that K of the n samples, drawn without replacement, hold one of the c right ones.

    >>> pass_at_k(4, 1, 2), pass_at_k(4, 0, 4), pass_at_k(4, 3, 2)
    (0.5, 0.0, 1.0)
    """
    _need_samples(n, k)
    if not 0 <= c <= n:
        raise BadInput(f"pass_at_k: {c} right of {n} samples is impossible; pass counts of one item")
    return 1.0 - math.comb(n - c, k) / math.comb(n, k)


def maj_at_k(cluster_counts: Sequence[int], correct_cluster: int | None, k: int) -> float:
    """The chance that the right cluster wins the vote among K of the samples, drawn without replacement; ties are
    split evenly.

    `correct_cluster` is an index into `cluster_counts`, or None if no sample is right.

    >>> maj_at_k([2, 1], 0, 1) == 2 / 3, maj_at_k([2, 1], 0, 3), maj_at_k([1, 1], 1, 2), maj_at_k([3], None, 2)
    (True, 1.0, 0.5, 0.0)
    """
    if any(count < 0 for count in cluster_counts):
        raise BadInput("maj_at_k: a cluster has a negative count; pass the number of samples in each cluster")
    _need_samples(sum(cluster_counts), k)
    if correct_cluster is None:
        return 0.0
    right, others = (
        cluster_counts[correct_cluster],
        [c for i, c in enumerate(cluster_counts) if i != correct_cluster and c],
    )
    wins = sum(
        (math.comb(right, votes) * _share_of_wins(others, votes, k - votes) for votes in range(1, min(right, k) + 1)),
        Fraction(0),
    )
    return float(wins / math.comb(sum(cluster_counts), k))


def _share_of_wins(others: list[int], votes: int, rest: int) -> Fraction:
    """The number of ways to draw `rest` samples from the other clusters so that none passes `votes`, each divided by
    the tied clusters.

    `ways[drawn][tied]` counts draws by the samples drawn and the clusters that reach exactly `votes`.
    """
    ways: dict[tuple[int, int], int] = {(0, 0): 1}
    for count in others:
        following: dict[tuple[int, int], int] = {}
        for (drawn, tied), number in ways.items():
            for taken in range(min(count, votes, rest - drawn) + 1):
                place = (drawn + taken, tied + (taken == votes))
                following[place] = following.get(place, 0) + number * math.comb(count, taken)
        ways = following
    return sum((Fraction(number, tied + 1) for (drawn, tied), number in ways.items() if drawn == rest), Fraction(0))


def _need_samples(n: int, k: int) -> None:
    if k < 1:
        raise BadInput(f"K is {k}; ask for K of at least 1")
    if n < k:
        raise BadInput(
            f"{n} samples cannot give a figure at K = {k}; draw at least {k} samples per item or ask for a smaller K"
        )


def wilson_interval(successes: float, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927).

    >>> [round(end, 3) for end in wilson_interval(27, 32)]
    [0.682, 0.931]
    """
    if n < 1 or not 0 <= successes <= n:
        raise BadInput(f"wilson_interval: {successes} of {n} is no share; pass counts with n of at least 1")
    z = normal_quantile(0.5 + confidence / 2)
    share, spread = successes / n, z * z / n
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))


def normal_quantile(p: float) -> float:
    """The quantile of the standard normal distribution.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def bootstrap_interval(
    values: Sequence[float], seed: int, resamples: int = 2000, confidence: float = 0.95
) -> tuple[float, float]:
    """The percentile interval of the mean over items, by resampling items; the same seed gives the same interval.

    Where the values are all equal the bootstrap says nothing about their spread: the Wilson interval of that share
    stands in.

    >>> low, high = bootstrap_interval([0.0, 1.0] * 50, seed=1)
    >>> low < 0.5 < high
    True
    """
    observed = np.asarray(values, dtype=np.float64)
    if not observed.size:
        raise BadInput("bootstrap_interval: no items; pass at least one value")
    if observed.min() == observed.max() and 0 <= observed[0] <= 1:
        return wilson_interval(float(observed.sum()), int(observed.size), confidence)
    means = _resampled_means(observed, seed, resamples)
    tail = (1 - confidence) / 2
    return float(np.quantile(means, tail)), float(np.quantile(means, 1 - tail))


def _resampled_means(observed: NDArray[np.float64], seed: int, resamples: int) -> NDArray[np.float64]:
    random = np.random.default_rng(seed)
    size = observed.size
    batch = max(1, 4_000_000 // size)
    parts = [
        observed[random.integers(0, size, (min(batch, resamples - start), size))].mean(axis=1)
        for start in range(0, resamples, batch)
    ]
    return np.concatenate(parts)


def paired_difference(
    before: Sequence[float], after: Sequence[float], seed: int, resamples: int = 2000, confidence: float = 0.95
) -> tuple[float, float, float]:
    """The mean of after - before over the same items, with its bootstrap interval: (difference, low, high).

    >>> paired_difference([0.0, 0.0, 1.0], [1.0, 0.0, 1.0], seed=1)[0] == 1 / 3
    True
    """
    if len(before) != len(after) or not len(before):
        raise BadInput(
            f"paired_difference: {len(before)} and {len(after)} items; pass the same items, in the same order"
        )
    differences = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    means = _resampled_means(differences, seed, resamples)
    tail = (1 - confidence) / 2
    return float(differences.mean()), float(np.quantile(means, tail)), float(np.quantile(means, 1 - tail))
