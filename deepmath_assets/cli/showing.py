"""`show` and `why`: tables with their contracts and histories, and a page's story."""

import inspect
from datetime import UTC, datetime

import polars as pl
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deepmath_assets.cli.story import story
from deepmath_assets.defs.shared.workspace import home_folder, open_workspace
from deepmath_assets.lake.columns import meaning
from deepmath_assets.lake.tables import Lake, contract_of

console = Console(highlight=False)
_CELL_CHARS = 60


def show_table(home: str | None, table: str, version: int | None, rows: int, partition: str | None) -> None:
    """Print a table's contract, the first rows, and the versions."""
    lake = open_workspace(home_folder(home)).lake
    name = table.replace("/", ".")
    console.print(_contract(name))
    if not lake.exists(name):
        console.print("nothing has written it yet")
        return
    found = lake.scan(name, partition=partition, version=version)
    count = found.select(pl.len()).collect().item()
    console.print(f"\n[bold]{count} rows[/]" + (f" at version {version}" if version is not None else ""))
    for row in found.head(rows).collect().to_dicts():
        console.print("  " + escape(", ".join(f"{k}={_short(v)}" for k, v in row.items())))
    console.print(_history(lake, name))


def tell_story(home: str | None, what: str) -> None:
    """Print a page's story."""
    table = Table(box=None, show_header=False, padding=(0, 1))
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for step, sentence in story(open_workspace(home_folder(home)).lake, what):
        table.add_row(step, escape(sentence))
    console.print(table)


def _contract(name: str) -> Table:
    contract = contract_of(name)
    key = contract.schema.primary_key()
    title = f"{name}: {inspect.getdoc(contract.schema)}"
    table = Table("column", "type", "rules", "meaning", title=title, title_justify="left", title_style="", box=None)
    for column, kind in contract.schema.columns().items():
        rules = [word for word, holds in (("key", column in key), ("may be null", kind.nullable)) if holds]
        table.add_row(column, type(kind).__name__, ", ".join(rules), meaning(name, column))
    return table


def _history(lake: Lake, name: str) -> Table:
    table = Table("version", "when (UTC)", "partition", "rows", "content", "run", "read", title="history", box=None,
                  title_justify="left")  # fmt: skip
    for commit in lake.history(name)[:20]:
        when = datetime.fromtimestamp(commit["time_ms"] / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        reads = ", ".join(f"{t}@{v}" for t, v in commit.get("reads", {}).items())
        table.add_row(
            str(commit["version"]), when, commit.get("partition") or "", str(commit.get("rows", "put back")),
            commit.get("content_hash", "")[:12], commit.get("run_id", "")[:8], reads,
        )  # fmt: skip
    return table


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _CELL_CHARS else text[: _CELL_CHARS - 1] + "…"
