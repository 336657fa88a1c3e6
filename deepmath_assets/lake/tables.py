"""The lake's tables: write, overwrite one partition, append once, read lazily, read as it was, history.

Delta Lake (`deltalake`, through polars) gives atomic commits, so a reader sees the table before a write or after it.
What we add: the contract is enforced on write, and each commit carries what made it (run, code version, the versions
of the tables read) and the content hash of the rows, which is also the Dagster data version. No IO manager: assets
stream tables larger than memory and name their inputs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from deepmath_assets.base.errors import BrokenContract, NoSuchTable
from deepmath_assets.base.hashing import rows_hash
from deepmath_assets.lake.contracts import CONTRACTS, Contract

_NOTE = "deepmath"  # the key of our note in a commit's metadata


@dataclass(frozen=True)
class Written:
    """What a commit holds: `version` of the table, `rows` and `content_hash` of the partition written."""

    table: str
    partition: str | None
    version: int
    rows: int
    content_hash: str


@dataclass(frozen=True)
class Origin:
    """What made a commit: the run, the version of its code, and the version of each table that was read."""

    run_id: str = ""
    code_version: str = ""
    reads: Mapping[str, int] = field(default_factory=dict)


class Lake:
    """Tables below one folder or address (`s3://` too): `<root>/<stage>/<table>`."""

    def __init__(self, root: str | Path) -> None:
        self.root = str(root)

    def uri(self, table: str) -> str:
        """Where a table lies."""
        return f"{self.root}/{table.replace('.', '/')}"

    def exists(self, table: str) -> bool:
        """Whether anything has been written to the table."""
        return DeltaTable.is_deltatable(self.uri(table))

    def write(
        self, table: str, rows: pl.DataFrame, *, partition: str | None = None, origin: Origin | None = None
    ) -> Written:
        """Replace the table, or its one partition, by these rows in one commit.

        Raises `BrokenContract` before anything is written when the rows do not keep the table's contract.
        """
        contract = contract_of(table)
        checked = conform(table, rows)
        _must_lie_in(table, contract, checked, partition)
        content = rows_hash(checked)
        note = _note(partition, len(checked), content, origin or Origin())
        self._commit(table, checked, contract.partition_by, partition, note)
        return Written(table, partition, self.version(table), len(checked), content)

    def append_once(self, table: str, rows: pl.DataFrame, *, delivery: str, partition_by: str | None = None) -> bool:
        """Append the rows unless this delivery is in the table already; whether they were appended.

        Exactly once, also after a kill and from two processes at once: the delivery's name is committed with its rows
        (a Delta transaction), onto the very version that was seen to lack it.
        """
        while True:
            seen = self._open(table) if self.exists(table) else None
            if seen is not None and seen.transaction_version(delivery) is not None:
                return False
            if self._append_to(seen, table, rows, delivery, partition_by):
                return True

    def delivered(self, table: str, delivery: str) -> bool:
        """Whether a delivery was appended."""
        return self.exists(table) and self._open(table).transaction_version(delivery) is not None

    def scan(self, table: str, *, partition: str | None = None, version: int | None = None) -> pl.LazyFrame:
        """The table as a lazy frame: its newest version or the one given, all of it or one partition."""
        rows = pl.scan_delta(self._open(table, version))
        column = CONTRACTS[table].partition_by if table in CONTRACTS else None
        return rows.filter(pl.col(column) == partition) if partition is not None and column else rows

    def read(self, table: str, *, partition: str | None = None, version: int | None = None) -> pl.DataFrame:
        """The table's rows; raises `NoSuchTable`."""
        return self.scan(table, partition=partition, version=version).collect()

    def dataset(self, table: str, *, version: int | None = None) -> Any:
        """The table as an Arrow dataset, for DuckDB: filters and columns are pushed down; an unwritten one is empty."""
        return self._open(table, version).to_pyarrow_dataset() if self.exists(table) else empty(table)

    def version(self, table: str) -> int:
        """The table's newest version."""
        return int(self._open(table).version())

    def history(self, table: str) -> list[dict[str, Any]]:
        """Commits, newest first: version, time in milliseconds, and our note (partition, rows, hash, origin)."""
        commits = self._open(table).history()
        return [
            {"version": commit["version"], "time_ms": commit["timestamp"], **json.loads(commit.get(_NOTE, "{}"))}
            for commit in commits
        ]

    def newest(self, table: str, partition: str | None = None) -> dict[str, Any] | None:
        """The newest commit of a table's partition, as in `history`, or None."""
        if not self.exists(table):
            return None
        return next((c for c in self.history(table) if "rows" in c and c.get("partition") == partition), None)

    def withdraw(self, table: str, before: int | None, partition: str | None = None) -> None:
        """Put the table, or its one partition, back to the version before a write that turned out wrong.

        A new commit with the rows and the note of that version: history keeps what was written, and what others wrote
        to other partitions since then stays. A table that did not exist before keeps no row.
        """
        rows = empty(table) if before is None else self.read(table, partition=partition, version=before)
        earlier = [] if before is None else [c for c in self.history(table) if c["version"] <= before]
        known = next((c for c in earlier if "rows" in c and c.get("partition") == partition), {})
        reads = known.get("reads", {})
        origin = Origin(known.get("run_id", ""), known.get("code_version", ""), reads)
        note = _note(partition, len(rows), known.get("content_hash") or rows_hash(rows), origin)
        self._commit(table, rows, contract_of(table).partition_by, partition, note)

    def _open(self, table: str, version: int | None = None) -> DeltaTable:
        try:
            return DeltaTable(self.uri(table), version=version)
        except TableNotFoundError:
            raise NoSuchTable(f"nothing has written {table} yet: materialize {table.replace('.', '/')} first") from None

    def _append_to(
        self, seen: DeltaTable | None, table: str, rows: pl.DataFrame, delivery: str, partition_by: str | None
    ) -> bool:
        """Append to the version seen, or make the table; False where another commit came first."""
        version = -1 if seen is None else seen.version()
        try:
            write_deltalake(
                self.uri(table) if seen is None else seen,
                rows.to_arrow(),
                mode="error" if seen is None else "append",
                partition_by=_columns(partition_by),
                commit_properties=CommitProperties(app_transactions=[Transaction(delivery, 1)], max_commit_retries=0),
            )
        except DeltaError:
            if self.exists(table) and self.version(table) > version:
                return False
            raise
        return True

    def _commit(
        self, table: str, rows: pl.DataFrame, column: str | None, partition: str | None, note: Mapping[str, str]
    ) -> None:
        properties = CommitProperties(custom_metadata=dict(note))
        target = self.uri(table)
        whole = column is None or partition is None
        if whole or not self.exists(table):
            write_deltalake(
                target,
                rows.to_arrow(),
                mode="overwrite" if whole else "append",
                partition_by=_columns(column),
                commit_properties=properties,
                schema_mode="overwrite" if whole else None,
            )
        else:
            write_deltalake(
                target,
                rows.to_arrow(),
                mode="overwrite",
                partition_by=_columns(column),
                predicate=f"{column} = '{_quoted(partition)}'",
                commit_properties=properties,
            )


