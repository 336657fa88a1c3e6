"""The UI in a real browser: the lineage is there, a click redoes a stale asset, `status` says what the UI says."""

import contextlib
import os
import shutil
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

from deepmath_assets_tests.graph.command import TINY, statuses, versions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
BROWSER_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1600,1000",
)  # fmt: skip
STALE_QUERY = """
{ assetNodes { assetKey { path } isPartitioned staleStatus
  partitionKeys } }
"""
STATUS_OF_PARTITION = """
query ($key: AssetKeyInput!, $partition: String) {
  assetNodeOrError(assetKey: $key) { ... on AssetNode { staleStatus(partition: $partition) } }
}
"""


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*BROWSER_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chrome')}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield browser
    browser.quit()


@contextlib.contextmanager
def webserver(home: Path) -> Iterator[str]:
    """The address of the UI on a home folder, as `deepmath ui` starts it: webserver and daemon (runs are queued)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DEEPMATH_HOME": str(home), "DAGSTER_HOME": str(home / "dagster")}
    command = [sys.executable, "-m", "dagster", "dev", "-w", "workspace.yaml", "--port", str(port)]
    log = (home / "webserver.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: answers(address), "the webserver")
        yield address
    finally:
        os.killpg(process.pid, signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        log.close()


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/server_info", timeout=5).ok
    except requests.ConnectionError:
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


def told_by_the_ui(address: str) -> dict[tuple[str, str | None], str]:
    """The stale status of every asset and partition as the UI asks for it."""
    found = {}
    for node in ask(address, STALE_QUERY)["assetNodes"]:
        path = node["assetKey"]["path"]
        for partition in node["partitionKeys"] if node["isPartitioned"] else [None]:
            answer = ask(address, STATUS_OF_PARTITION, key={"path": path}, partition=partition)
            found[".".join(path), partition] = answer["assetNodeOrError"]["staleStatus"].lower()
    return found


def told_by_status(home: Path) -> dict[tuple[str, str | None], str]:
    return {key: status.state for key, status in statuses(home).items()}


def test_a_stale_asset_is_redone_by_a_click_and_nothing_else_is(travelled: Path, chrome: Any, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(travelled, home)
    profile = tmp_path / "mine.toml"
    profile.write_text(TINY.read_text("utf-8") + "\n[corpus.near_duplicates]\njaccard = 0.81\n", encoding="utf-8")
    settings = home / "workspace.toml"
    with webserver(home) as address:
        assert told_by_the_ui(address) == told_by_status(home)
        chrome.get(f"{address}/asset-groups")
        groups = ("crawl", "extract", "recall", "corpus", "mixture", "instruct", "training", "evaluation")
        wait_for(lambda: all(group in chrome.page_source for group in groups), "all groups in the lineage")
    settings.write_text(settings.read_text("utf-8").replace(str(TINY), str(profile)), encoding="utf-8")
    before = versions(home)
    with webserver(home) as address:
        told = told_by_the_ui(address)
        assert told == told_by_status(home)
        assert {table for (table, _), state in told.items() if state == "stale"} == {"corpus.near_duplicates"}
        click_materialize(chrome, f"{address}/assets/corpus/near_duplicates")
        wait_for(lambda: versions(home) != before, "a new version in the lake")
        wait_for(lambda: told_by_status(home)["corpus.near_duplicates", None] == "fresh", "the run to end")
        changed = {table for table, version in versions(home).items() if version != before[table]}
        assert changed == {"corpus.near_duplicates"}
        assert told_by_the_ui(address) == told_by_status(home)


def click_materialize(chrome: Any, page: str) -> None:
    chrome.get(page)
    click = (
        "const found = [...document.querySelectorAll('button')]"
        ".find(b => b.innerText.startsWith('Materialize') && !b.disabled);"
        "if (found) found.click(); return !!found;"
    )
    wait_for(lambda: chrome.execute_script(click), "the button Materialize")
