"""The instruction set: one reason for each row that is left out, splits that stay, programs that are run."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.contracts.instruct import AuditPool, InstructionSet
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.instruct.audit import audit_pool, read_verdicts
from deepmath_assets.stages.instruct.problems import PROBLEMS
from deepmath_assets.stages.instruct.reading import read_given
from deepmath_assets.stages.instruct.records import instruction_set, splits

PROFILE = load_profile("demo")
NO_PROBLEMS = pl.DataFrame(schema=PROBLEMS)


def run_here(code: str) -> tuple[str, str]:
    """Own test programs only; the stage is given the sandbox instead."""
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            exec(code, {})
    except Exception as error:
        return "error", repr(error)
    return "ok", printed.getvalue()


def made(given: pl.DataFrame, problems: pl.DataFrame = NO_PROBLEMS, **over: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    values: dict[str, Any] = {
        "settings": PROFILE.instruct,
        "seed": 7,
        "workers": 2,
        "answer_key": str.casefold,
        "agrees": lambda one, other: one == other,
        "contaminated": lambda text: None,
        "run_program": run_here,
    }
    kept, dropped = instruction_set(given, problems, **{**values, **over})
    InstructionSet.validate(kept, cast=False)
    assert kept.height + dropped.height == given.height + problems.height
    assert set(dropped["reason"]) <= {reason.value for reason in Reason}
    return kept, dropped


def written(folder: Path, rows: list[dict[str, Any]], name: str = "mine.jsonl") -> pl.DataFrame:
    (folder / name).write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    given, dropped, _ = read_given(folder)
    assert dropped.is_empty()
    return given


def program(question: str, code: str, answer: object) -> dict[str, Any]:
    return {"question": question, "answer": answer, "executed": answer, "generated": code}


def test_programs_that_do_not_print_their_answer_are_dropped_with_the_reason(tmp_path: Path) -> None:
    rows = [
        program("right", "ans = 0.1 + 0.2", 0.3),
        program("wrong", "ans = 2 + 2", 5),
        program("raises", "ans = 1 / 0", 1),
        program("word", "ans = 'Ada'", "Ada"),
    ]
    kept, dropped = made(written(tmp_path, rows))
    assert kept["question"].to_list() == ["right", "word"]
    assert dropped["reason"].to_list() == ["answer_mismatch", "program_failed"]
    assert "prints '4'" in dropped["detail"][0]
    assert "ZeroDivisionError" in dropped["detail"][1]


def test_the_same_question_is_kept_once_a_kind(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"question": "What is $2+2$ ?", "answer": "4\n#### 4"},
        {"question": "what is 2+2?", "answer": "four\n#### 4"},
        program("What is 2+2?", "ans = 2 + 2", 4),
    ]
    kept, dropped = made(written(tmp_path, rows))
    assert kept["kind"].to_list() == ["cot", "pot"]
    assert dropped.select("reason", "detail").rows() == [("same_question", kept["record_id"][0])]


def test_a_rephrased_benchmark_question_is_found_by_its_origin(tmp_path: Path) -> None:
    rows = [
        {"question": "x coins?", "answer": "3", "original_question": "3 coins of the test?", "output": "3\n#### 3"},
        {"question": "Free question?", "answer": "1\n#### 1"},
    ]
    given = written(tmp_path, rows)
    kept, dropped = made(given, contaminated=lambda text: "gsm8k-test/17" if "of the test" in text else None)
    assert kept["question"].to_list() == ["Free question?"]
    assert dropped.select("reason", "detail").rows() == [("benchmark_item", "gsm8k-test/17")]


def test_records_too_long_and_empty_questions(tmp_path: Path) -> None:
    rows = [{"question": " ", "answer": "1\n#### 1"}, {"question": "long?", "answer": "x" * 20_000 + "\n#### 1"}]
    _, dropped = made(written(tmp_path, rows))
    assert dropped["reason"].to_list() == ["no_question", "too_long"]


def test_page_problems_become_records_with_their_page() -> None:
    row = {
        "problem_id": "p1", "page_id": "page1", "url": "https://a.example/", "domain": "a.example", "language": "en",
        "subdomain": "algebra", "question": "Find x now.", "reasoning": "x is 2.", "answer": "2", "confidence": 0.9,
    }  # fmt: skip
    kept, _ = made(read_given_empty(), pl.DataFrame([row], schema=PROBLEMS))
    assert kept.select("record_id", "page_id", "domain", "source", "kind").row(0) == (
        "p1",
        "page1",
        "a.example",
        "pages",
        "cot",
    )


def read_given_empty() -> pl.DataFrame:
    from deepmath_assets.stages.instruct.reading import DRAFTS

    return pl.DataFrame(schema=DRAFTS)


def test_splits_do_not_move_when_records_are_added_and_keep_rephrasings_together() -> None:
    origins = pl.Series([f"question {i}?" for i in range(2000)])
    few, many = splits(origins[:500], 7, 0.1), splits(origins, 7, 0.1)
    assert few.to_list() == many[:500].to_list()
    assert 0.07 < (many == "holdout").mean() < 0.13
    assert splits(origins, 8, 0.1).to_list() != many.to_list()
    assert splits(pl.Series(["A  question?", "a question?"]), 7, 0.5).n_unique() == 1


def test_split_of_a_rephrasing_follows_its_original(tmp_path: Path) -> None:
    rows = [
        {
            "question": f"How many are {i}?",
            "answer": "1\n#### 1",
            "rewritten_question": f"Please count {i}!",
            "rewritten_answer": "1\n#### 1",
        }
        for i in range(60)
    ]
    kept, _ = made(written(tmp_path, rows))
    pairs = kept.with_columns(number=pl.col("question").str.extract(r"(\d+)")).group_by("number").agg("split")
    assert all(len(set(split)) == 1 for split in pairs["split"])
    assert kept["split"].n_unique() == 2


def test_same_rows_give_same_records(tmp_path: Path) -> None:
    given = written(tmp_path, [{"question": f"{i}?", "answer": f"x\n#### {i}"} for i in range(40)])
    assert made(given)[0].equals(made(given, workers=1)[0])


def test_audit_pool_draws_by_stratum_and_keeps_verdicts(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"question": f"{i} apples?", "answer": f"We count them all: {i} there.\n#### {i}"} for i in range(30)
    ]
    rows += [program(f"prog {i}", f"ans = {i}", i) for i in range(3)]
    kept, _ = made(written(tmp_path, rows))
    settings = PROFILE.instruct.model_copy(update={"audit_per_stratum": 5})
    pool, others = audit_pool(kept, settings=settings, seed=3)
    assert sorted([*pool["record_id"], *others["row_id"]]) == sorted(kept["record_id"])
    AuditPool.validate(pool, cast=False)
    assert dict(pool["stratum"].value_counts().rows()) == {"plain": 5, "program": 3}
    larger, _ = audit_pool(kept, settings=settings.model_copy(update={"audit_per_stratum": 9}), seed=3)
    assert set(pool["record_id"]) <= set(larger["record_id"])

    sheet = pool.with_columns(verdict=pl.lit("wrong"), note=pl.lit("seen"))
    sheet.write_csv(tmp_path / "audit.csv")
    again, _ = audit_pool(kept, settings=settings, seed=3, verdicts=read_verdicts(tmp_path / "audit.csv"))
    assert again["verdict"].to_list() == ["wrong"] * 8


def test_a_sheet_without_its_columns_says_which(tmp_path: Path) -> None:
    (tmp_path / "audit.csv").write_text("record_id,verdict\na,right\n", encoding="utf-8")
    with pytest.raises(Exception, match="no column note"):
        read_verdicts(tmp_path / "audit.csv")
    assert read_verdicts(tmp_path / "none.csv").is_empty()
