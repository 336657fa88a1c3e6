"""The desk and the checks on a real instance: what is undeclared raises, what is wrong blocks and is put back."""

import inspect
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import dagster as dg
import polars as pl
import pytest

from deepmath_assets.base.errors import UndeclaredValue
from deepmath_assets.definitions import ASSETS
from deepmath_assets.defs import corpus, crawl, evaluation, instruct, mixture, recall, training
from deepmath_assets.defs.shared.making.assets import TableAsset, build
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.tables import empty
from deepmath_assets.stages.corpus.leaks.blacklist import ngram_blacklist
from deepmath_assets_tests.lake.rows import row_of

SEEDS = pl.DataFrame({"url_key": ["a", "b"], "url": ["a", "b"], "domain": ["d", "d"], "source": ["s", "s"]})
NOTHING_DROPPED = pl.DataFrame(schema={"row_id": pl.String, "reason": pl.String, "detail": pl.String})
SEEN_TO_FAIL = {"formulas_survive", "no_leak_left", "token_shares"}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, Inputs(profile="demo"))


class Made:
    """What came of materializing assets: the failed checks, what failed steps said, the assets that were made."""

    def __init__(self, done: dg.ExecuteInProcessResult) -> None:
        self.success = done.success
        self.checks = {check.check_name: check.passed for check in done.get_asset_check_evaluations()}
        self.failed = {name for name, passed in self.checks.items() if not passed}
        events = [event for event in done.all_events if event.is_step_failure]
        self.said = " ".join(
            str(event.event_specific_data.user_failure_data or event.event_specific_data.error) for event in events
        )
        self.events = {event.asset_key.to_user_string(): event for event in done.get_asset_materialization_events()}


def materialize(workspace: Workspace, *assets: TableAsset, partition: str | None = None) -> Made:
    with dg.DagsterInstance.ephemeral() as instance:
        if partition:
            instance.add_dynamic_partitions("part", [partition])
        definitions = [build(asset, workspace) for asset in assets]
        return Made(dg.materialize(definitions, instance=instance, partition_key=partition, raise_on_error=False))


def seed_list(body: Callable[[Desk], object], **declared: object) -> TableAsset:
    return TableAsset(body, ("recall.seed_list",), **declared)  # type: ignore[arg-type]


def test_what_was_written_becomes_the_data_version(workspace: Workspace) -> None:
    made = materialize(workspace, seed_list(lambda desk: desk.write(SEEDS, remark="two")))
    event = made.events["recall/seed_list"].materialization
    newest = workspace.lake.newest("recall.seed_list")
    assert newest is not None
    assert event.tags["dagster/data_version"] == newest["content_hash"]
    assert event.metadata["dagster/row_count"].value == 2
    assert event.metadata["remark"].value == "two"


def test_a_commit_names_its_run_its_code_and_what_was_read(workspace: Workspace) -> None:
    workspace.lake.write("recall.review", row_of("recall.review"))
    version = workspace.lake.write("recall.review", row_of("recall.review", note="again")).version
    body = lambda desk: (desk.read("recall.review"), desk.write(SEEDS))  # noqa: E731
    made = materialize(workspace, seed_list(body, reads=("recall.review",)))
    newest = workspace.lake.newest("recall.seed_list")
    assert newest is not None
    assert newest["reads"] == {"recall.review": version}
    assert newest["code_version"] == made.events["recall/seed_list"].materialization.tags["dagster/code_version"]
    assert newest["run_id"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (lambda desk: desk.read("crawl.census"), "recall.seed_list reads crawl.census: add it to reads"),
        (lambda desk: desk.scan("crawl.census"), "add it to reads"),
        (lambda desk: desk.dataset("crawl.census"), "add it to reads"),
        (lambda desk: desk.read_at("crawl.census", "part-1"), "add it to reads"),
        (lambda desk: desk.use("recall.classifier.dim"), "uses profile value 'recall.classifier': add it to uses"),
        (lambda desk: desk.use("recall.stop"), "'recall.stop', which is no value: add the section"),
        (lambda desk: desk.use("recall"), "add it to uses"),
        (lambda desk: desk.profile.seed, "uses profile value 'seed': add it to uses"),
        (lambda desk: desk.profile.recall.seeding.max_positives, "'recall.seeding': add it to uses"),
        (lambda desk: desk.profile.recall.model_dump(), "'recall.model_dump', which is no value: add the section"),
        (lambda desk: desk.write(SEEDS, table="recall.labels"), "add it to the asset's tables"),
        (lambda desk: desk.key, "not partitioned"),
    ],
)
def test_what_is_not_declared_raises(workspace: Workspace, body: Callable[[Desk], object], says: str) -> None:
    made = materialize(workspace, seed_list(body, uses=("recall.stopping",), reads=("recall.review",)))
    assert not made.success
    assert says in made.said
    assert not workspace.lake.exists("recall.seed_list")


