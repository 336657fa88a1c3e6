"""Benchmark items from files into one table.

Here: reading every `.jsonl` and `.jsonl.gz` file of a folder in the one schema (id, benchmark, split, lang, question,
solution, answer, choices, subject, level). A line that is no item becomes a dropped row with its reason. Not here:
prompts, decontamination.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
from polars._typing import PolarsDataType

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import DROPPED, Given, Reason

KEPT_SCHEMA: dict[str, PolarsDataType] = {
    "item_id": pl.String,
    "benchmark": pl.String,
    "split": pl.String,
    "language": pl.String,
    "question": pl.String,
    "solution": pl.String,
    "answer": pl.String,
    "choices": pl.List(pl.String),
    "subject": pl.String,
    "level": pl.String,
}
_TEXTS = ("id", "benchmark", "split", "lang", "question", "answer")


def read_benchmarks(folder: Path | str) -> Given:
    """The items of a folder, and the lines that are none, each named by file and number (`gsm8k.jsonl#7`).

    `item_id` is `<file name without endings>/<id>`, as ids are unique in a file only.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BadInput(f"benchmarks: {folder} is no folder; give a folder of .jsonl or .jsonl.gz files")
    files = sorted(path for path in folder.iterdir() if path.name.endswith((".jsonl", ".jsonl.gz")))
    kept: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    seen: set[str] = set()
    met = 0
    for path in files:
        for number, line in _lines(path):
            met += 1
            item, reason, detail = _item(path.name.split(".jsonl")[0], line)
            if item and item["item_id"] in seen:
                reason, detail = "duplicate_id", item["item_id"]
            if item and not reason:
                seen.add(item["item_id"])
                kept.append(item)
            else:
                named = {"row_id": f"{path.name}#{number}", "reason": Reason.BAD_ITEM.value}
                dropped.append(named | {"detail": f"{reason}: {detail[:200]}"})
    return Given(pl.DataFrame(kept, schema=KEPT_SCHEMA), pl.DataFrame(dropped, schema=DROPPED), met)


def _lines(path: Path) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines that are not blank; None where the file breaks off."""
    number = 0
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError):
        yield number + 1, None


def _item(file: str, line: bytes | None) -> tuple[dict[str, Any] | None, str, str]:
    """One item, or None with a reason and its detail."""
    if line is None:
        return None, "unreadable_file", "the file breaks off here"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, "not_json", str(error)
    if not isinstance(row, dict):
        return None, "not_an_object", str(row)
    missing = [name for name in _TEXTS if not isinstance(row.get(name), str | int) or not str(row[name]).strip()]
    if missing:
        return None, "missing_field", ", ".join(missing)
    choices = row.get("choices")
    if choices is not None and not (isinstance(choices, list) and all(isinstance(choice, str) for choice in choices)):
        return None, "bad_choices", str(choices)
    return _row(file, row, choices), "", ""


def _row(file: str, row: dict[str, Any], choices: list[str] | None) -> dict[str, Any]:
    item = {name: str(row[name]) for name in ("benchmark", "split", "question", "answer")}
    optional = {name: None if row.get(name) is None else str(row[name]) for name in ("solution", "subject", "level")}
    return {"item_id": f"{file}/{row['id']}", "language": str(row["lang"]), "choices": choices} | item | optional
