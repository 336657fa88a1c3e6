"""Assets from the SQL models of `dbt_like_sql/models`: edges from the parse tree, values from the profile."""

from collections.abc import Callable
from typing import Any

import dagster as dg
import polars as pl

from deepmath_assets.defs.shared.making.assets import TableAsset
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.making.verdicts import variables_of
from deepmath_assets.lake import sql_models


def sql_asset(
    table: str,
    *,
    notes: Callable[[Desk, pl.DataFrame], dict[str, Any]] = lambda desk, rows: {},
    extra_reads: tuple[str, ...] = (),
    looks_back: tuple[str, ...] = (),
    after: Callable[[Desk, dg.DagsterInstance], None] | None = None,
) -> TableAsset:
    """The asset of one SQL model; `notes` makes metadata from its rows.

    A table that the model reads as earlier rounds left it (itself, for one) goes into `looks_back`.
    """
    model = sql_models.models()[table]
    named = tuple(name for name in model.reads if name != table and name not in looks_back)
    reads = (*named, *(name for name in extra_reads if name not in named))

    def body(desk: Desk) -> None:
        tables = {name: desk.dataset(name) for name in model.reads}
        rows = sql_models.run(model.sql, tables, variables_of(desk, model))
        desk.write(rows, **notes(desk, rows))

    return TableAsset(
        body, (table,), reads=reads, looks_back=looks_back, uses=model.uses, kinds=("sql", "duckdb"), sql=model,
        after=after,
    )  # fmt: skip
