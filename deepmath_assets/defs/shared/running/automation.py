"""Jobs, sensors and schedules: a part arrives, it is crawled; a round ends unconverged, the next one opens."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import polars as pl

from deepmath_assets.defs.shared.partitions import ROUNDS, round_after, round_name
from deepmath_assets.defs.shared.running.rounds import covered_parts, crawled_parts
from deepmath_assets.defs.shared.running.runs import Busy, alone, round_going, runs_of
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.stages.crawl.fetching import list_parts

LOOP_TAG = {"deepmath/loop": "recall"}  # limit it to 1 in dagster.yaml: rounds of a backfill then run in order
_ARRIVALS = "17 * * * *"
_PART_ASSETS = dg.AssetSelection.assets(
    ["crawl", "files"], ["crawl", "index"], ["crawl", "census"], ["crawl", "warc_report"], ["extract", "pages"]
)
_ROUND_ASSETS = dg.AssetSelection.groups("recall")  # seed list, labels and review are read anew by each round
_BENCHMARKS = dg.AssetSelection.assets(["evaluation", "benchmarks"])
_CHECKPOINT_ASSETS = dg.AssetSelection.groups("evaluation") - _BENCHMARKS  # which guard the corpus, and come before it


def jobs() -> list[Any]:
    """One job a partitioned stretch of the graph, and one for all that follows the loop."""
    after = dg.AssetSelection.groups("corpus", "mixture", "instruct", "training") | _BENCHMARKS
    return [
        dg.define_asset_job("crawl_part", _PART_ASSETS, description="Read a part of the crawl."),
        dg.define_asset_job(
            "recall_round", _ROUND_ASSETS, tags=LOOP_TAG,
            description="One round of the loop; the round before must have ended.",
        ),
        dg.define_asset_job("after_the_loop", after, description="Corpus, mixture, instruction data and training."),
        dg.define_asset_job(
            "evaluate_checkpoint", _CHECKPOINT_ASSETS,
            description="Sample a checkpoint; reports, errors and feedback anew from the samples of all.",
        ),
    ]  # fmt: skip


def sensors(workspace: Workspace) -> list[dg.SensorDefinition]:
    """`next_round`, which opens a round when the last one has not converged or a part waits for one."""

    @dg.sensor(
        job_name="recall_round", name="next_round", minimum_interval_seconds=60,
        description="Opens a round when the last one has not converged, or a part waits for one.",
    )  # fmt: skip
    def next_round(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        try:
            with alone(workspace):
                going = round_going(context.instance)
        except Busy as busy:
            going = str(busy)
        if going:
            return dg.SkipReason(going)
        opened, why = round_to_open(workspace, sorted(context.instance.get_dynamic_partitions("round")))
        if opened is None:
            return dg.SkipReason(why)
        request = dg.RunRequest(run_key=opened, partition_key=opened, tags=LOOP_TAG)
        return dg.SensorResult([request], dynamic_partitions_requests=[ROUNDS.build_add_request([opened])])

    return [next_round]


def schedules(workspace: Workspace) -> list[dg.ScheduleDefinition]:
    """`arrivals`, which looks for new parts every hour and has them crawled."""

    @dg.schedule(
        job_name="crawl_part", name="arrivals", cron_schedule=_ARRIVALS,
        description="Looks for new parts of the crawl and has them read.",
    )  # fmt: skip
    def arrivals(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        fresh = unread_parts(workspace, context.instance)
        if not fresh:
            yield dg.SkipReason("no new part" if workspace.inputs.crawl else "no crawl is given yet")
            return
        context.instance.add_dynamic_partitions("part", fresh)
        for part in fresh:
            yield dg.RunRequest(run_key=part, partition_key=part)

    return [arrivals]


def unread_parts(workspace: Workspace, instance: dg.DagsterInstance) -> list[str]:
    """Parts of the crawl that are not in the lake and that no run was ever asked to read.

    A part whose run failed is a matter for a person; one whose tick was killed before it asked is found again.
    """
    if not workspace.inputs.crawl:
        return []
    parts = list_parts(workspace.inputs.crawl, workspace.inputs.parts)
    asked = {run.tags["dagster/partition"] for run in runs_of(instance, parts)}
    return [part for part in parts if part not in asked | set(crawled_parts(workspace))]


def round_to_open(workspace: Workspace, rounds: list[str]) -> tuple[str | None, str]:
    """The next round's name, or None; and why: converged, the last one has not ended, or a part waits."""
    if not crawled_parts(workspace):
        return None, "no part has been crawled yet"
    if not rounds:
        return round_name(1), "the first round"
    last = rounds[-1]
    report = last_report(workspace, last)
    if report is None:
        return None, f"round {last} has not ended: if no run of it is going on, materialize it again"
    waiting = set(crawled_parts(workspace)) - set(covered_parts(workspace, last))
    if report["stop"] and not waiting:
        return None, str(report["verdict"])
    why = f"parts {sorted(waiting)} wait for a round" if waiting else str(report["verdict"])
    return round_after(last), why


def last_report(workspace: Workspace, this_round: str) -> dict[str, object] | None:
    """The report of a round, or None where it has not ended."""
    if not workspace.lake.exists("recall.round_report"):
        return None
    rows = workspace.lake.scan("recall.round_report", partition=this_round).select(pl.all()).collect()
    return rows.row(0, named=True) if len(rows) else None
