"""Reports from samples: values by slice, errors, and feedback that noise does not move."""

import random

import polars as pl
import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.reports import (
    IntervalSettings,
    error_report,
    item_scores,
    report_rows,
    training_feedback,
)

INTERVALS = IntervalSettings(seed=5, resamples=300)


def _samples(rates: dict[str, float], items: int, per_item: int = 4) -> pl.DataFrame:
    draw = random.Random(2)
    rows = []
    for subject, rate in rates.items():
        for item in range(items):
            for sample in range(per_item):
                right = draw.random() >= rate
                rows.append(
                    {
                        "item_id": f"{subject}/{item}",
                        "benchmark": "own",
                        "language": "en",
                        "subject": subject,
                        "level": "1",
                        "sample": sample,
                    }
                    | {"answer_key": "7" if right else str(draw.randrange(3)), "correct": right}
                )
    return pl.DataFrame(rows)


def test_values_by_hand() -> None:
    keys = [
        ("a", "2", True),
        ("a", "sqrt(4)", True),
        ("a", "3", False),
        ("a", "", False),
        ("b", "1", False),
        ("b", "1", False),
        ("b", "1.0", False),
        ("b", "2", True),
    ]
    rows = [
        {"item_id": i, "benchmark": "own", "language": "en", "subject": i, "level": "1", "answer_key": k, "correct": c}
        for i, k, c in keys
    ]
    scores = item_scores(pl.DataFrame(rows), [1, 4]).filter(pl.col("metric") == "maj_at_k")
    assert scores.filter(k=4)["score"].to_list() == [1.0, 0.0]
    assert scores.filter(k=1)["score"].to_list() == [0.5, 0.25]
    report = report_rows(pl.DataFrame(rows), "base", [1, 4], INTERVALS)
    whole = report.filter(slice="all", metric="pass_at_k", k=4).row(0, named=True)
    assert (whole["value"], whole["items"], whole["samples_per_item"]) == (1.0, 2, 4)
    assert report.filter(slice="subject").height == 8
    assert (report["low"] <= report["value"]).all()
    assert (report["value"] <= report["high"]).all()


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(BadInput, match="at K = 8"):
        report_rows(_samples({"algebra": 0.5}, 3), "base", [8], INTERVALS)
    assert report_rows(pl.DataFrame(), "base", [8], INTERVALS).is_empty()


def test_errors_have_intervals_over_items() -> None:
    report = error_report(_samples({"algebra": 0.2, "geometry": 0.8}, 50), "base", INTERVALS)
    assert report["items"].to_list() == [50, 50]
    assert report["error_rate"].to_list() == pytest.approx([0.2, 0.8], abs=0.1)
    assert (report["low"] < report["error_rate"]).all()


def test_feedback_moves_weak_subdomains_and_not_noise() -> None:
    names = {"algebra": "algebra", "geometry": "geometry", "counting": "counting"}
    clear = error_report(_samples({"algebra": 0.2, "geometry": 0.9, "counting": 0.2}, 80), "base", INTERVALS)
    weights = {
        row["subdomain"]: row for row in training_feedback(clear, names, 3.0, INTERVALS)[0].iter_rows(named=True)
    }
    assert weights["geometry"]["weight"] > 1.3 > 1 > weights["algebra"]["weight"] > 1 / 3
    assert weights["geometry"]["reason"] == "weaker_than_overall"
    noise = error_report(_samples({"algebra": 0.48, "geometry": 0.52, "counting": 0.5}, 30), "base", INTERVALS)
    assert training_feedback(noise, names, 3.0, INTERVALS)[0]["weight"].to_list() == [1.0, 1.0, 1.0]


def test_unmapped_subjects_feed_nothing_back_and_say_so() -> None:
    report = error_report(_samples({"trivia": 0.9}, 30), "base", INTERVALS)
    rows, dropped = training_feedback(report, {"algebra": "algebra"}, 3.0, INTERVALS)
    assert rows.is_empty()
    assert dropped.rows() == [
        ("trivia", "subject_not_mapped", "30 items; the pack's [subjects] maps it to no sub-domain")
    ]


def test_subjects_of_one_subdomain_are_weighed_together_however_they_are_spelt() -> None:
    report = error_report(_samples({"Prealgebra": 0.5, "algebra": 0.5, "trivia": 0.9}, 10), "base", INTERVALS)
    names = {"algebra": "algebra", "prealgebra": "algebra"}
    rows, dropped = training_feedback(report, names, 3.0, INTERVALS)
    assert rows.select("subdomain", "items", "subjects").rows() == [("algebra", 20, ["Prealgebra", "algebra"])]
    assert dropped["row_id"].to_list() == ["trivia"]
