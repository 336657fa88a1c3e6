"""`run`, `status`, `ui`: the graph of a home folder from the command line."""

import os
import sys
import time
from collections import Counter
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deepmath_assets.base.errors import BadInput
from deepmath_assets.defs.shared.workspace import Workspace, home_folder, open_workspace, with_inputs

console = Console(highlight=False, soft_wrap=True)
_BESIDE = {"seeds": "seeds.txt", "benchmarks": "benchmarks", "instruct": "instruct"}
_PATHS = ("seeds", "labels", "benchmarks", "instruct", "papers", "review")


def run_graph(home: str | None, given: Mapping[str, Any], until: str | None, stale: bool, debug: bool) -> None:
    """Bring the graph of a home folder up to date, or redo what is stale."""
    workspace = with_inputs(open_workspace(home_folder(home)), _absolute(given))
    workspace = with_inputs(workspace, _found_beside(workspace))
    if not workspace.inputs.crawl:
        raise BadInput("nothing to run on: give --crawl FOLDER (its layout is in README), or try `deepmath demo`")
    workspace.profile, workspace.pack  # noqa: B018 - a bad profile or pack is told before anything is written
    workspace.save()
    started = time.monotonic()
    redo_stale(workspace, debug) if stale else travel(workspace, until, debug)
    console.print(
        f"done in {time.monotonic() - started:.1f} s; see `deepmath report`, `deepmath status`, `deepmath ui`"
    )


def travel(workspace: Workspace, until: str | None, debug: bool) -> None:
    """The whole journey, or up to one asset."""
    from deepmath_assets.definitions import build_definitions
    from deepmath_assets.defs.shared.running.journey import Journey
    from deepmath_assets.defs.shared.running.runs import Runner, open_instance

    with open_instance(workspace) as instance:
        Journey(workspace, Runner(build_definitions(workspace), instance, debug), console.print, until).go()


def redo_stale(workspace: Workspace, debug: bool) -> None:
    """What is stale, level by level."""
    from deepmath_assets.definitions import build_definitions
    from deepmath_assets.defs.shared.running.runs import Runner, open_instance

    with open_instance(workspace) as instance:
        redone = Runner(build_definitions(workspace), instance, debug).redo_stale()
    for status in redone:
        console.print(f"redone {_name(status)}: {'; '.join(status.causes)}")
    if not redone:
        console.print("nothing is stale")


def show_status(home: str | None, every: bool) -> None:
    """Counts by state, and each asset that is not fresh with the reason."""
    from deepmath_assets.definitions import build_definitions
    from deepmath_assets.defs.shared.running.runs import Runner, open_instance

    workspace = open_workspace(home_folder(home))
    with open_instance(workspace) as instance:
        found = Runner(build_definitions(workspace), instance).statuses()
    table = Table("asset", "state", "why", box=None)
    for status in found:
        if every or status.state != "fresh":
            colour = {"fresh": "green", "stale": "yellow"}.get(status.state, "red")
            table.add_row(_name(status), f"[{colour}]{status.state}[/]", "; ".join(status.causes))
    console.print(table)
    console.print(", ".join(f"{count} {state}" for state, count in sorted(Counter(s.state for s in found).items())))


def open_ui(home: str | None, port: int) -> None:
    """Replace this process by `dagster dev` on the home folder."""
    from deepmath_assets.defs.shared.running.runs import open_instance

    workspace = open_workspace(home_folder(home))
    with open_instance(workspace):
        pass
    os.environ["DEEPMATH_HOME"] = str(workspace.home)
    module = ["-m", "deepmath_assets.definitions"] if not Path("workspace.yaml").is_file() else ["-w", "workspace.yaml"]
    os.execv(sys.executable, [sys.executable, "-m", "dagster", "dev", *module, "--port", str(port)])


def _absolute(given: Mapping[str, Any]) -> dict[str, Any]:
    """Paths made absolute, since the UI and children start elsewhere; a path that is not there is told at once."""
    found = {name: value for name, value in given.items() if value is not None}
    for name in _PATHS:
        if found.get(name):
            path = Path(found[name]).absolute()
            if not path.exists() and name != "review":
                raise BadInput(f"--{name} {found[name]}: there is no such file or folder")
            found[name] = str(path)
    for name in ("crawl", "lake"):
        if found.get(name) and "://" not in found[name]:
            found[name] = str(Path(found[name]).absolute())
    for name, shipped in (("profile", "deepmath_assets.profiles"), ("pack", "deepmath_assets.packs")):
        if found.get(name) and Path(found[name]).exists() and not files(shipped).joinpath(found[name]).is_dir():
            found[name] = str(Path(found[name]).absolute())
    return found


def _found_beside(workspace: Workspace) -> dict[str, str | None]:
    """Seeds, benchmarks and instruction data that lie in or beside the crawl's folder, where none were named."""
    crawl = workspace.inputs.crawl
    if not crawl or "://" in crawl:
        return {}
    if not Path(crawl, "crawl-data").is_dir():
        raise BadInput(f"--crawl {crawl}: no crawl-data/<part>/warc.paths.gz there; the layout is in README")
    places = {name: (Path(crawl) / leaf, Path(crawl).parent / leaf) for name, leaf in _BESIDE.items()}
    missing = [name for name in _BESIDE if not getattr(workspace.inputs, name)]
    return {name: next((str(p) for p in places[name] if p.exists()), None) for name in missing}


def _name(status: Any) -> str:
    return status.table if status.partition is None else f"{status.table}[{status.partition}]".replace("[", r"\[")
