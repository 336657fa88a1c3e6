"""`demo`: the sample web, the whole graph on it, and what was found beside the planted truth."""

import time
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from deepmath_assets.cli.running import travel
from deepmath_assets.defs.shared.workspace import Inputs, Workspace, home_folder
from deepmath_assets.lake.tables import Lake
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.sample_web import generate

console = Console(highlight=False, soft_wrap=True)
_CLOSE = 0.85  # Jaccard of the planted main texts, above the 0.8 that makes two pages one
_BUDGET_NOTE = "graph time (installation not counted)"


def run_demo(home: str | None, scale: float | None, until: str | None, debug: bool) -> None:
    """Write the sample web where it is not there yet, run the graph on it, print the comparison."""
    folder = home_folder(home)
    web = _sample_web(folder, scale or 1.0)
    workspace = Workspace(folder, _inputs(web))
    workspace.save()
    started = time.monotonic()
    travel(workspace, until, debug)
    console.print(f"\n[bold]{time.monotonic() - started:.0f} s[/] of {_BUDGET_NOTE}\n")
    if until is None:
        console.print(summary(workspace.lake, web / "truth"))
    console.print(_next_steps(workspace))


def summary(lake: Lake, truth: Path) -> Table:
    """What the run found beside what was planted."""
    table = Table(
        "what", "planted", "found", "note", title="Found against the planted truth", box=None, title_justify="left"
    )
    for row in (*_rounds(lake), _near_duplicates(lake, truth), _leaks(lake, truth), _formulas(lake), *_models(lake)):
        table.add_row(*map(str, row))
    return table


def _rounds(lake: Lake) -> list[tuple[object, ...]]:
    rows = lake.read("recall.round_report").sort("round")
    return [
        (
            f"mathematics, round {r['round']}", r["labelled_pages"], r["pages_collected"],
            f"recall {_share(r['recall'])} at precision {_share(r['precision'])}; {r['pages_new']} new, "
            f"{r['already_share_pages']:.1%} already collected",
        )
        for r in rows.to_dicts()
    ]  # fmt: skip


def _near_duplicates(lake: Lake, truth: Path) -> tuple[object, ...]:
    planted = pl.read_parquet(truth / "near_duplicates.parquet")
    kept = lake.read("corpus.unique_pages").select("page_id", "url")
    reached = planted.filter(pl.col("url").is_in(kept["url"].to_list()) & (pl.col("jaccard") >= _CLOSE))
    pairs = reached.filter(pl.len().over("cluster") > 1)
    found = lake.read("corpus.near_duplicates").join(kept, on="page_id")["url"].to_list()
    hit = pairs.filter(pl.col("url").is_in(found)).height
    return "near-duplicates", pairs.height, hit, "main texts alike; what a site puts round them lowers the similarity"


def _leaks(lake: Lake, truth: Path) -> tuple[object, ...]:
    planted = pl.read_parquet(truth / "leaks.parquet")["url"].unique().to_list()
    reached = lake.read("corpus.unique_pages").filter(pl.col("url").is_in(planted))
    left = lake.read("corpus.clean_pages").filter(pl.col("url").is_in(planted)).height
    return "pages with a benchmark item", reached.height, reached.height - left, f"{left} left: items below the floor"


def _formulas(lake: Lake) -> tuple[object, ...]:
    sums = lake.scan("extract.pages").select(pl.col("carriers_found", "formulas_lost").sum()).collect().row(0)
    return "formulas of pages read", sums[0], sums[0] - sums[1], "carriers in the HTML that are in the text"


def _models(lake: Lake) -> list[tuple[object, ...]]:
    rows = lake.read("evaluation.reports").filter(pl.col("slice") == "all")
    best = rows.filter(pl.col("k") == rows["k"].max())
    return [
        (f"{r['metric']}, K = {r['k']}, {r['checkpoint']}", r["items"], f"{r['value']:.3f}",
         f"95 % interval {r['low']:.3f} to {r['high']:.3f}")
        for r in best.sort("metric").to_dicts()
    ]  # fmt: skip


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _sample_web(home: Path, scale: float) -> Path:
    """The sample web of this size; written once, with a mark at the end so that half a web is never taken for one."""
    folder = home / f"sample-web-{scale:g}"
    mark = folder / ".complete"
    if not mark.is_file():
        console.print(f"writing the sample web into {folder}")
        generate(folder, load_profile("demo").seed, scale)
        mark.touch()
    return folder


def _inputs(web: Path) -> Inputs:
    return Inputs(
        crawl=str(web), profile="demo", pack="mathematics", seeds=str(web / "seeds.txt"),
        labels=str(web / "labels.csv"), benchmarks=str(web / "benchmarks"), instruct=str(web / "instruct"),
    )  # fmt: skip


def _next_steps(workspace: Workspace) -> str:
    home = f" --home {workspace.home}" if workspace.home.name != ".deepmath" else ""
    return (
        f"Next: `deepmath report{home}` writes one HTML page; `deepmath why URL{home}` tells a page's story; "
        f"`make ui` opens all of it in Dagster; `deepmath run --crawl DIR` takes your own crawl."
    )