def contract_of(table: str) -> Contract:
    """The table's contract; raises `NoSuchTable` for a name that has none."""
    if table not in CONTRACTS:
        raise NoSuchTable(f"no table {table!r}: tables are listed in deepmath_assets/lake/contracts")
    return CONTRACTS[table]


def conform(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in the contract's columns and types, every rule checked; raises `BrokenContract`."""
    schema = contract_of(table).schema
    wanted = list(schema.columns())
    missing = [name for name in wanted if name not in rows.columns]
    extra = [name for name in rows.columns if name not in wanted]
    if missing or extra:
        raise BrokenContract(f"{table}: missing columns {missing}, unknown columns {extra}")
    good, failures = schema.filter(rows.select(wanted), cast=True)
    if len(failures) > 0:
        example = failures.invalid().head(1).to_dicts()[0]
        brief = {name: str(value)[:80] for name, value in example.items()}
        raise BrokenContract(f"{table}: {len(failures)} rows break {failures.counts()}; the first: {brief}")
    return pl.DataFrame(good)


def empty(table: str) -> pl.DataFrame:
    """A frame without rows in the table's columns and types."""
    return pl.DataFrame(contract_of(table).schema.create_empty())


def _must_lie_in(table: str, contract: Contract, rows: pl.DataFrame, partition: str | None) -> None:
    if contract.partition_by is None or partition is None:
        return
    strays = rows.filter(pl.col(contract.partition_by) != partition)
    if len(strays) > 0:
        raise BrokenContract(f"{table}: {len(strays)} rows lie outside the partition {partition!r} being written")


def _note(partition: str | None, rows: int, content: str, origin: Origin) -> dict[str, str]:
    note = {
        "partition": partition,
        "rows": rows,
        "content_hash": content,
        "run_id": origin.run_id,
        "code_version": origin.code_version,
        "reads": dict(sorted(origin.reads.items())),
    }
    return {_NOTE: json.dumps(note, ensure_ascii=False)}


def _quoted(partition: str | None) -> str:
    return (partition or "").replace("'", "''")


def _columns(partition_by: str | None) -> list[str] | None:
    return [partition_by] if partition_by else None