def test_what_is_declared_can_be_used(workspace: Workspace) -> None:
    found = []
    body = lambda desk: (found.append(desk.use("recall.stopping.max_rounds")), desk.write(SEEDS))  # noqa: E731
    assert materialize(workspace, seed_list(body, uses=("recall.stopping",))).success
    assert found == [workspace.profile.recall.stopping.max_rounds]


def test_a_policy_declared_in_part_is_read_in_part_here_and_in_workers(workspace: Workspace) -> None:
    declared = seed_list(lambda desk: None, uses=("recall.stopping", "recall.seeding.holdout_share"))
    seen, whole = Desk(workspace, declared, None, "", {}), workspace.profile
    policy = pickle.loads(pickle.dumps(seen.profile.recall))
    assert policy.stopping == whole.recall.stopping
    assert policy.seeding.holdout_share == whole.recall.seeding.holdout_share
    assert (seen.profile.workers, seen.profile.engine) == (whole.workers, whole.engine)
    with pytest.raises(UndeclaredValue):
        policy.seeding.max_positives  # noqa: B018


@pytest.mark.parametrize("module", [corpus, crawl, evaluation, instruct, mixture, recall, training])
def test_bodies_see_the_profile_only_as_far_as_they_declare_it(module: ModuleType) -> None:
    assert "workspace.profile" not in inspect.getsource(module)


def test_a_broken_contract_fails_its_check_and_writes_nothing(workspace: Workspace) -> None:
    twice = pl.concat([SEEDS, SEEDS])
    made = materialize(workspace, seed_list(lambda desk: desk.write(twice)))
    assert made.checks == {"contract": False}
    assert "primary_key" in made.said
    assert not workspace.lake.exists("recall.seed_list")


def pages(count: int, table: str = "corpus.candidates") -> pl.DataFrame:
    return pl.concat(
        row_of(
            table, page_id=f"p{i}", url_key=f"u{i}", language="en", text=f"text {i}", text_chars=500, rule="threshold"
        )
        for i in range(count)
    )


def unique_pages(kept: pl.DataFrame, dropped: pl.DataFrame) -> TableAsset:
    """The asset with another body; its real checks stay."""
    return replace(corpus.unique_pages, body=lambda desk: desk.write(kept, dropped=dropped) and None)


def dropped_page(page: str) -> pl.DataFrame:
    return pl.DataFrame([(page, Reason.TOO_SHORT.value, None)], schema=NOTHING_DROPPED.schema, orient="row")


@pytest.mark.parametrize(
    ("kept", "dropped", "says"),
    [
        (pages(1), dropped_page("p1"), "1 lost"),
        (pages(3), dropped_page("p1"), "1 both kept and dropped"),
        (pages(4), NOTHING_DROPPED, "1 from nowhere"),
        (pages(2), pl.concat([dropped_page("p2"), dropped_page("p9")]), "1 from nowhere"),
    ],
    ids=["lost", "both", "page from nowhere", "drop from nowhere"],
)
def test_rows_that_do_not_add_up_fail_and_are_put_back(
    workspace: Workspace, kept: pl.DataFrame, dropped: pl.DataFrame, says: str
) -> None:
    lake = workspace.lake
    lake.write("corpus.candidates", pages(3))
    assert materialize(workspace, unique_pages(pages(2), dropped_page("p2"))).success
    before = {name: lake.read(name) for name in ("corpus.unique_pages", "lake.decisions")}
    hashes = lake.newest("corpus.unique_pages"), lake.newest("lake.decisions", "corpus.unique_pages")

    made = materialize(workspace, unique_pages(kept, dropped))
    assert made.failed == {"accounted"}
    assert says in made.said
    assert made.events == {}
    for name, rows in before.items():
        assert lake.read(name).equals(rows)
    after = lake.newest("corpus.unique_pages"), lake.newest("lake.decisions", "corpus.unique_pages")
    assert [(c or {})["content_hash"] for c in after] == [(c or {})["content_hash"] for c in hashes]


