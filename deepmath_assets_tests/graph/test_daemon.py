"""Dagster's own daemon with the sensor `next_round` and a backfill of rounds, driven as the UI drives them."""

from pathlib import Path

import dagster as dg
import pytest

from deepmath_assets.defs.shared.running.runs import open_instance
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets_tests.graph.command import run_on
from deepmath_assets_tests.graph.served import ask, wait_for, webserver

PARTITION = "dagster/partition"
ROUND_TABLES = [table for table, contract in CONTRACTS.items() if contract.partition_by == "round"]
START_SENSOR = """
mutation ($sensor: SensorSelector!) { startSensor(sensorSelector: $sensor) { __typename } }
"""
BACKFILL = """
mutation ($backfill: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $backfill) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message }
  }
}
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_daemon_opens_a_round_and_a_backfill_of_rounds_goes_in_order(small_web: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    run_on(home, small_web, "--until", "extract/pages")
    workspace = Workspace(home, Inputs())
    place = {"repositoryName": "__repository__", "repositoryLocationName": "deepmath_assets"}
    with webserver(home) as address:
        ask(address, START_SENSOR, sensor={**place, "sensorName": "next_round"})
        wait_for(lambda: workspace.lake.newest("recall.round_report", "r001"), "the first round")
        with open_instance(workspace) as instance:
            instance.add_dynamic_partitions("round", ["r002"])
            keys = [{"path": table.split(".")} for table in ROUND_TABLES]
            backfill = {"assetSelection": keys, "partitionNames": ["r002", "r001"], "tags": [], "fromFailure": False}
            asked = ask(address, BACKFILL, backfill=backfill)["launchPartitionBackfill"]
            assert asked["__typename"] == "LaunchBackfillSuccess", asked
            of_it = dg.RunsFilter(tags={"dagster/backfill": asked["backfillId"]})
            wait_for(lambda: [r.is_finished for r in instance.get_runs(of_it)] == [True, True], "the backfill")
            records = sorted(instance.get_run_records(of_it), key=lambda record: record.start_time or 0)
        assert [record.dagster_run.tags[PARTITION] for record in records] == ["r001", "r002"]
        assert [record.dagster_run.status for record in records] == [dg.DagsterRunStatus.SUCCESS] * 2
        assert (records[0].end_time or 0) <= (records[1].start_time or 0)
