"""Partitions: deliveries of a crawl (`part`), rounds of the loop (`round`), checkpoints; and the edges between them.

Parts stay below 100 for a crawl, since Dagster computes no staleness over an edge with more upstream partitions.
"""

import dagster as dg

PARTS = dg.DynamicPartitionsDefinition(name="part")
ROUNDS = dg.DynamicPartitionsDefinition(name="round")
CHECKPOINTS = dg.StaticPartitionsDefinition(["base", "cpt", "sft", "grpo"])

DEFINITIONS: dict[str, dg.PartitionsDefinition[str]] = {"part": PARTS, "round": ROUNDS, "checkpoint": CHECKPOINTS}


def definition_of(partition_by: str | None) -> dg.PartitionsDefinition[str] | None:
    """Dagster's definition for the column that a table is partitioned by."""
    return DEFINITIONS[partition_by] if partition_by else None


def edge(upstream: str, upstream_by: str | None, mine: str | None) -> dg.AssetDep:
    """The dependency on an upstream table.

    An edge from parts to rounds is drawn and carries no partitions: a round covers the parts that its hand-over
    lists, and the hand-over's data version changes with them. A part that arrives later must not make old rounds stale.
    """
    key = dg.AssetKey(upstream.split("."))
    if upstream_by == "part" and mine == "round":
        return dg.AssetDep(key, partition_mapping=dg.SpecificPartitionsPartitionMapping([]))
    return dg.AssetDep(key)


def round_name(number: int) -> str:
    """The partition key of a round.

    >>> round_name(3)
    'r003'
    """
    return f"r{number:03d}"


def round_after(name: str) -> str:
    """The round after this one.

    >>> round_after("r001")
    'r002'
    """
    return round_name(int(name.removeprefix("r")) + 1)


def round_before(name: str) -> str | None:
    """The round before this one; None for the first.

    >>> round_before("r002"), round_before("r001")
    ('r001', None)
    """
    number = int(name.removeprefix("r"))
    return round_name(number - 1) if number > 1 else None


def rounds_before(name: str) -> list[str]:
    """All rounds before this one, in order.

    >>> rounds_before("r003")
    ['r001', 'r002']
    """
    return [round_name(number) for number in range(1, int(name.removeprefix("r")))]
