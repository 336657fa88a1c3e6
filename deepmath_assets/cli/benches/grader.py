"""`bench grader`: agreement with marked answers, beside plain Math-Verify, gold and answer boxed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.grading import grade

Grader = Callable[[str, str], bool]


def grader_bench(cases: Path) -> None:
    """Print agreement, agreement on Chinese cases, and false accepts of each grader."""
    rows = _read(cases)
    table = Table("grader", "cases", "agreement", "Chinese", "false accepts", box=None)
    for name, grader in [("ours", _ours), *_math_verify()]:
        verdicts = [(case, grader(case["pred"], case["gold"])) for case in rows]
        chinese = [(case, verdict) for case, verdict in verdicts if case.get("lang") == "zh"]
        accepts = sum(verdict and not case["match"] for case, verdict in verdicts)
        refusable = sum(not case["match"] for case in rows)
        table.add_row(name, str(len(rows)), _agreement(verdicts), _agreement(chinese), f"{accepts} of {refusable}")
    Console().print(table)


def _ours(answer: str, gold: str) -> bool:
    return grade(answer, gold)


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; give JSONL with gold, pred and match on each line")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _agreement(verdicts: list[tuple[dict[str, Any], bool]]) -> str:
    right = sum(bool(case["match"]) == verdict for case, verdict in verdicts)
    return f"{right / len(verdicts):.3f}" if verdicts else "-"


def _math_verify() -> list[tuple[str, Grader]]:
    try:
        import math_verify
    except ImportError:
        return []
    library: Any = math_verify

    def plain(answer: str, gold: str) -> bool:
        try:
            return bool(library.verify(*(library.parse(f"\\boxed{{{text}}}") for text in (gold, answer))))
        except Exception:  # the library's own errors count as no
            return False

    return [("math-verify", plain)]
