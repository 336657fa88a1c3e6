"""The classifier: the same bytes from the same pages in any process state, Chinese learnt, quality told honestly."""

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.artifacts import Artifact
from deepmath_assets.lake.contracts.recall import Classifier
from deepmath_assets.stages.recall.classifying.calibration import holdout_quality, platt
from deepmath_assets.stages.recall.classifying.classifier import classifier_log_odds, classifier_row, train_classifier
from deepmath_assets.stages.recall.classifying.training import MODEL_FILE, TRAINING_FILE
from deepmath_assets.stages.recall.classifying.wording import prepared_text
from deepmath_assets_tests.stages.recall.worlds import COOKING, OTHER, policy, prose

POLICY = policy().classifier


def _pages(cooking: list[str], other: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    draw = random.Random(1)
    rows = []
    for index in range(120):
        label = index % 2
        text = prose(draw, cooking if label else other, 0.3, 60)
        rows.append(
            (
                f"{index:032d}",
                f"site{index % 12}.org",
                label,
                "seed_list",
                index % 12 > 8,
                prepared_text("", text, POLICY.text),
            )
        )
    columns = ["page_id", "domain", "label", "source", "holdout", "prepared"]
    table = pl.DataFrame(rows, schema=columns, orient="row")
    return table.drop("prepared"), table.select("page_id", "prepared")


def test_is_byte_identical_whatever_lies_in_memory(tmp_path: Path) -> None:
    seeds, prepared = _pages(COOKING, OTHER)
    found = set()
    for index in range(3):
        trained = train_classifier(seeds, prepared, tmp_path / str(index), POLICY, "r001")
        found.add(
            ((trained.folder / MODEL_FILE).read_bytes(), (trained.folder / TRAINING_FILE).read_bytes(), trained.card)
        )
        dirt = [np.full(size, np.nan, dtype=np.float32) for size in (300, 9_000, 40_000) * 20]
        del dirt
    assert len(found) == 1


def test_row_order_does_not_matter(tmp_path: Path) -> None:
    seeds, prepared = _pages(COOKING, OTHER)
    one = train_classifier(seeds, prepared, tmp_path / "a", POLICY, "r001")
    two = train_classifier(
        seeds.reverse(), prepared.sample(fraction=1, shuffle=True, seed=3), tmp_path / "b", POLICY, "r001"
    )
    assert (one.folder / MODEL_FILE).read_bytes() == (two.folder / MODEL_FILE).read_bytes()
    assert one.training_hash == two.training_hash


def test_mirrors_of_a_page_count_once(tmp_path: Path) -> None:
    seeds, prepared = _pages(COOKING, OTHER)
    copied = seeds["page_id"].is_in(seeds.filter(label=0)["page_id"].head(3).implode())
    mirrors = pl.col("page_id").str.replace("^0", "f")
    once = train_classifier(seeds, prepared, tmp_path / "once", POLICY, "r001")
    again = train_classifier(
        pl.concat([seeds, seeds.filter(copied).with_columns(mirrors, label=pl.lit(0, pl.Int64))]),
        pl.concat([prepared, prepared.with_columns(mirrors)]), tmp_path / "again", POLICY, "r001",
    )  # fmt: skip
    assert (again.positives, again.negatives) == (once.positives, once.negatives)
    assert (again.folder / MODEL_FILE).read_bytes() == (once.folder / MODEL_FILE).read_bytes()


@pytest.mark.parametrize(("own", "other"), [(COOKING, OTHER), ("先把面粉和高汤炖熟", "足球比赛的发动机会议")])
def test_learns_both_languages(tmp_path: Path, own, other) -> None:
    seeds, prepared = _pages([*own], [*other])
    trained = train_classifier(seeds, prepared, tmp_path, POLICY, "r001")
    assert trained.holdout.pages == 30
    assert trained.holdout.auc > 0.95
    odds = classifier_log_odds(prepared, tmp_path, trained.slope, trained.intercept)
    means = seeds.join(odds, on="page_id").group_by("label").agg(pl.col("classifier_log_odds").mean())
    assert dict(means.rows())[1] > 0 > dict(means.rows())[0]
    row = classifier_row(trained, "r001", Artifact("a", "b", 1))
    Classifier.validate(row)
    for measure in ("precision_at_budget", "precision_at_one_percent"):
        assert f"{row[measure][0]:.3f}" in row["card"][0].split("operating volume")[1]


def test_one_label_alone_is_an_error(tmp_path: Path) -> None:
    seeds, prepared = _pages(COOKING, OTHER)
    with pytest.raises(BadInput, match="both labels"):
        train_classifier(seeds.filter(label=1), prepared, tmp_path, POLICY, "r001")


@given(st.text())
def test_prepared_text_is_one_line(text: str) -> None:
    line = prepared_text(text, text, POLICY.text)
    assert line == " ".join(line.split())


def test_words_alone_leave_out_formulas_and_code_but_no_prices() -> None:
    text = "For \\$5 we show $a$ and\n$$\nb\n$$\n that \\alpha is\n```\nx = 1\n```\nodd, as \\$6 is not."
    words = prepared_text("", text, POLICY.text.model_copy(update={"words_only": True}))
    assert words == "for \\ $ <1> we show and that is odd , as \\ $ <1> is not ."
    assert r"\alpha" in prepared_text("", text, POLICY.text.model_copy(update={"words_only": False}))


def test_words_alone_find_the_page_that_has_no_formula(tmp_path: Path) -> None:
    """All seeds have formulas; a classifier that sees these refuses the page without, one of words does not."""
    draw = random.Random(2)
    formulas = "$x^2 + y$ " * 20
    rows = [
        (f"{index:032d}", f"site{index % 12}.org", label, "seed_list", index % 12 > 8,
         prose(draw, COOKING if label else OTHER, 0.3, 60) + (formulas if label else ""))
        for index in range(120) for label in [index % 2]
    ]  # fmt: skip
    table = pl.DataFrame(rows, schema=["page_id", "domain", "label", "source", "holdout", "text"], orient="row")
    plain = prose(draw, COOKING, 0.3, 60)
    odds = {}
    for words_only in (False, True):
        text = POLICY.text.model_copy(update={"words_only": words_only})
        lines = [prepared_text("", page, text) for page in table["text"]]
        prepared = table.select("page_id", prepared=pl.Series(lines))
        trained = train_classifier(table.drop("text"), prepared, tmp_path / str(words_only), POLICY, "r001")
        asked = pl.DataFrame({"page_id": ["asked"], "prepared": [prepared_text("", plain, text)]})
        odds[words_only] = classifier_log_odds(asked, trained.folder, 1.0, 0.0)["classifier_log_odds"][0]
    assert odds[False] < 0 < odds[True]


def test_chinese_characters_stand_alone() -> None:
    assert prepared_text("", "线性代数ABC", POLICY.text) == "线 性 代 数 abc"


@given(st.lists(st.tuples(st.floats(-9, 9), st.booleans()), min_size=1, max_size=60))
def test_quality_and_calibration_stay_in_range(rows: list[tuple[float, bool]]) -> None:
    scores, labels = np.array([s for s, _ in rows]), np.array([float(y) for _, y in rows])
    quality = holdout_quality(scores, labels)
    assert all(0 <= value <= 1 for value in (quality.auc, quality.average_precision, quality.precision_at_one_percent))
    slope, intercept = platt(scores, labels)
    assert slope >= 0
    assert np.isfinite([slope, intercept]).all()


def test_a_base_rate_of_one_percent_costs_precision() -> None:
    scores, labels = np.arange(200.0), np.array([0.0] * 99 + [1.0] + [0.0] * 1 + [1.0] * 99)
    quality = holdout_quality(scores, labels)
    assert quality.precision_at_budget == 0.99
    assert quality.precision_at_one_percent == pytest.approx(0.5, abs=0.01)
