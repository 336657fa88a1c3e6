"""The whole journey in its order: part by part crawled and recalled to convergence, then all that follows.

Each step brings up to date what is missing or stale and leaves the rest alone, so a killed journey goes on where it
was, and a second one does nothing.
"""

import time
from collections.abc import Callable

import dagster as dg

from deepmath_assets.base.errors import BadInput
from deepmath_assets.defs.shared.partitions import CHECKPOINTS
from deepmath_assets.defs.shared.running.automation import round_to_open
from deepmath_assets.defs.shared.running.runs import Busy, Runner, alone, round_going
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.stages.crawl.fetching import list_parts

Say = Callable[[str], object]
_REPORT = dg.AssetKey(["recall", "round_report"])


class Journey:
    """A journey of a workspace, up to one asset where `until` names it (`stage/table` or `stage.table`)."""

    def __init__(self, workspace: Workspace, runner: Runner, say: Say, until: str | None = None) -> None:
        self.workspace = workspace
        self.runner = runner
        self.say = say
        graph = runner.definitions.resolve_asset_graph()
        self.by = {key: _partitioned_by(graph.get(key).partitions_def) for key in graph.toposorted_asset_keys}
        self.wanted = set(graph.toposorted_asset_keys)
        if until:
            key = dg.AssetKey(until.replace("/", ".").split("."))
            if key not in self.wanted:
                raise BadInput(f"no asset {until!r}: `deepmath status` lists them")
            self.wanted = {*graph.get_ancestor_asset_keys(key), key}
            if any(self.by[one] == "round" for one in self.wanted):  # only its report ends a round
                self.wanted |= graph.get_ancestor_asset_keys(_REPORT) | {_REPORT}
        self.past = {key for key in self.wanted if self._after_the_loop(graph, key)}

    def go(self) -> None:
        """Parts in their order, each with its rounds; then what follows the loop.

        Raises `Busy` where another process is at it, or makes a round.
        """
        with alone(self.workspace):
            if self._partitioned("round") and (going := round_going(self.runner.instance)):
                raise Busy(f"{going}: let it end, or end it in the UI, and run again")
            self._go()

    def _go(self) -> None:
        self._step("inputs", {k for k in self.wanted - self.past if self.by[k] is None}, None)
        for part in list_parts(self.workspace.inputs.crawl, self.workspace.inputs.parts):
            self.runner.instance.add_dynamic_partitions("part", [part])
            self._step(part, self._partitioned("part"), part)
            if self._partitioned("round"):
                self._rounds()
        self._rest()

    def _rounds(self) -> None:
        """What is opened brought up to date, then round after round until one says stop."""
        instance = self.runner.instance
        for opened in sorted(instance.get_dynamic_partitions("round")):
            self._step(f"round {opened}", self._partitioned("round"), opened)
        while True:
            rounds = sorted(instance.get_dynamic_partitions("round"))
            fresh, why = round_to_open(self.workspace, rounds)
            if fresh is None:
                self.say(f"loop: {why}")
                return
            instance.add_dynamic_partitions("round", [fresh])
            self._step(f"round {fresh} ({why})", self._partitioned("round"), fresh)

    def _rest(self) -> None:
        before = {key for key in self.past if key.path[0] != "evaluation"}
        self._step("corpus, mixture, instruction data, training", before, None)
        sampled = self._partitioned("checkpoint")
        for checkpoint in CHECKPOINTS.get_partition_keys():
            self._step(f"samples of {checkpoint}", sampled, checkpoint)
        self._step("evaluation", self.past - before - sampled, None)

    def _step(self, name: str, keys: set[dg.AssetKey], partition: str | None) -> None:
        started = time.monotonic()
        made = self.runner.bring_up_to_date(keys, partition) if keys else 0
        if made:
            self.say(f"{name}: {made} assets in {time.monotonic() - started:.1f} s")

    def _partitioned(self, by: str) -> set[dg.AssetKey]:
        return {key for key in self.wanted if self.by[key] == by}

    def _after_the_loop(self, graph: object, key: dg.AssetKey) -> bool:
        """Whether the asset follows from the crawl; the others are inputs that a round may read."""
        above = graph.get_ancestor_asset_keys(key)  # type: ignore[attr-defined]
        return any(self.by.get(one) in ("part", "round") for one in above) and self.by[key] not in ("part", "round")


def _partitioned_by(definition: object) -> str | None:
    return "checkpoint" if definition == CHECKPOINTS else getattr(definition, "name", None)
