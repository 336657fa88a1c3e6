"""The desk that an asset's body works at: it reads, writes and publishes only what its asset declared.

Lineage is true by construction: touching an undeclared table, or a value of the profile that `uses` does not name,
raises. Every read is noted with the table's version and lands in the commit that the body writes.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import pyarrow.dataset as ds

from deepmath_assets.base.errors import UndeclaredTable, UndeclaredValue
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.lake.artifacts import Artifact
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.contracts.decisions import DROPPED
from deepmath_assets.lake.tables import Origin, Written, empty
from deepmath_assets.profiles.view import ProfileView

DECISIONS = "lake.decisions"
HANDOVER = "recall.handover"


class Declared(Protocol):
    """What an asset says about itself."""

    @property
    def tables(self) -> tuple[str, ...]: ...
    @property
    def reads(self) -> tuple[str, ...]: ...
    @property
    def looks_back(self) -> tuple[str, ...]: ...
    @property
    def uses(self) -> tuple[str, ...]: ...
    @property
    def accounts(self) -> Mapping[str, Any]: ...


@dataclass
class Desk:
    """One materialization: where it works, which partition, and what it has read and written so far."""

    workspace: Workspace
    declared: Declared
    partition: str | None
    run_id: str
    code_versions: Mapping[str, str]
    say: Callable[[str], object] = print
    context: Any = None  # Dagster's own, for Pipes alone
    versions_read: dict[str, int] = field(default_factory=dict)
    written: dict[str, Written] = field(default_factory=dict)
    before: dict[str, int | None] = field(default_factory=dict)
    decisions_before: dict[str, int | None] = field(default_factory=dict)
    dropped: dict[str, dict[str, int]] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)
    samples: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def inputs(self) -> Any:
        """Paths of what was given from outside."""
        return self.workspace.inputs

    @property
    def pack(self) -> Any:
        """The domain's facts."""
        return self.workspace.pack

    @property
    def profile(self) -> Any:
        """The profile as far as the asset declared it: for stages that take a policy of which `uses` names a part."""
        return ProfileView(self.workspace.profile, self.declared.uses, self.declared.tables[0])

    @property
    def key(self) -> str:
        """The partition's key; for bodies of partitioned assets."""
        if self.partition is None:
            raise UndeclaredTable(f"{self.declared.tables[0]} is not partitioned")
        return self.partition

    def use(self, name: str) -> Any:
        """A section or value of the profile; the asset must name it, or a section above it, in `uses`."""
        here: Any = self.profile
        for step in name.split("."):
            here = getattr(here, step)
        if isinstance(here, ProfileView):
            raise UndeclaredValue(f"{self.declared.tables[0]} uses all of {name!r}: add it to uses=(...)")
        return here

    def scan(self, table: str, *, every: bool = False) -> pl.LazyFrame:
        """A declared table, lazily: this partition where both are partitioned alike, unless `every`."""
        self._must_read(table)
        lake = self.workspace.lake
        if not lake.exists(table):
            return empty(table).lazy()
        version = self.versions_read.setdefault(table, lake.version(table))
        column = CONTRACTS[table].partition_by
        mine = CONTRACTS[self.declared.tables[0]].partition_by
        here = self.partition if column is not None and column == mine and not every else None
        # In the key's order: a Delta table's files come in any, and a body must not depend on it.
        rows = lake.scan(table, partition=here, version=version).sort(CONTRACTS[table].schema.primary_key())
        parts = self._parts_covered(table)
        return rows if parts is None else rows.filter(pl.col("part").is_in(parts))

    def read(self, table: str, *, every: bool = False) -> pl.DataFrame:
        """A declared table's rows, as `scan`."""
        return self.scan(table, every=every).collect()

    def read_at(self, table: str, partition: str) -> pl.DataFrame:
        """One partition of a declared table."""
        column = CONTRACTS[table].partition_by
        return self.scan(table, every=True).filter(pl.col(column or "") == partition).collect()

    def scan_written(self, table: str) -> pl.LazyFrame:
        """What this materialization wrote to one of its own tables."""
        return self.workspace.lake.scan(table, partition=self.partition, version=self.written[table].version)

    def dataset(self, table: str) -> Any:
        """A declared table as something that DuckDB reads with its filters pushed down; all partitions of it."""
        self._must_read(table)
        lake = self.workspace.lake
        if lake.exists(table):
            self.versions_read.setdefault(table, lake.version(table))
        return self.view(table)

    def view(self, table: str) -> Any:
        """Any table as `dataset` gives it, undeclared too: for checks, whose reads are no lineage."""
        found = self.workspace.lake.dataset(table)
        parts = self._parts_covered(table)
        return found if parts is None or isinstance(found, pl.DataFrame) else found.filter(ds.field("part").isin(parts))

    def _parts_covered(self, table: str) -> list[str] | None:
        """For a round that reads a table of parts: the parts that its hand-over lists; None where that is no matter."""
        mine = CONTRACTS[self.declared.tables[0]].partition_by
        if mine != "round" or CONTRACTS[table].partition_by != "part" or HANDOVER in self.declared.tables:
            return None
        facts = self.workspace.lake.scan(HANDOVER, partition=self.partition).filter(pl.col("kind") == "part")
        return sorted(facts.select("key").collect().to_series())

    def write(
        self,
        rows: pl.DataFrame,
        *,
        table: str | None = None,
        dropped: pl.DataFrame | None = None,
        given: int = 0,
        used: int = 0,
        **notes: Any,
    ) -> Written:
        """Replace this asset's table (this partition of it), its drops in `decisions`, and note metadata.

        `given` is how many rows came from outside; `used` for how many rows the table's one row stands.
        """
        target = table or self.declared.tables[0]
        if target not in self.declared.tables:
            raise UndeclaredTable(f"{self.declared.tables[0]} writes {target}: add it to the asset's tables")
        self.given[target], self.used[target] = given, used
        if dropped is not None or target in self.declared.accounts:
            self._write_decisions(target, nothing_dropped() if dropped is None else dropped)
        lake = self.workspace.lake
        self.before.setdefault(target, lake.version(target) if lake.exists(target) else None)
        origin = Origin(self.run_id, self.code_versions.get(target, ""), dict(self.versions_read))
        self.written[target] = lake.write(target, rows, partition=self.partition, origin=origin)
        self.samples[target] = rows.head(5)
        self.note(target, **notes)
        return self.written[target]

    def put_back(self) -> None:
        """What was written, drops included, as it was before: a check found it wrong, or the body ended early."""
        for table in self.written:
            self.workspace.lake.withdraw(table, self.before[table], self.partition)
        for step, version in self.decisions_before.items():
            self.workspace.lake.withdraw(DECISIONS, version, step)

    def note(self, table: str | None = None, **notes: Any) -> None:
        """Metadata for a person: numbers, markdown, plots (PNG bytes), frames."""
        self.notes.setdefault(table or self.declared.tables[0], {}).update(notes)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """An empty folder to build an artifact in."""
        with self.workspace.artifacts.draft() as folder:
            yield folder

    def publish(self, draft: Path) -> Artifact:
        """The draft as a content-addressed artifact of this asset."""
        return self.workspace.artifacts.publish(draft, self.declared.tables[0].replace(".", "/"))

    def artifact(self, name: str) -> Path:
        """Where a published artifact lies."""
        return self.workspace.artifacts.path(name)

    def work(self, *parts: str) -> Path:
        """A folder for work in progress that survives a kill."""
        folder = self.workspace.work.joinpath(*self.declared.tables[0].split("."), *parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _must_read(self, table: str) -> None:
        allowed = (*self.declared.reads, *self.declared.looks_back, *self.declared.tables)
        if table not in allowed:
            raise UndeclaredTable(f"{self.declared.tables[0]} reads {table}: add it to reads=(...)")

    def _write_decisions(self, target: str, dropped: pl.DataFrame) -> None:
        step = step_name(target, self.partition)
        rows = dropped.select(
            pl.lit(step).alias("step"), "row_id", pl.lit(target).alias("table_name"), "reason", "detail"
        )
        lake = self.workspace.lake
        self.decisions_before.setdefault(step, lake.version(DECISIONS) if lake.exists(DECISIONS) else None)
        lake.write(DECISIONS, rows, partition=step, origin=Origin(self.run_id))
        self.dropped[target] = dict(rows.group_by("reason").len().sort("reason").iter_rows())


def nothing_dropped() -> pl.DataFrame:
    """No drops: row_id, reason, detail."""
    return pl.DataFrame(schema=DROPPED)


def step_name(table: str, partition: str | None) -> str:
    """The name of a step in `decisions`.

    >>> step_name("extract.pages", "part-1")
    'extract.pages/part-1'
    """
    return table if partition is None else f"{table}/{partition}"
