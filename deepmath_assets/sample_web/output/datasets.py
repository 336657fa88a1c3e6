"""The benchmark and the instruction records that come with the web: the same problem families, no question in both."""

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from deepmath_assets.sample_web.exercises.problems import EASY_FAMILIES, Problem, join_lines, problems, solution

COUNTS = {"en": (160, 1900), "zh": (110, 1500)}
EASY_COUNT = 1500


def draws(seed: int, scale: float) -> dict[str, tuple[list[Problem], list[Problem]]]:
    """For each language the problems of the benchmark and those of the instruction records."""
    found = {}
    for lang, (items, records) in COUNTS.items():
        n, m = max(60, round(items * scale)), max(60, round(records * scale))
        both = problems(seed, n + m, lang)
        found[lang] = (both[:n], both[n:])
    return found


def easy_draws(
    seed: int, scale: float, drawn: dict[str, tuple[list[Problem], list[Problem]]]
) -> dict[str, list[Problem]]:
    """For each language more one-step problems for the records, none of them drawn before."""
    found = {}
    for lang, both in drawn.items():
        asked = {problem["question"] for part in both for problem in part}
        more = problems(seed, round(EASY_COUNT * scale), lang, EASY_FAMILIES)
        found[lang] = [problem for problem in more if problem["question"] not in asked]
    return found


def benchmark_items(drawn: Sequence[Problem], lang: str) -> list[dict[str, Any]]:
    """Items as public benchmarks are kept; every third has no solution, every fourth neither subject nor level."""
    name = f"sample-{lang}"
    return [
        {
            "id": f"{name}-test-{i}",
            "benchmark": name,
            "split": "test",
            "lang": lang,
            "question": problem["question"],
            "solution": solution(problem) if i % 3 else None,
            "answer": problem["answer"],
            "choices": None,
            "subject": problem["subject"] if i % 4 else None,
            "level": str(problem["level"]) if i % 4 else None,
        }
        for i, problem in enumerate(drawn)
    ]


def instruct_files(
    drawn: dict[str, Sequence[Problem]], easy: dict[str, list[Problem]]
) -> dict[str, list[dict[str, Any]]]:
    """Instruction records by file, in published formats: GSM8K, MATH, program of thought, conversations with a tool.

    The number of families divides by neither 2 nor 3, so that each of them comes in each form of its language.
    """
    en, zh = drawn["en"], drawn["zh"]
    return {
        "cot_gsm8k_en": [_gsm8k(p) for p in en[0::3]],
        "cot_math_en": [_math(p) for p in en[1::3]],
        "pot_solver_en": [_pot(p) for p in en[2::3]],
        "cot_zh_conversations": [_talk(p) for p in zh[0::2]],
        "tool_zh_conversations": [_tool(p) for p in zh[1::2]],
        "cot_one_step_en": [_gsm8k(p) for p in easy["en"]],
        "cot_one_step_zh": [_talk(p) for p in easy["zh"]],
    }


def _gsm8k(p: Problem) -> dict[str, Any]:
    return {"question": p["question"], "answer": join_lines(p, f"#### {p['answer']}")}


def _math(p: Problem) -> dict[str, Any]:
    text = f"{p['reasoning']} The final answer is $\\boxed{{{p['answer']}}}$."
    return {
        "problem": p["question"],
        "level": f"Level {p['level']}",
        "type": str(p["subject"]).title(),
        "solution": text,
    }


def _solver(p: Problem) -> str:
    """The program as `def solver()` that returns what the program prints."""
    lines = str(p["program"]).split("\n")
    body = [*lines[:-1], "return " + lines[-1].removeprefix("print(").removesuffix(")")]
    return "def solver():\n" + "\n".join("    " + line for line in body) + "\nans = solver()"


def _pot(p: Problem) -> dict[str, Any]:
    return {"question": p["question"], "generated": _solver(p), "executed": p["answer"], "answer": p["answer"]}


def _talk(p: Problem) -> dict[str, Any]:
    said = join_lines(p, f"答案是$\\boxed{{{p['answer']}}}$。")
    return {"conversations": [{"from": "human", "value": f"题目：{p['question']}"}, {"from": "gpt", "value": said}]}


def _tool(p: Problem) -> dict[str, Any]:
    turns = [
        ("human", f"题目：{p['question']}"),
        ("gpt", f"{p['reasoning']}\n用程序验证：\n```python\n{p['program']}\n```"),
        ("human", f"运行结果为：\n{p['answer']}"),
        ("gpt", f"所以答案是$\\boxed{{{p['answer']}}}$。"),
    ]
    return {"conversations": [{"from": who, "value": value} for who, value in turns]}


def write_jsonl(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as gzip JSONL without a time stamp."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
