"""Materializing from the command line: the instance, one run, and what is not fresh brought up to date.

Runs go into the instance that the UI shows. A run of a process that was killed stays STARTED for ever in Dagster's
storage; the next command reports it as failed, and goes on with what is not fresh.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import dagster as dg

from deepmath_assets.base.errors import DeepmathError
from deepmath_assets.defs.shared.running.staleness import Status, next_level, statuses
from deepmath_assets.defs.shared.workspace import Workspace

PROCESS_TAG = "deepmath/process"
_OURS = "# Written by deepmath"
_CONFIG = """\
# Written by deepmath, and anew as long as this line stands; take it out to keep your own.
# Rounds of the recall loop run one at a time, in order; so do the partitions of a backfill, whose runs carry no tag of
# the loop where it was asked for assets instead of the job.
telemetry: {enabled: false}
nux: {enabled: false}
concurrency:
  runs:
    tag_concurrency_limits:
      - {key: deepmath/loop, limit: 1}
      - {key: dagster/backfill, value: {applyLimitPerUniqueValue: true}, limit: 1}
"""


class RunFailed(DeepmathError):
    """A run ended with a failed asset or a failed blocking check."""


class Busy(DeepmathError):
    """Another process opens rounds in this home, or makes one."""


@contextlib.contextmanager
def open_instance(workspace: Workspace) -> Iterator[dg.DagsterInstance]:
    """The workspace's own Dagster instance, made on first use; runs of dead processes are reported as failed."""
    home = workspace.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    found = config.read_text(encoding="utf-8") if config.is_file() else _OURS
    if found != _CONFIG and found.startswith(_OURS):
        config.write_text(_CONFIG, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        bury(instance)
        yield instance


@contextlib.contextmanager
def alone(workspace: Workspace) -> Iterator[None]:
    """Held by whoever opens rounds, so that a command and the sensor do not open the same one; else raises `Busy`.

    A POSIX lock, which workers do not inherit: it goes with the process that took it, however that ends.
    """
    with (workspace.dagster_home / "rounds.lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise Busy("another command is bringing this home up to date: let it end first") from error
        yield


class Runner:
    """Definitions and instance of a workspace, and how much Dagster says on the way."""

    def __init__(self, definitions: dg.Definitions, instance: dg.DagsterInstance, debug: bool = False) -> None:
        self.definitions = definitions
        self.instance = instance
        made = [asset for asset in definitions.assets or () if isinstance(asset, dg.AssetsDefinition)]
        self.together = {key: asset.keys for asset in made for key in asset.keys}
        self.job = definitions.resolve_implicit_global_asset_job_def()
        self.console = {"loggers": {"console": {"config": {"log_level": "DEBUG" if debug else "CRITICAL"}}}}

    def materialize(self, keys: Iterable[dg.AssetKey], partition: str | None) -> None:
        """One run of these assets, of this partition where they have any; raises `RunFailed` with the reason.

        Tables that one body writes go together.
        """
        selection = sorted({one for key in keys for one in self.together[key]})
        done = self.job.execute_in_process(
            run_config=self.console, instance=self.instance, partition_key=partition, asset_selection=selection,
            raise_on_error=False, tags={PROCESS_TAG: str(os.getpid())},
        )  # fmt: skip
        if not done.success:
            raise RunFailed(_reason(done))

    def statuses(self) -> list[Status]:
        """The status of every asset and partition."""
        return statuses(self.definitions, self.instance)

    def bring_up_to_date(self, keys: set[dg.AssetKey], partition: str | None) -> int:
        """Materialize what of these is missing or stale, again until nothing is; how many were made."""
        made = 0
        while todo := self._not_fresh(keys, partition):
            self.materialize(todo, partition)
            made += len(todo)
        return made

    def redo_stale(self) -> list[Status]:
        """Redo what is stale, level by level; a level whose result is unchanged ends its branch there."""
        redone: list[Status] = []
        while level := next_level(self.statuses(), self.definitions):
            for partition in sorted({s.partition for s in level}, key=str):
                self.materialize({s.key for s in level if s.partition == partition}, partition)
            redone += level
        return redone

    def _not_fresh(self, keys: set[dg.AssetKey], partition: str | None) -> list[dg.AssetKey]:
        found = statuses(self.definitions, self.instance, lambda key, mine: key in keys and mine == partition)
        return [status.key for status in found if status.state != "fresh"]


def bury(instance: dg.DagsterInstance) -> None:
    """Report runs whose process is gone as failed."""
    status = dg.DagsterRunStatus
    going = dg.RunsFilter(statuses=[status.NOT_STARTED, status.STARTING, status.STARTED])
    for run in instance.get_runs(filters=going):
        process = run.tags.get(PROCESS_TAG)
        if process is not None and not Path(f"/proc/{process}").exists():
            instance.report_run_failed(run, message=f"the process {process} that ran it is gone")


def runs_of(instance: dg.DagsterInstance, partitions: Sequence[str]) -> Sequence[dg.DagsterRun]:
    """The runs that were asked for any of these partitions, whatever became of them; the newest first."""
    return instance.get_runs(filters=dg.RunsFilter(tags={"dagster/partition": partitions})) if partitions else []


def round_going(instance: dg.DagsterInstance) -> str | None:
    """Which run makes a round now, in words; None where none does."""
    bury(instance)
    rounds = sorted(instance.get_dynamic_partitions("round"))
    going = [run for run in runs_of(instance, rounds) if not run.is_finished]
    return f"round {going[0].tags['dagster/partition']} is being made by run {going[0].run_id}" if going else None


def _reason(done: dg.ExecuteInProcessResult) -> str:
    failures = [e for e in done.all_events if e.is_step_failure]
    lines = []
    for event in failures:
        error = getattr(event.event_specific_data, "error", None)
        user = getattr(event.event_specific_data, "user_failure_data", None)
        said = getattr(user, "description", None) or (_innermost(error) if error else "failed")
        lines.append(f"{(event.step_key or '').replace('__', '/')}: {said}")
    return "; ".join(lines) or "the run failed before any asset began"


def _innermost(error: object) -> str:
    cause = getattr(error, "cause", None)
    return _innermost(cause) if cause else str(getattr(error, "message", error)).strip().splitlines()[-1]