def test_a_body_that_ends_early_leaves_the_drops_as_they_were(workspace: Workspace) -> None:
    lake = workspace.lake
    lake.write("corpus.candidates", pages(3))
    assert materialize(workspace, unique_pages(pages(2), dropped_page("p2"))).success
    made = materialize(workspace, unique_pages(pl.concat([pages(2), pages(2)]), dropped_page("p1")))
    assert not made.success
    assert lake.read("lake.decisions")["row_id"].to_list() == ["p2"]
    assert lake.read("corpus.unique_pages").sort("page_id").equals(pages(2))


def test_a_failed_sql_check_stops_what_is_downstream(workspace: Workspace) -> None:
    workspace.lake.write("corpus.candidates", pages(2))
    same_url = unique_pages(pages(2).with_columns(url_key=pl.lit("u0")), NOTHING_DROPPED)
    made = materialize(workspace, same_url, corpus.near_duplicates)
    assert made.failed == {"one_page_per_url"}
    assert made.events == {}
    assert workspace.lake.read("corpus.unique_pages").is_empty()
    assert not workspace.lake.exists("corpus.near_duplicates")


@pytest.mark.parametrize(("lost", "fails"), [(1, set()), (9, {"formulas_survive"})])
def test_lost_formulas_fail_the_crawls_check(workspace: Workspace, lost: int, fails: set[str]) -> None:
    row = row_of("extract.pages", part="part-1", carriers_found=10, formulas_lost=lost)

    def body(desk: Desk) -> None:
        desk.write(row_of("crawl.census", part="part-1", outcome="page"), table="crawl.census", given=1)
        desk.write(row_of("crawl.warc_report", part="part-1", outcome="page"), table="crawl.warc_report")
        desk.write(row, table="extract.pages")

    made = materialize(workspace, replace(crawl.pages, body=body, after=None), partition="part-1")
    assert made.failed == fails
    assert len(workspace.lake.read("extract.pages")) == (0 if fails else 1)


QUESTION = "A gardener plants forty rows of nine tulips and then digs up seventeen of them. How many are left?"


def test_a_leak_that_is_left_fails_the_corpus_check(workspace: Workspace) -> None:
    holds = pl.when(page_id="p0").then(pl.lit(f"Now tell me this. {QUESTION} Say why.")).otherwise("text")
    found = pages(9).with_columns(text=holds)
    item = row_of("evaluation.benchmarks", language="en", question=QUESTION, answer="343", solution=None, choices=None)
    workspace.lake.write("corpus.unique_pages", found)
    workspace.lake.write("corpus.near_duplicates", empty("corpus.near_duplicates"))
    workspace.lake.write("corpus.ngram_blacklist", ngram_blacklist(item, found, workspace.profile.corpus.leaks))

    made = materialize(workspace, corpus.clean_pages)
    assert made.success
    assert set(workspace.lake.read("corpus.clean_pages")["page_id"]) == {f"p{i}" for i in range(1, 9)}

    all_kept = replace(corpus.clean_pages, body=lambda desk: desk.write(found, dropped=NOTHING_DROPPED) and None)
    made = materialize(workspace, all_kept)
    assert made.failed == {"no_leak_left"}
    assert len(workspace.lake.read("corpus.clean_pages")) == 8


def test_shares_out_of_tolerance_fail_the_mixtures_check(workspace: Workspace) -> None:
    lake = workspace.lake
    text = "All of this is said in some forty letters. " * 20
    sampled = pages(60, "corpus.sampled_pages").with_columns(text=pl.lit(text) + pl.col("page_id"))
    lake.write("corpus.sampled_pages", sampled)
    for source in ("papers", "code", "general"):
        rows = [row_of(f"mixture.{source}", document_id=f"{source} {i}", source=source, text=text) for i in range(60)]
        lake.write(f"mixture.{source}", pl.concat(rows))
    made = materialize(workspace, mixture.documents)
    assert made.success, made.said
    right = lake.read("mixture.documents")

    only = right.filter(source="code").with_row_index("n").with_columns(position=pl.col("n").cast(pl.Int64)).drop("n")
    others = {*sampled["page_id"], *(f"{source} {i}" for source in ("papers", "general") for i in range(60))}
    others |= {f"code {i}" for i in range(60)} - set(only["document_id"])
    dropped = pl.concat(map(dropped_page, sorted(others)))
    one_source = replace(mixture.documents, body=lambda desk: desk.write(only, dropped=dropped) and None)
    made = materialize(workspace, one_source)
    assert made.failed == {"token_shares"}
    assert lake.read("mixture.documents").sort("position").equals(right.sort("position"))


def test_every_check_in_python_is_seen_to_fail_here() -> None:
    assert {check.name for asset in ASSETS for check in asset.checks} == SEEN_TO_FAIL
