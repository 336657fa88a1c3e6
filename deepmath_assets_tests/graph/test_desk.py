"""The desk and the checks on a real instance: what is undeclared raises, what is wrong blocks and is put back."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import polars as pl
import pytest

from deepmath_assets.defs import corpus as corpus_defs
from deepmath_assets.defs import crawl, mixture
from deepmath_assets.defs.shared.making.assets import TableAsset, build
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.contracts.evaluation import Benchmarks
from deepmath_assets.stages.corpus.leaks.blacklist import ngram_blacklist

SEEDS = pl.DataFrame({"url_key": ["a", "b"], "url": ["a", "b"], "domain": ["d", "d"], "source": ["s", "s"]})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, Inputs(profile="demo"))


def materialize(workspace: Workspace, asset: TableAsset) -> tuple[dg.ExecuteInProcessResult, list[str]]:
    """The result and what failed steps said."""
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize([build(asset, workspace)], instance=instance, raise_on_error=False)
    failures = [event for event in done.all_events if event.is_step_failure]
    said = [str(event.event_specific_data.user_failure_data or event.event_specific_data.error) for event in failures]
    return done, said


def seed_list(body: Callable[[Desk], object], **declared: object) -> TableAsset:
    return TableAsset(body, ("recall.seed_list",), **declared)  # type: ignore[arg-type]


def test_what_was_written_becomes_the_data_version(workspace: Workspace) -> None:
    done, _ = materialize(workspace, seed_list(lambda desk: desk.write(SEEDS, remark="two")))
    event = done.asset_materializations_for_node("recall__seed_list")[0]
    newest = workspace.lake.newest("recall.seed_list")
    assert newest is not None
    assert event.tags is not None
    assert event.tags["dagster/data_version"] == newest["content_hash"]
    assert event.metadata["dagster/row_count"].value == 2
    assert event.metadata["remark"].value == "two"


def test_an_undeclared_table_or_value_raises(workspace: Workspace) -> None:
    for body in (lambda desk: desk.read("crawl.census"), lambda desk: desk.use("recall.classifier.dim")):
        done, said = materialize(workspace, seed_list(body, uses=("recall.stopping",)))
        assert not done.success
        assert "add it to" in said[0]
    done, said = materialize(workspace, seed_list(lambda desk: desk.write(SEEDS, table="recall.labels")))
    assert "add it to the asset's tables" in said[0]


def test_a_broken_contract_fails_its_check_and_writes_nothing(workspace: Workspace) -> None:
    twice = pl.concat([SEEDS, SEEDS])
    done, _ = materialize(workspace, seed_list(lambda desk: desk.write(twice)))
    checks = {check.check_name: check.passed for check in done.get_asset_check_evaluations()}
    assert checks == {"contract": False}
    assert not workspace.lake.exists("recall.seed_list")


def candidates(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "page_id": f"p{i}", "url": f"u{i}", "url_key": f"u{i}", "domain": "d", "language": "en", "title": "t",
                "text": f"text {i}", "segments": [], "text_chars": 6, "formulas": 0, "formula_chars": 0,
                "code_chars": 0, "link_chars": 0, "paragraphs": 1, "tokens_estimate": 2, "score": 0.9, "mathness": 0.9,
                "page_kind": "reference", "rule": "threshold", "round_first": "r001",
            }
            for i in range(count)
        ]
    )  # fmt: skip


def test_a_lost_row_fails_and_the_table_is_put_back(workspace: Workspace) -> None:
    workspace.lake.write("corpus.candidates", candidates(3))
    workspace.lake.write("corpus.unique_pages", candidates(3))
    kept = candidates(1)
    dropped = pl.DataFrame({"row_id": ["p1"], "reason": [Reason.TOO_SHORT.value], "detail": [None]})
    asset = TableAsset(
        lambda desk: desk.write(kept, dropped=dropped) and None, ("corpus.unique_pages",),
        reads=("corpus.candidates",), source="corpus.candidates",
    )  # fmt: skip
    done, said = materialize(workspace, asset)
    checks = {check.check_name: check.passed for check in done.get_asset_check_evaluations()}
    assert not done.success
    assert checks["accounted"] is False
    assert "1 lost" in said[0]
    assert len(workspace.lake.read("corpus.unique_pages")) == 3


def test_a_sql_check_that_finds_rows_fails(workspace: Workspace) -> None:
    workspace.lake.write("corpus.candidates", candidates(2))
    same_url = candidates(2).with_columns(url_key=pl.lit("u0"))
    asset = TableAsset(
        lambda desk: desk.write(same_url, dropped=None) and None, ("corpus.unique_pages",), reads=("corpus.candidates",)
    )
    done, _ = materialize(workspace, asset)
    failed = {check.check_name for check in done.get_asset_check_evaluations() if not check.passed}
    assert "one_page_per_url" in failed


def test_lost_formulas_fail_the_crawls_check(workspace: Workspace) -> None:
    pages = pl.DataFrame({"domain": ["d"], "carriers_found": [10], "formulas_lost": [9]})
    desk = SimpleNamespace(use=lambda name: 0.2, scan_written=lambda table: pages.lazy())
    verdict = crawl.pages.checks[0].judge(desk)  # type: ignore[arg-type]
    assert not verdict.passed
    assert "90.00%" in verdict.about


def test_a_leak_that_is_left_fails_the_corpus_check(workspace: Workspace) -> None:
    question = "A gardener plants forty rows of nine tulips and then digs up seventeen of them. How many are left?"
    item = {
        "item_id": "i", "benchmark": "b", "split": "test", "language": "en", "question": question, "solution": None,
        "answer": "343", "choices": None, "subject": None, "level": None,
    }  # fmt: skip
    pages = candidates(9).with_columns(
        text=pl.when(page_id="p0").then(pl.lit(f"Now tell me this. {question} Say why.")).otherwise("text")
    )
    policy = workspace.profile.corpus.leaks
    items = Benchmarks.cast(pl.DataFrame([item], schema=Benchmarks.create_empty().schema))
    blacklist = ngram_blacklist(items, pages, policy)
    desk = SimpleNamespace(
        scan_written=lambda table: pages.lazy(), read=lambda table: blacklist, use=lambda name: policy
    )
    verdict = corpus_defs.clean_pages.checks[0].judge(desk)  # type: ignore[arg-type]
    assert not verdict.passed


def test_shares_out_of_tolerance_fail_the_mixtures_check(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    shares = pl.DataFrame({"source": ["code"], "within": [False], "short": [True]})
    monkeypatch.setattr(mixture, "_shares", lambda desk: shares)
    verdict = mixture.documents.checks[0].judge(SimpleNamespace())  # type: ignore[arg-type]
    assert not verdict.passed
    assert "code" in verdict.about
