"""Problems out of page segments."""

from typing import Any

import polars as pl
import pytest

from deepmath_assets.lake.contracts.instruct import Problems
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.instruct.problems import problems, question_ids

CUES = ("the answer is", "answer", "答案是", "故选")
SETTINGS = load_profile("demo").instruct


def page(*spans: tuple[str, str], url: str = "https://a.example/1") -> dict[str, Any]:
    text, segments = "", []
    for role, span in spans:
        if role:
            segments.append(
                {"role": role, "start": len(text), "end": len(text) + len(span), "confidence": 0.9, "evidence": "x"}
            )
        text += span + "\n"
    shown = {"page_id": url, "url": url, "domain": "a.example", "language": "en", "subdomain": "algebra"}
    return {**shown, "text": text, "segments": segments}


def found(*spans: tuple[str, str]) -> tuple[list[tuple[str, str, str]], list[str]]:
    pages = pl.DataFrame([page(*spans)])
    kept, dropped = problems(pages, SETTINGS, CUES)
    assert sorted([*kept["problem_id"], *dropped["row_id"]]) == question_ids(pages)["row_id"].sort().to_list()
    Problems.validate(kept, cast=False)
    return kept.select("question", "reasoning", "answer").rows(), dropped["reason"].to_list()


def test_question_reasoning_answer() -> None:
    kept, dropped = found(
        ("", "Chapter 1"),
        ("question", "What is 2 + 2 in total?"),
        ("reasoning", "Add the numbers: 4."),
        ("answer", "Answer: $4$."),
    )
    assert kept == [("What is 2 + 2 in total?", "Add the numbers: 4.", "4")]
    assert dropped == []


def test_a_long_answer_is_a_solution_with_its_answer_inside() -> None:
    post = "First we add both sides and then simplify what is left.\nThis takes a while.\nSo the answer is $x = 2.5$."
    kept, _ = found(("question", "Solve the equation for x."), ("answer", post))
    assert kept == [("Solve the equation for x.", post, "x = 2.5")]


@pytest.mark.parametrize(
    ("reasoning", "answer"),
    [("因为对称，故选 C。", "C"), ("于是答案是 $7$。", "7"), ("Hence $\\boxed{\\frac{1}{3}}$.", "\\frac{1}{3}")],
)
def test_answers_stated_in_the_reasoning(reasoning: str, answer: str) -> None:
    kept, _ = found(("question", "这是一个足够长的问题，求它的值。"), ("reasoning", reasoning))
    assert [row[2] for row in kept] == [answer]


def test_every_candidate_is_kept_or_dropped_with_a_reason() -> None:
    kept, dropped = found(
        ("question", "A question without any solution?"),
        ("question", "Short?"),
        ("answer", "3"),
        ("question", "A question with talk but no result?"),
        ("reasoning", "We think about it."),
        ("question", "What is the sum of one and two?"),
        ("answer", "3"),
    )
    assert [row[0] for row in kept] == ["What is the sum of one and two?"]
    assert dropped == ["no_answer", "no_question", "no_answer"]


def test_solutions_before_any_question_are_nobodys() -> None:
    assert found(("answer", "42"), ("reasoning", "Because.")) == ([], [])
