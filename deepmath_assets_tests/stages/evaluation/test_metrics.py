"""Pass@K and Maj@K against enumeration, and the intervals."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.metrics import (
    bootstrap_interval,
    maj_at_k,
    paired_difference,
    pass_at_k,
    wilson_interval,
)


@given(st.integers(1, 12), st.data())
def test_pass_at_k_is_the_mean_over_all_subsets(n: int, data: st.DataObject) -> None:
    right, k = data.draw(st.integers(0, n)), data.draw(st.integers(1, n))
    samples = [True] * right + [False] * (n - right)
    subsets = list(combinations(samples, k))
    assert pass_at_k(n, right, k) == pytest.approx(sum(map(any, subsets)) / len(subsets))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=5).filter(lambda counts: 1 <= sum(counts) <= 12), st.data())
@settings(max_examples=200, deadline=None)
def test_maj_at_k_is_the_mean_over_all_subsets(counts: list[int], data: st.DataObject) -> None:
    n = sum(counts)
    k = data.draw(st.integers(1, n))
    correct = data.draw(st.one_of(st.none(), st.integers(0, len(counts) - 1)))
    samples = [cluster for cluster, count in enumerate(counts) for _ in range(count)]
    subsets = list(combinations(samples, k))
    wins = 0.0
    for subset in subsets:
        votes = [subset.count(cluster) for cluster in range(len(counts))]
        top = [cluster for cluster, vote in enumerate(votes) if vote == max(votes)]
        wins += (correct in top) / len(top)
    assert maj_at_k(counts, correct, k) == pytest.approx(wins / len(subsets))


@given(st.integers(1, 64), st.integers(0, 64))
def test_at_k_1_both_are_the_share_of_right_samples(right: int, wrong: int) -> None:
    assert (
        maj_at_k([right, wrong], 0, 1)
        == pytest.approx(pass_at_k(right + wrong, right, 1))
        == pytest.approx(right / (right + wrong))
    )


def test_64_samples_and_large_numbers_are_no_trouble() -> None:
    assert 0 < maj_at_k([20, *[1] * 44], 0, 64) <= 1
    assert maj_at_k([100, 150], 0, 250) == 0.0
    assert pass_at_k(2000, 1, 1000) == 0.5


@pytest.mark.parametrize(
    "call",
    [
        lambda: pass_at_k(3, 1, 4),
        lambda: maj_at_k([2, 1], 0, 4),
        lambda: pass_at_k(3, 4, 1),
        lambda: pass_at_k(3, 1, 0),
    ],
)
def test_impossible_questions_are_refused_in_one_line(call) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadInput) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_wilson_of_the_smallest_benchmark() -> None:
    low, high = wilson_interval(0.844 * 32, 32)
    assert (round(low, 2), round(high, 2)) == (0.68, 0.93)
    assert wilson_interval(0, 5)[0] == 0
    assert wilson_interval(5, 5)[1] == 1


def test_intervals_are_the_same_for_the_same_seed_and_cover_the_mean() -> None:
    values = [(i * i % 97) / 97 for i in range(300)]
    assert (
        bootstrap_interval(values, seed=3) == bootstrap_interval(values, seed=3) != bootstrap_interval(values, seed=4)
    )
    low, high = bootstrap_interval(values, seed=3)
    assert low < sum(values) / len(values) < high
    assert bootstrap_interval([1.0] * 10, seed=3) == wilson_interval(10, 10)


def test_the_paired_difference_sees_what_unpaired_intervals_do_not() -> None:
    before = [float(i % 2) for i in range(200)]
    after = [1.0 if i % 20 == 0 else value for i, value in enumerate(before)]
    difference, low, high = paired_difference(before, after, seed=1)
    assert difference == pytest.approx(0.05)
    assert 0 < low < difference < high
    with pytest.raises(BadInput):
        paired_difference([1.0], [1.0, 0.0], seed=1)
