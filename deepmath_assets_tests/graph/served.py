"""The UI and its daemon as `deepmath ui` starts them, and what they are asked over GraphQL."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240  # for a machine that others use too


@contextlib.contextmanager
def webserver(home: Path) -> Iterator[str]:
    """The address of the UI on a home folder, as `deepmath ui` starts it: webserver and daemon (runs are queued)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DEEPMATH_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")}
    command = [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml", "--port", str(port)]
    with (home / "webserver.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(address), "the webserver")
        yield address
    finally:
        process.terminate()  # it alone: it ends its services; what is left of them after that is killed
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/server_info", timeout=5).ok
    except requests.RequestException:
        return False


def wait_for(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.5)
    pytest.fail(f"waited {SECONDS} s for {what}")


def ask(address: str, query: str, **variables: object) -> Any:
    done = requests.post(f"{address}/graphql", json={"query": query, "variables": variables}, timeout=60)
    return done.json()["data"]
