"""From a plain function and what it declares to a Dagster asset with its checks.

`table_asset` holds a body with its declarations; `build` makes the Dagster definition for one workspace, because the
code version holds the values of the profile that the asset uses. One asset key is one table; a body that writes several
in one pass is one multi-asset. Each table gets blocking checks: its contract, that every row in is kept or dropped
with a reason, and the SQL files of `dbt_like_sql/checks`. They run in the same step, on the rows just committed; when
one fails the table is put back to its version before, and nothing downstream runs.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from deepmath_assets.base.errors import BrokenContract, DeepmathError
from deepmath_assets.base.hashing import text_hash
from deepmath_assets.defs.shared.making import metadata, verdicts
from deepmath_assets.defs.shared.making.accounts import Account
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.partitions import definition_of, edge
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.lake import sql_models
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.profiles.load import values_of

Body = Callable[[Desk], None]


@dataclass(frozen=True)
class TableAsset:
    """A body and its declarations.

    `reads` are upstream assets; `looks_back` are tables read as earlier rounds left them, which is no edge in the
    graph; `uses` are values of the profile, `inputs` files and folders given from outside; `accounts` say, by table,
    which rows must all be kept or dropped with a reason.
    """

    body: Body
    tables: tuple[str, ...]
    reads: tuple[str, ...] = ()
    looks_back: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    pack: bool = False
    version: int = 1
    kinds: tuple[str, ...] = ("python", "polars")
    accounts: Mapping[str, Account] = field(default_factory=dict)
    checks: tuple[verdicts.Check, ...] = ()
    after: Callable[[Desk, dg.DagsterInstance], None] | None = None
    sql: sql_models.SqlFile | None = None

    @property
    def partition_by(self) -> str | None:
        """The column that all tables of the asset are partitioned by."""
        return CONTRACTS[self.tables[0]].partition_by


def table_asset(*tables: str, account: Account | None = None, **declarations: Any) -> Callable[[Body], TableAsset]:
    """Decorator: the body with its declarations, as a `TableAsset`; `account` is the one of its first table."""
    accounts = {tables[0]: account} if account else {}
    return lambda body: TableAsset(body, tables, **{"accounts": accounts, **declarations})


def build(asset: TableAsset, workspace: Workspace) -> dg.AssetsDefinition:
    """The Dagster definition of an asset in this workspace."""
    versions = {table: code_version(asset, workspace) for table in asset.tables}

    @dg.multi_asset(
        name=asset.tables[0].replace(".", "__"),
        specs=[_spec(asset, table, versions[table]) for table in asset.tables],
        check_specs=[spec for table in asset.tables for spec in _check_specs(asset, table)],
        partitions_def=definition_of(asset.partition_by),
    )
    def compute(context: dg.AssetExecutionContext) -> Iterator[Any]:
        partition = context.partition_key if asset.partition_by else None  # a run by round also reads the lists
        desk = Desk(workspace, asset, partition, context.run.run_id, versions, say=context.log.info, context=context)
        yield from _materialize(asset, desk, context.instance)

    return compute


def code_version(asset: TableAsset, workspace: Workspace) -> str:
    """The declared number with a hash of what else decides the result: profile values, pack, SQL text, given files."""
    decides = {
        "uses": values_of(workspace.profile, asset.uses),
        "pack": text_hash(repr(workspace.pack)) if asset.pack else "",
        "sql": asset.sql.sql if asset.sql else "",
        "inputs": {name: workspace.fingerprint(name) for name in asset.inputs},
    }
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False, default=str)
    return f"{asset.version}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _spec(asset: TableAsset, table: str, version: str) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=dg.AssetKey(table.split(".")),
        deps=[edge(read, CONTRACTS[read].partition_by, asset.partition_by) for read in asset.reads],
        description=metadata.description_of(table),
        group_name=table.partition(".")[0],
        kinds=set(asset.kinds),
        code_version=version,
        owners=["team:deepmath"],
        metadata=metadata.definition_metadata(table, asset.sql),
    )


def _check_specs(asset: TableAsset, table: str) -> list[dg.AssetCheckSpec]:
    names = verdicts.names_of(table, asset.accounts.get(table), asset.checks if table == asset.tables[0] else ())
    key = dg.AssetKey(table.split("."))
    return [dg.AssetCheckSpec(name, asset=key, blocking=True, description=about) for name, about in names]


def _materialize(asset: TableAsset, desk: Desk, instance: dg.DagsterInstance) -> Iterator[Any]:
    """Body, checks on what it wrote, then one result per table; or the failed checks, and the tables put back."""
    try:
        asset.body(desk)
    except BrokenContract as error:
        desk.put_back()
        yield from _broken(asset, str(error))
        raise dg.Failure(str(error), allow_retries=False) from error
    except DeepmathError as error:
        desk.put_back()
        raise dg.Failure(f"{type(error).__name__}: {error}", allow_retries=False) from error
    found = {
        table: verdicts.judge(desk, table, asset.accounts.get(table), asset.checks if table == asset.tables[0] else ())
        for table in desk.written
    }
    failed = [f"{table}: {v.name}: {v.about}" for table, vs in found.items() for v in vs if not v.passed]
    if failed:
        yield from (_check_result(table, v) for table, vs in found.items() for v in vs)
        desk.put_back()
        raise dg.Failure("; ".join(failed), allow_retries=False)
    for table, written in desk.written.items():
        yield dg.MaterializeResult(
            asset_key=dg.AssetKey(table.split(".")),
            data_version=dg.DataVersion(written.content_hash),
            metadata=metadata.materialization_metadata(desk, table, asset.sql),
            check_results=[_check_result(table, v) for v in found[table]],
        )
    if asset.after:
        asset.after(desk, instance)


def _broken(asset: TableAsset, message: str) -> Iterator[dg.AssetCheckResult]:
    for table in asset.tables:
        if message.startswith(f"{table}:"):
            yield _check_result(table, verdicts.Verdict("contract", False, message))


def _check_result(table: str, verdict: verdicts.Verdict) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=verdict.passed,
        check_name=verdict.name,
        asset_key=dg.AssetKey(table.split(".")),
        description=verdict.about,
        metadata=metadata.as_metadata(verdict.evidence),
    )
