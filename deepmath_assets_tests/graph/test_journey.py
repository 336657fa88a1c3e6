"""The whole graph on a small sample web: complete, true to what was planted, killed and resumed, and stale by parts."""

import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from deepmath_assets.defs.shared.running.runs import open_instance
from deepmath_assets.defs.shared.workspace import Workspace, open_workspace
from deepmath_assets_tests.graph.command import TINY, content, kill_when, run, run_on, statuses, versions

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


def test_every_asset_is_made_and_every_check_has_passed(travelled: Path) -> None:
    found = statuses(travelled)
    assert {status.state for status in found.values()} == {"fresh"}
    workspace = open_workspace(travelled)
    failed, passed = set(), 0
    with open_instance(workspace) as instance:
        for run_made in instance.get_runs():
            for entry in instance.all_logs(run_made.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION):
                evaluation = entry.dagster_event.event_specific_data  # type: ignore[union-attr]
                passed += evaluation.passed
                failed |= set() if evaluation.passed else {(evaluation.asset_key, evaluation.check_name)}
    assert failed == set()
    assert passed > 100


def test_the_loop_finds_the_planted_mathematics(travelled: Path) -> None:
    rows = open_workspace(travelled).lake.read("recall.round_report").sort("round")
    last = rows.row(-1, named=True)
    assert (rows["pages_new"] > 0).sum() >= 2
    assert last["precision"] >= 0.8
    assert last["recall"] >= 0.8


def test_the_only_leaks_left_are_items_listed_as_unguardable(travelled: Path, small_web: Path) -> None:
    lake = open_workspace(travelled).lake
    leaks = pl.read_parquet(small_web / "truth" / "leaks.parquet")
    reached = lake.read("corpus.unique_pages").join(leaks, on="url")
    left = lake.read("corpus.clean_pages").join(leaks, on="url")["item"].to_list()
    guarded = lake.read("corpus.ngram_blacklist").filter(pl.col("informative") & (pl.col("field") == "question"))
    assert len(reached) > len(left)
    assert {item for item in left if guarded["item_id"].str.ends_with(item).any()} == set()


def test_why_tells_the_story_of_a_page_and_of_a_token(travelled: Path) -> None:
    lake = open_workspace(travelled).lake
    token = lake.read("mixture.token_shards").filter(pl.col("page_id").is_not_null()).row(0, named=True)
    by_token = run(travelled, "why", f"{token['shard']}:{token['token_offset']}")
    assert token["page_id"] in by_token
    assert "round r0" in by_token
    drop = lake.read("lake.decisions").filter(pl.col("step").str.starts_with("corpus.")).row(0, named=True)
    assert drop["reason"] in run(travelled, "why", drop["row_id"])


def test_the_report_has_every_section(travelled: Path, tmp_path: Path) -> None:
    run(travelled, "report", "--out", str(tmp_path / "report.html"))
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "not materialized yet" not in html
    assert html.count("<img") >= 6


def test_a_second_run_makes_nothing(travelled: Path, small_web: Path) -> None:
    before = versions(travelled)
    run_on(travelled, small_web)
    assert versions(travelled) == before


def test_a_changed_threshold_marks_what_uses_it_and_stale_redoes_only_that(
    travelled: Path, small_web: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(travelled, home)
    profile = tmp_path / "changed.toml"
    profile.write_text(
        TINY.read_text(encoding="utf-8") + "\n[instruct]\naudit_per_stratum = 2\n[corpus]\nmax_link_share = 0.61\n",
        encoding="utf-8",
    )
    (home / "workspace.toml").write_text(
        (home / "workspace.toml").read_text(encoding="utf-8").replace(str(TINY), str(profile)), encoding="utf-8"
    )
    stale = {status.table for status in statuses(home).values() if status.state == "stale"}
    assert stale == {"corpus.unique_pages", "instruct.audit_pool"}
    before = versions(home)
    run(home, "run", "--stale")
    changed = {table for table, version in versions(home).items() if version != before[table]}
    assert stale <= changed
    assert not changed & {"crawl.census", "recall.page_scores", "corpus.candidates", "training.base_model"}
    assert {status.state for status in statuses(home).values()} == {"fresh"}


STAGES: dict[str, Callable[[Workspace], bool]] = {
    "crawl": lambda w: w.lake.exists("staging.extract_pages"),
    "recall": lambda w: w.lake.exists("recall.page_scores"),
    "corpus": lambda w: w.lake.exists("corpus.near_duplicates"),
    "training": lambda w: (w.work / "training" / "cpt_model").is_dir(),
    "evaluation": lambda w: (w.work / "evaluation" / "samples").is_dir(),
}


def test_killed_at_five_stages_it_ends_with_the_same_content(travelled: Path, small_web: Path, tmp_path: Path) -> None:
    home = tmp_path / "killed"
    for stage, reached in STAGES.items():
        assert kill_when(home, small_web, reached), f"the run ended before it could be killed in {stage}"
    run_on(home, small_web)
    expected, found = content(travelled), content(home)
    assert {key for key in expected if expected[key] != found.get(key)} == set()
