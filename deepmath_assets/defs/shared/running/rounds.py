"""Rounds of the loop: the hand-over from one to the next, and the parts that a round covers.

Dagster refuses cycles, and self-dependencies on dynamic partitions, so the hand-over of round r is an asset without
declared parents that reads what round r-1 left. Whenever that outcome changes, or the pages of a part that r covers,
the hand-over is written anew and re-reported with its new data version; Dagster then shows the round's assets as stale.
"""

from collections.abc import Iterable

import dagster as dg
import polars as pl

from deepmath_assets.base.errors import MissingRound
from deepmath_assets.base.hashing import rows_hash
from deepmath_assets.defs.shared.making.desk import HANDOVER, Desk
from deepmath_assets.defs.shared.partitions import ROUNDS, round_before, rounds_before
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.lake.tables import Lake, Origin, conform
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.seeding import empty_handover, handover

LEFT_BEHIND = (
    "recall.page_scores", "recall.domain_scores", "recall.url_templates", "recall.reliable_sources",
    "recall.recalled_pages",
)  # fmt: skip
KEPT = ("recall.language_model", "recall.page_facts", "recall.addresses")
_KEY = dg.AssetKey(HANDOVER.split("."))


def handover_rows(workspace: Workspace, policy: Recall, this_round: str) -> pl.DataFrame:
    """What round r-1 left for this round, with the content hashes of what else it reads without an edge.

    These are the pages of the parts that it covers, and what earlier rounds keep of pages and addresses.

    Raises `MissingRound` where the round before has not ended.
    """
    lake, before = workspace.lake, round_before(this_round)
    if before is not None and lake.newest("recall.round_report", before) is None:
        raise MissingRound(f"round {this_round} needs the report of {before}: materialize round {before} first")
    tables = {name.partition(".")[2]: lake.read(name, partition=before) for name in LEFT_BEHIND} if before else {}
    left = handover(tables, policy, this_round) if before else empty_handover()
    parts = covered_parts(workspace, this_round) or crawled_parts(workspace)
    pages = {part: _content(lake, "extract.pages", part) for part in parts}
    kept = {f"{table} {one}": _content(lake, table, one) for one in rounds_before(this_round) for table in KEPT}
    facts = [_facts(this_round, "part", pages), _facts(this_round, "kept", kept)]
    return conform(HANDOVER, pl.concat([left, *facts], how="vertical_relaxed"))


def _content(lake: Lake, table: str, partition: str) -> str:
    return str((lake.newest(table, partition) or {}).get("content_hash", ""))


def _facts(this_round: str, kind: str, hashes: dict[str, str]) -> pl.DataFrame:
    rows = pl.DataFrame({"key": [*hashes], "rule": [*hashes.values()]}, schema={"key": pl.String, "rule": pl.String})
    return rows.select(round=pl.lit(this_round), kind=pl.lit(kind), key="key", value=pl.lit(0.0), rule="rule")


def covered_parts(workspace: Workspace, this_round: str) -> list[str]:
    """The parts that a round covers: those that were crawled when it was opened; none before that."""
    if not workspace.lake.exists(HANDOVER):
        return []
    facts = workspace.lake.scan(HANDOVER, partition=this_round).filter(pl.col("kind") == "part")
    return sorted(facts.select("key").collect().to_series())


def crawled_parts(workspace: Workspace) -> list[str]:
    """Parts whose pages are in the lake; one whose first reading a check withdrew has no run behind it."""
    if not workspace.lake.exists("extract.pages"):
        return []
    newest: dict[str, str] = {}
    for commit in workspace.lake.history("extract.pages"):
        newest.setdefault(commit.get("partition") or "", commit.get("run_id") or "")
    return sorted(part for part, run in newest.items() if part and run)


def refresh_handovers(desk: Desk, instance: dg.DagsterInstance) -> None:
    """Write and re-report the hand-overs that this materialization changed."""
    for this_round in _concerned(desk, instance.get_dynamic_partitions(ROUNDS.name or "")):
        rows = handover_rows(desk.workspace, desk.workspace.profile.recall, this_round)  # its own asset declares them
        content = rows_hash(rows)
        newest = desk.workspace.lake.newest(HANDOVER, this_round)
        if newest is not None and newest["content_hash"] != content:
            desk.workspace.lake.write(HANDOVER, rows, partition=this_round, origin=Origin(desk.run_id))
            instance.report_runless_asset_event(
                dg.AssetMaterialization(_KEY, partition=this_round, tags={"dagster/data_version": content})
            )


def _concerned(desk: Desk, rounds: Iterable[str]) -> list[str]:
    if desk.declared.tables[0].startswith("recall."):
        return [name for name in rounds if round_before(name) == desk.partition]
    return [name for name in rounds if desk.partition in covered_parts(desk.workspace, name)]
