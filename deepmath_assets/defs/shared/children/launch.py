"""Training and sampling in processes of their own, under Dagster Pipes.

Importing torch and TRL takes ten seconds and gigabytes, so it happens in children only. The child dies with its parent
(a parent-death signal), tells its progress through Pipes, and resumes from its work folder, which is named by the hash
of the request: the same request goes on, another one starts anew.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from deepmath_assets.base.errors import ChildFailed
from deepmath_assets.base.hashing import rows_hash, text_hash
from deepmath_assets.defs.shared.making.desk import Desk

CHILD = "deepmath_assets.defs.shared.children.child"


def run_child(desk: Desk, task: str, request: Mapping[str, Any], output: Path) -> dict[str, Any]:
    """The task's result; what it makes lies in `output`. Raises `ChildFailed`."""
    work = _work(desk) / text_hash(json.dumps(request, sort_keys=True))
    work.mkdir(exist_ok=True)
    _drop_other_work(work)
    place = work / "request.json"
    full = {**request, "task": task, "work": str(work / "state"), "output": str(output)}
    place.write_text(json.dumps(full, ensure_ascii=False), encoding="utf-8")
    client = dg.PipesSubprocessClient()
    try:
        done = client.run(command=[sys.executable, "-m", CHILD, str(place)], context=desk.context)
    except Exception as error:  # the client raises Dagster's own and operating system errors alike
        raise ChildFailed(f"{task} ended with an error: {error}; its log is above; start again to resume") from error
    results = done.get_custom_messages()
    if not results:
        raise ChildFailed(f"{task} ended without a result; start again to resume from {work}")
    return dict(results[-1])


def work_file(desk: Desk, name: str, rows: pl.DataFrame) -> Path:
    """Rows as a parquet file for a child, named by their content: an equal request names an equal path."""
    path = _work(desk) / f"{name}-{rows_hash(rows)}.parquet"
    rows.write_parquet(path)
    return path


def forget_work(desk: Desk) -> None:
    """Remove the work of a task whose result was published."""
    shutil.rmtree(_work(desk), ignore_errors=True)


def _work(desk: Desk) -> Path:
    """One folder for each partition: checkpoints sampled at the same time keep out of each other's way."""
    return desk.work(desk.partition or "whole")


def _drop_other_work(work: Path) -> None:
    """Remove work of other requests: inputs or settings have changed since."""
    for folder in work.parent.iterdir():
        if folder != work and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
