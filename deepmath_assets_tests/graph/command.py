"""The command line as a user runs it, on a home folder of a test."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deepmath_assets.definitions import build_definitions
from deepmath_assets.defs.shared.running.runs import Runner, open_instance
from deepmath_assets.defs.shared.running.staleness import Status
from deepmath_assets.defs.shared.workspace import Workspace, open_workspace

TINY = Path(__file__).with_name("tiny.toml")
SECONDS = 900


def arguments(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-c", "from deepmath_assets.cli import main; main()", *words, "--home", str(home)]


def run(home: Path, *words: str) -> str:
    """What a command prints; fails with its output where it fails."""
    done = subprocess.run(arguments(home, *words), capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
    return done.stdout


def run_on(home: Path, web: Path, *words: str, profile: Path = TINY) -> str:
    """`run` on a sample web."""
    return run(home, "run", "--crawl", str(web), "--profile", str(profile), "--labels", str(web / "labels.csv"), *words)


def kill_when(home: Path, web: Path, reached: Callable[[Workspace], bool]) -> bool:
    """Start `run`, end it by SIGKILL once the condition holds; whether it was still running then."""
    words = ("run", "--crawl", str(web), "--profile", str(TINY), "--labels", str(web / "labels.csv"))
    process = subprocess.Popen(arguments(home, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if (home / "workspace.toml").is_file() and reached(open_workspace(home)):
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.05)
    return False


def statuses(home: Path) -> dict[tuple[str, str | None], Status]:
    """Status of every asset and partition, as `deepmath status` has it."""
    workspace = open_workspace(home)
    with open_instance(workspace) as instance:
        found = Runner(build_definitions(workspace), instance).statuses()
    return {(status.table, status.partition): status for status in found}


def content(home: Path) -> dict[tuple[str, str | None], str]:
    """The content hash of every table and partition."""
    lake = open_workspace(home).lake
    hashes = {}
    for table, partition in statuses(home):
        newest = lake.newest(table, partition)
        if newest:
            hashes[table, partition] = newest["content_hash"]
    return hashes


def versions(home: Path) -> dict[str, int]:
    """The newest version of every table."""
    lake = open_workspace(home).lake
    return {table: lake.version(table) for table, _ in statuses(home) if lake.exists(table)}
