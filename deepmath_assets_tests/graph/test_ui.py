"""The UI in a real browser: the lineage is there, a click redoes a stale asset, `status` says what the UI says.

The home folder is the test's own and goes no further than the corpus, so that missing assets are compared too.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deepmath_assets_tests.graph.command import TINY, run_on, statuses, versions
from deepmath_assets_tests.graph.served import ask, wait_for, webserver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
GROUPS = ("crawl", "extract", "recall", "corpus", "mixture", "instruct", "training", "evaluation")
REDONE = "corpus.near_duplicates"
CHANGED = "\n[corpus.near_duplicates]\njaccard = 0.95\n\n[recall.planning]\nmin_priority = 0.31\n"
BROWSER_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=1600,1000",
)  # fmt: skip
STALE_QUERY = "{ assetNodes { assetKey { path } isPartitioned staleStatus partitionKeys } }"
STATUS_OF_PARTITION = """
query ($key: AssetKeyInput!, $partition: String) {
  assetNodeOrError(assetKey: $key) { ... on AssetNode { staleStatus(partition: $partition) } }
}
"""
RUNS_QUERY = "{ runsOrError { ... on Runs { results { status assetSelection { path } } } } }"
SHOWN_QUERY = """
query ($key: AssetKeyInput!) {
  assetNodeOrError(assetKey: $key) { ... on AssetNode {
    metadataEntries { label ... on TableSchemaMetadataEntry { schema { columns { name description } } } }
    assetMaterializations(limit: 1) { metadataEntries { label } }
  } }
}
"""
Told = dict[tuple[str, str | None], str]


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


@pytest.fixture
def home(chrome: Any, small_web: Path, tmp_path: Path) -> Path:
    """A home folder whose graph was run up to the clean pages; only made where there is a browser."""
    folder = tmp_path / "home"
    run_on(folder, small_web, "--until", "corpus/clean_pages")
    return folder


def told_by_the_ui(address: str) -> Told:
    """The stale status of every asset and partition as the UI asks for it."""
    found = {}
    for node in ask(address, STALE_QUERY)["assetNodes"]:
        path = node["assetKey"]["path"]
        for partition in node["partitionKeys"] if node["isPartitioned"] else [None]:
            answer = ask(address, STATUS_OF_PARTITION, key={"path": path}, partition=partition)
            found[".".join(path), partition] = answer["assetNodeOrError"]["staleStatus"].lower()
    return found


def told_by_status(home: Path) -> Told:
    return {key: status.state for key, status in statuses(home).items()}


def stale(told: Told) -> set[str]:
    return {table for (table, _), state in told.items() if state == "stale"}


def runs_of(address: str, table: str) -> list[str]:
    """The states of the runs that were asked for this asset alone, the newest first."""
    found = ask(address, RUNS_QUERY)["runsOrError"]["results"]
    return [run["status"] for run in found if run["assetSelection"] == [{"path": table.split(".")}]]


def assert_well_described(address: str, table: str, *labels: str) -> None:
    """Every column has a description, and the newest materialization shows what a person wants to see."""
    node = ask(address, SHOWN_QUERY, key={"path": table.split(".")})["assetNodeOrError"]
    columns = [column for entry in node["metadataEntries"] for column in entry.get("schema", {}).get("columns", [])]
    assert columns
    assert [column["name"] for column in columns if not column["description"]] == []
    shown = {entry["label"] for made in node["assetMaterializations"] for entry in made["metadataEntries"]}
    assert shown >= {"dagster/row_count", "tables_read", "sample", *labels}


def test_a_stale_asset_is_redone_by_a_click_and_nothing_else_is(home: Path, chrome: Any, tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    shutil.copy(TINY, profile)
    settings = home / "workspace.toml"
    settings.write_text(settings.read_text("utf-8").replace(str(TINY), str(profile)), encoding="utf-8")
    with webserver(home) as address:
        told = told_by_the_ui(address)
        assert told == told_by_status(home)
        assert set(told.values()) == {"fresh", "missing"}
        made_by_sql = ("round_before", "columns_made_from", "dagster/column_lineage")
        shown = ("verdict", "pages_by_round", "quality_by_round", "most_uncertain_pages")
        assert_well_described(address, "recall.round_report", *shown, *made_by_sql)
        chrome.get(f"{address}/asset-groups")
        wait_for(lambda: all(group in text_of(chrome) for group in GROUPS), "all groups in the lineage")
    profile.write_text(TINY.read_text("utf-8") + CHANGED, encoding="utf-8")
    before = versions(home)
    with webserver(home) as address:  # the code location reads the profile when it is loaded
        told = told_by_the_ui(address)
        assert told == told_by_status(home)
        assert stale(told) == {REDONE, "recall.plan"}
        click_materialize(chrome, f"{address}/assets/{REDONE.replace('.', '/')}")
        wait_for(lambda: runs_of(address, REDONE)[:1] in (["SUCCESS"], ["FAILURE"]), "the end of the run")
        assert runs_of(address, REDONE) == ["SUCCESS"]
        after = versions(home)
        assert {table for table in after if after[table] != before.get(table)} == {REDONE}
        told = told_by_the_ui(address)
        assert told == told_by_status(home)
        assert told[REDONE, None] == "fresh"
        assert stale(told) == {"recall.plan", "corpus.clean_pages"}, "fewer pages are alike: what reads that is stale"


def text_of(chrome: Any) -> str:
    return str(chrome.execute_script("return document.body.innerText"))


def click_materialize(chrome: Any, page: str) -> None:
    chrome.get(page)
    click = (
        "const found = [...document.querySelectorAll('button')]"
        ".find(b => b.innerText.startsWith('Materialize') && !b.disabled);"
        "if (found) found.click(); return !!found;"
    )
    wait_for(lambda: chrome.execute_script(click), "the button Materialize")
