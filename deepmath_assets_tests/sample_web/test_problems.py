"""Problems are right: their programs print their answers, their reasoning ends there, no question comes twice."""

import contextlib
import gzip
import io
import json
import re
from fractions import Fraction

import pytest

from deepmath_assets.sample_web import problems
from deepmath_assets.sample_web.exercises.families import FAMILIES
from deepmath_assets.sample_web.exercises.problems import ITEM_FAMILIES, page_problem, solution
from deepmath_assets.sample_web.model import stream
from deepmath_assets.sample_web.output.datasets import instruct_files
from deepmath_assets_tests.sample_web.conftest import Web

EQUATION = re.compile(
    r"(?<![A-Za-z0-9./^{])(?<![-+*/×÷=] )(?<!cdot )(\d+) ([*+/×÷-]) (\d+) = (\d+)(?![A-Za-z0-9/]|\.\d)"
)


def run(program: str) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, {})
    return out.getvalue().strip()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_programs_print_the_answers(lang: str):
    found = problems(3, 240, lang)
    assert {p["family"] for p in found} == {name for name, _ in ITEM_FAMILIES}
    for problem in found:
        assert run(problem["program"]) == problem["answer"]
        assert str(Fraction(problem["answer"])) == problem["answer"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_wordings_have_the_same_right_answers(lang: str):
    for i in range(200):
        problem = page_problem(stream(5, i), lang, i % len(FAMILIES))
        assert run(problem["program"]) == problem["answer"]
        assert "<" not in problem["question"], problem["question"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_single_steps_in_the_reasoning_are_true(lang: str):
    checked = 0
    for problem in problems(4, 240, lang):
        for a, sign, b, c in EQUATION.findall(problem["reasoning"]):
            value = {"*": 1, "×": 1, "+": 2, "-": 3, "/": 4, "÷": 4}[sign]
            left = (Fraction(a) * int(b), Fraction(a) + int(b), Fraction(a) - int(b), Fraction(a) / int(b))[value - 1]
            assert left == int(c), problem["reasoning"]
            checked += 1
    assert checked > 60


def test_no_slot_is_left_open_and_no_question_comes_twice():
    for lang in ("en", "zh"):
        found = problems(9, 500, lang)
        assert len({p["question"] for p in found}) == 500
        assert not any(re.search(r"<[a-z_]+\d?>|\[\[|\]\]", p["question"] + solution(p) + p["program"]) for p in found)


def test_same_seed_same_problems_other_seed_other_problems():
    assert problems(1, 30, "zh") == problems(1, 30, "zh")
    assert problems(1, 30, "en") != problems(2, 30, "en")


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="en and zh"):
        problems(1, 1, "fr")


def rows(web: Web, folder: str) -> list[dict]:
    paths = sorted((web.folder / folder).iterdir())
    return [json.loads(line) for path in paths for line in gzip.open(path, "rt", encoding="utf-8")]


def asked(record: dict) -> str:
    """The question of a record of any form."""
    return record.get("question") or record.get("problem") or record["conversations"][0]["value"].removeprefix("题目：")


def test_each_family_comes_in_each_form_of_record_of_its_language():
    drawn = {lang: problems(2, 420, lang) for lang in ("en", "zh")}
    family = {problem["question"]: problem["family"] for found in drawn.values() for problem in found}
    files = instruct_files(drawn, {"en": [], "zh": []})
    for name in ("cot_gsm8k_en", "cot_math_en", "pot_solver_en", "cot_zh_conversations", "tool_zh_conversations"):
        assert {family[asked(record)] for record in files[name]} == {name for name, _ in ITEM_FAMILIES}, name


def test_benchmark_and_instruction_records_share_no_question(web: Web):
    questions = {item["question"] for item in rows(web, "benchmarks")}
    learnt = {asked(record) for record in rows(web, "instruct")}
    assert len(questions) >= 120
    assert len(learnt) >= 120
    assert questions.isdisjoint(learnt)


def test_benchmark_has_items_of_few_words(web: Web):
    sizes = [
        len(re.findall(r"[A-Za-z0-9]+", item["question"])) for item in rows(web, "benchmarks") if item["lang"] == "en"
    ]
    assert min(sizes) < 3
    assert any(3 <= size < 10 for size in sizes)
    assert sum(size >= 10 for size in sizes) > len(sizes) / 2


def test_solver_programs_return_the_gold_answer(web: Web):
    records = [record for record in rows(web, "instruct") if "generated" in record]
    for record in records:
        scope: dict = {}
        exec(record["generated"], scope)
        assert str(scope["ans"]) == record["answer"]
    assert records
