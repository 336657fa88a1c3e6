"""What is stale, and why: Dagster's own answer, so that the command line and the UI agree at every step.

The one private import of the project: Dagster shows staleness in its UI and has no public call for it (1.13). The
version of Dagster is pinned, and a test holds this answer against the GraphQL that the UI asks.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import dagster as dg
from dagster._core.definitions.data_version import CachingStaleStatusResolver
from dagster._core.loader import LoadingContextForTest


@dataclass(frozen=True)
class Status:
    """An asset's partition: `fresh`, `stale` or `missing`, and the reasons for stale."""

    key: dg.AssetKey
    partition: str | None
    state: str
    causes: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        """The asset's name as a table."""
        return ".".join(self.key.path)


def statuses(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    asked: Callable[[dg.AssetKey, str | None], bool] = lambda key, partition: True,
) -> list[Status]:
    """The status of every asset and partition that is asked for, upstream first."""
    graph = definitions.resolve_asset_graph()
    resolver = CachingStaleStatusResolver(instance, graph, LoadingContextForTest(instance))
    return [
        _status(resolver, key, partition)
        for key in graph.toposorted_asset_keys
        for partition in _partitions(graph.get(key).partitions_def, instance)
        if asked(key, partition)
    ]


def next_level(found: list[Status], definitions: dg.Definitions) -> list[Status]:
    """Of what is stale, that which depends on nothing else stale: the level to redo first.

    Rounds go in order, since a later one starts from what an earlier one leaves.
    """
    graph = definitions.resolve_asset_graph()
    stale = [status for status in found if status.state == "stale"]
    above = {status.key: graph.get_ancestor_asset_keys(status.key) - {status.key} for status in stale}
    return [mine for mine in stale if not any(_waits_for(mine, other, above[mine.key]) for other in stale)]


def _waits_for(mine: Status, other: Status, above: AbstractSet[dg.AssetKey]) -> bool:
    if _is_round(mine) and _is_round(other):
        earlier = str(other.partition) < str(mine.partition)
        return earlier or (other.partition == mine.partition and other.key in above)
    return other.key in above


def _is_round(status: Status) -> bool:
    return status.partition is not None and status.key.path[0] == "recall"


def _status(resolver: CachingStaleStatusResolver, key: dg.AssetKey, partition: str | None) -> Status:
    state = resolver.get_status(key, partition).value.lower()
    causes = resolver.get_stale_causes(key, partition) if state == "stale" else ()
    return Status(key, partition, state, tuple(_sentence(cause) for cause in causes))


def _sentence(cause: object) -> str:
    dependency = getattr(cause, "dependency", None)
    reason = str(getattr(cause, "reason", ""))
    return f"{reason}: {dependency.asset_key.to_user_string()}" if dependency else reason


def _partitions(definition: object, instance: dg.DagsterInstance) -> Iterator[str | None]:
    if definition is None:
        yield None
    elif isinstance(definition, dg.DynamicPartitionsDefinition):
        yield from instance.get_dynamic_partitions(definition.name or "")
    else:
        yield from definition.get_partition_keys()  # type: ignore[attr-defined]
