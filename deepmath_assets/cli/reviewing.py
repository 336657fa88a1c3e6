"""`review`: candidate sources one by one in the terminal, verdicts into the CSV that stays under version control."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import typer
from rich.console import Console

from deepmath_assets.base.errors import BadInput
from deepmath_assets.defs.shared.workspace import Workspace, home_folder, open_workspace, with_inputs

console = Console(highlight=False, soft_wrap=True)
_COLUMNS = ("domain", "template", "verdict", "who", "note")
_VERDICTS = {"a": "accept", "r": "reject"}


def review_sources(home: str | None, file: Path | None, who: str) -> None:
    """Ask for a verdict on each undecided source, most expected tokens first; write each at once."""
    workspace = open_workspace(home_folder(home))
    path = (file or Path(workspace.inputs.review or "review.csv")).absolute()
    decided = {(row["domain"], row["template"]) for row in _read(path)}
    for source in _candidates(workspace):
        if (source["domain"], source["template"]) in decided:
            continue
        answer = _ask(source)
        if answer == "q":
            break
        if answer in _VERDICTS:
            _append(path, {**source, "verdict": _VERDICTS[answer], "who": who, "note": ""})
    if path.is_file():
        with_inputs(workspace, {"review": str(path)}).save()
    console.print(f"verdicts are in {path}; `deepmath run --stale` applies them")


def _candidates(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Templates of the last round that hold uncollected pages, with the tokens that a verdict may bring."""
    lake = workspace.lake
    if not lake.exists("recall.url_templates"):
        raise BadInput("no round has mined templates yet: `deepmath run --until recall/round_report` first")
    rows = lake.scan("recall.url_templates").filter(pl.col("round") == pl.col("round").max()).collect()
    worth = rows.filter((pl.col("uncollected") > 0) & (pl.col("pages_collected") > 0))
    yield from worth.sort("expected_tokens", descending=True).iter_rows(named=True)


def _ask(source: dict[str, Any]) -> str:
    console.print(
        f"\n[bold]{source['domain']}[/] {source['template']}: {source['pages_collected']} of {source['scored']} read "
        f"pages collected ({source['yield_share']:.0%}, at least {source['yield_low']:.0%}), "
        f"{source['uncollected']} not, about {source['expected_tokens']} tokens",
        markup=True,
    )
    for example in source["examples"][:3]:
        console.print(f"  {example}", markup=False)
    return str(typer.prompt("accept, reject, skip or quit", default="s"))[:1].lower()


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _append(path: Path, row: dict[str, Any]) -> None:
    """The CSV with one more row, replaced in one step."""
    rows = [*_read(path), {name: str(row.get(name) or "") for name in _COLUMNS}]
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="") as draft:
        writer = csv.DictWriter(draft, _COLUMNS)
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in _COLUMNS} for row in rows)
    shutil.move(draft.name, path)
