"""The sensor `next_round` and the schedule `arrivals`, ticked on a real instance; what they ask for is then run."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from deepmath_assets.definitions import ASSETS, build_definitions
from deepmath_assets.defs.shared.making.desk import HANDOVER
from deepmath_assets.defs.shared.partitions import CHECKPOINTS, PARTS, ROUNDS
from deepmath_assets.defs.shared.running.journey import Journey
from deepmath_assets.defs.shared.running.runs import PROCESS_TAG, Busy, Runner, open_instance
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.tables import Origin, empty
from deepmath_assets_tests.graph.command import TINY
from deepmath_assets_tests.lake.rows import row_of

PARTITION = "dagster/partition"
ANOTHER = "another command is bringing this home up to date: let it end first"
HOLDS = """
import pathlib, sys, time
from deepmath_assets.defs.shared.running.runs import alone
from deepmath_assets.defs.shared.workspace import open_workspace
with alone(open_workspace(pathlib.Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(600)
"""
JOBS = ("crawl_part", "recall_round", "after_the_loop", "evaluate_checkpoint")


class Automation:
    """Sensor and schedule of a workspace, ticked as the daemon does it, and the runs that they ask for."""

    def __init__(self, workspace: Workspace, instance: dg.DagsterInstance) -> None:
        self.workspace = workspace
        self.instance = instance
        self.definitions = build_definitions(workspace)
        self.repository = self.definitions.get_repository_def()

    def next_round(self) -> tuple[list[dg.RunRequest], str | None]:
        """What a tick of the sensor asks for, its new partitions added, and why it asks for nothing."""
        context = dg.SensorEvaluationContext(
            self.instance.get_ref(), None, None, None, None, sensor_name="next_round", repository_def=self.repository
        )
        with context:
            tick = self.definitions.resolve_sensor_def("next_round").evaluate_tick(context)
        for wanted in tick.dynamic_partitions_requests or ():
            self.instance.add_dynamic_partitions(wanted.partitions_def_name, list(wanted.partition_keys))
        return list(tick.run_requests or ()), tick.skip_message

    def arrivals(self) -> tuple[list[dg.RunRequest], str | None]:
        """What a tick of the schedule asks for, and why it asks for nothing."""
        context = dg.build_schedule_context(self.instance, repository_def=self.repository)
        tick = self.definitions.resolve_schedule_def("arrivals").evaluate_tick(context)
        return list(tick.run_requests or ()), tick.skip_message

    def run(self, job: str, request: dg.RunRequest) -> dg.ExecuteInProcessResult:
        """The run of a request, as the daemon would launch it."""
        return self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance, partition_key=request.partition_key, tags=request.tags, raise_on_error=False
        )

    def rounds(self) -> list[str]:
        return list(self.instance.get_dynamic_partitions("round"))


@pytest.fixture
def crawl(small_web: Path, tmp_path: Path) -> Path:
    """A sample web of which only the first part has arrived."""
    folder = tmp_path / "web"
    shutil.copytree(small_web, folder)
    (folder / "crawl-data" / "part-2").rename(folder / "to-come")
    return folder


@pytest.fixture
def automation(crawl: Path, tmp_path: Path) -> Iterator[Automation]:
    seeds, labels = str(crawl / "seeds.txt"), str(crawl / "labels.csv")
    workspace = Workspace(tmp_path / "home", Inputs(crawl=str(crawl), profile=str(TINY), seeds=seeds, labels=labels))
    workspace.save()
    with open_instance(workspace) as instance:
        yield Automation(workspace, instance)


def crawled(automation: Automation, *parts: str) -> None:
    for part in parts:
        rows = row_of("extract.pages", part=part, page_id=part)
        automation.workspace.lake.write("extract.pages", rows, partition=part, origin=Origin("a run"))


def ended(automation: Automation, this_round: str, *parts: str, stop: bool) -> None:
    """A round that covers these parts and ended with this verdict."""
    lake, instance = automation.workspace.lake, automation.instance
    instance.add_dynamic_partitions("round", [this_round])
    facts = [row_of(HANDOVER, round=this_round, kind="part", key=part) for part in parts]
    lake.write(HANDOVER, pl.concat(facts), partition=this_round)
    report = row_of("recall.round_report", round=this_round, stop=stop, verdict="Stop." if stop else "Go on.")
    lake.write("recall.round_report", report, partition=this_round)


def a_run_of(automation: Automation, partition: str, status: dg.DagsterRunStatus, **tags: str) -> dg.DagsterRun:
    job = automation.definitions.resolve_job_def("recall_round")
    run = automation.instance.create_run_for_job(job, status=status, tags={PARTITION: partition, **tags})
    return run


def test_no_round_opens_before_a_part_was_crawled(automation: Automation) -> None:
    assert automation.next_round() == ([], "no part has been crawled yet")


def test_a_part_whose_reading_was_withdrawn_counts_as_not_crawled(automation: Automation) -> None:
    crawled(automation, "part-1")
    automation.workspace.lake.withdraw("extract.pages", None, "part-1")
    assert automation.next_round() == ([], "no part has been crawled yet")


def test_the_first_round_opens_once(automation: Automation) -> None:
    crawled(automation, "part-1")
    requests, _ = automation.next_round()
    assert [(r.run_key, r.partition_key) for r in requests] == [("r001", "r001")]
    assert automation.rounds() == ["r001"]
    requests, why = automation.next_round()
    assert requests == []
    assert "r001 has not ended" in str(why)


def test_an_unconverged_round_is_followed_by_one_more(automation: Automation) -> None:
    crawled(automation, "part-1")
    ended(automation, "r001", "part-1", stop=False)
    requests, _ = automation.next_round()
    assert [(r.run_key, r.partition_key) for r in requests] == [("r002", "r002")]
    assert requests[0].tags["deepmath/loop"] == "recall"
    assert automation.rounds() == ["r001", "r002"]
    requests, why = automation.next_round()
    assert requests == []
    assert "r002 has not ended" in str(why)


def test_a_converged_loop_opens_nothing_and_says_why(automation: Automation) -> None:
    crawled(automation, "part-1")
    ended(automation, "r001", "part-1", stop=True)
    assert automation.next_round() == ([], "Stop.")
    assert automation.rounds() == ["r001"]


def test_a_part_that_came_later_opens_a_round_of_a_converged_loop(automation: Automation) -> None:
    crawled(automation, "part-1", "part-2")
    ended(automation, "r001", "part-1", stop=True)
    requests, _ = automation.next_round()
    assert [request.partition_key for request in requests] == ["r002"]


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTED])
def test_while_a_round_is_made_again_the_sensor_waits(automation: Automation, status: dg.DagsterRunStatus) -> None:
    crawled(automation, "part-1")
    ended(automation, "r001", "part-1", stop=False)
    run = a_run_of(automation, "r001", status)
    assert automation.next_round() == ([], f"round r001 is being made by run {run.run_id}")
    automation.instance.report_run_failed(run)
    assert [request.partition_key for request in automation.next_round()[0]] == ["r002"]


@pytest.mark.parametrize("status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTED])
def test_a_run_whose_process_is_gone_does_not_hold_the_loop(
    automation: Automation, status: dg.DagsterRunStatus
) -> None:
    crawled(automation, "part-1")
    ended(automation, "r001", "part-1", stop=False)
    child = subprocess.Popen(["true"])
    child.wait()
    a_run_of(automation, "r001", status, **{PROCESS_TAG: str(child.pid)})
    assert [request.partition_key for request in automation.next_round()[0]] == ["r002"]


def test_a_command_and_the_sensor_do_not_open_the_same_round(automation: Automation) -> None:
    crawled(automation, "part-1")
    journey = Journey(automation.workspace, Runner(automation.definitions, automation.instance), print)
    with at_work(automation.workspace):
        assert automation.next_round() == ([], ANOTHER)
        with pytest.raises(Busy, match=ANOTHER):
            journey.go()
    assert [request.partition_key for request in automation.next_round()[0]] == ["r001"]
    run = a_run_of(automation, "r001", dg.DagsterRunStatus.STARTED)
    with pytest.raises(Busy, match=f"round r001 is being made by run {run.run_id}: let it end"):
        journey.go()


@contextmanager
def at_work(workspace: Workspace) -> Iterator[None]:
    """Another process that opens rounds, killed at the end."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(workspace.home)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.kill()
        process.wait()


def test_a_part_that_arrives_is_asked_for_once(automation: Automation, crawl: Path) -> None:
    requests, _ = automation.arrivals()
    assert [request.partition_key for request in requests] == ["part-1"]
    assert list(automation.instance.get_dynamic_partitions("part")) == ["part-1"]
    assert [r.partition_key for r in automation.arrivals()[0]] == ["part-1"], "nobody has run it: the tick was killed"
    a_run_of(automation, "part-1", dg.DagsterRunStatus.NOT_STARTED)
    assert automation.arrivals() == ([], "no new part")
    (crawl / "to-come").rename(crawl / "crawl-data" / "part-2")
    assert [request.partition_key for request in automation.arrivals()[0]] == ["part-2"]


def test_without_a_crawl_the_schedule_says_so(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home", Inputs(profile="demo"))
    with open_instance(workspace) as instance:
        assert Automation(workspace, instance).arrivals() == ([], "no crawl is given yet")


def test_a_round_without_the_one_before_fails_with_one_line(automation: Automation) -> None:
    crawled(automation, "part-1")
    automation.instance.add_dynamic_partitions("round", ["r001", "r002"])
    done = automation.run("recall_round", dg.RunRequest(partition_key="r002"))
    assert not done.success
    failed = {e.step_key: e.step_failure_data for e in done.all_events if e.is_step_failure}
    said = str(failed["recall__handover"].user_failure_data.description)
    assert said == "MissingRound: round r002 needs the report of r001: materialize round r001 first"
    made = {e.asset_key.path[-1] for e in done.get_asset_materialization_events() if e.asset_key}
    assert made == {"seed_list", "labels", "review"}, "nothing of the round itself"


def test_rounds_run_one_at_a_time(automation: Automation) -> None:
    limits = automation.instance.get_concurrency_config().run_queue_config
    assert limits is not None
    assert {"key": "deepmath/loop", "limit": 1} in limits.tag_concurrency_limits
    each = {"applyLimitPerUniqueValue": True}
    assert {"key": "dagster/backfill", "value": each, "limit": 1} in limits.tag_concurrency_limits
    assert automation.definitions.resolve_job_def("recall_round").tags["deepmath/loop"] == "recall"


def test_our_settings_of_dagster_are_renewed_and_a_persons_are_kept(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, Inputs(profile="demo"))
    settings = workspace.dagster_home / "dagster.yaml"
    settings.parent.mkdir(parents=True)
    for text, kept in (("# Written by deepmath, long ago.\n", False), ("telemetry: {enabled: false}\n", True)):
        settings.write_text(text, encoding="utf-8")
        with open_instance(workspace) as instance:
            limits = instance.get_concurrency_config().run_queue_config
        assert (settings.read_text(encoding="utf-8") == text) == kept
        assert bool(limits and limits.tag_concurrency_limits) != kept


def test_every_asset_is_in_a_job_by_its_partitions(automation: Automation) -> None:
    jobs = {name: automation.definitions.resolve_job_def(name) for name in JOBS}
    assert {key for job in jobs.values() for key in job.asset_layer.executable_asset_keys} == {
        dg.AssetKey(table.split(".")) for asset in ASSETS for table in asset.tables
    }
    partitions = {name: job.partitions_def for name, job in jobs.items()}
    assert partitions == {
        "crawl_part": PARTS, "recall_round": ROUNDS, "after_the_loop": None, "evaluate_checkpoint": CHECKPOINTS
    }  # fmt: skip


def test_a_checkpoint_is_sampled_and_reported_by_one_job(automation: Automation) -> None:
    lake = automation.workspace.lake
    lake.write("training.base_model", row_of("training.base_model", checkpoint="base"))
    lake.write("evaluation.benchmarks", empty("evaluation.benchmarks"))
    assert automation.run("evaluate_checkpoint", dg.RunRequest(partition_key="base")).success
    assert lake.newest("evaluation.samples", "base")
    assert lake.newest("evaluation.training_feedback")


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_from_an_empty_home_ticks_alone_bring_the_loop_to_its_end(automation: Automation, crawl: Path) -> None:
    for part in ("part-1", "part-2"):
        requests, _ = automation.arrivals()
        assert [request.partition_key for request in requests] == [part]
        assert automation.run("crawl_part", requests[0]).success
        assert automation.arrivals() == ([], "no new part")
        opened = []
        while (tick := automation.next_round())[0]:
            (request,) = tick[0]
            assert automation.next_round()[0] == []
            assert automation.run("recall_round", request).success
            opened.append(request.partition_key)
        assert str(tick[1]).startswith("Stop:")
        covered = automation.workspace.lake.read(HANDOVER, partition=str(opened[0])).filter(kind="part")["key"]
        assert sorted(covered) == ["part-1", "part-2"][: 1 if part == "part-1" else 2]
        if part == "part-1":
            assert len(opened) > 1, "the loop has something to go on with"
            (crawl / "to-come").rename(crawl / "crawl-data" / "part-2")
    assert automation.workspace.lake.read("recall.seed_list").height > 0
