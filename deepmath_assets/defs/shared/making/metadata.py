"""Metadata that a person wants: counts, reasons, sample rows, plots, column descriptions, column lineage."""

import base64
import inspect
from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.sql_models import SqlFile, column_lineage

_CELL_CHARS = 80
_COLUMNS = 8


def description_of(table: str) -> str:
    """What a row of the table means: the contract's docstring."""
    return inspect.getdoc(CONTRACTS[table].schema) or table


def definition_metadata(table: str, sql: SqlFile | None) -> dict[str, Any]:
    """The table's columns, and for a SQL model its text and where each column comes from."""
    columns = CONTRACTS[table].schema.columns()
    key = CONTRACTS[table].schema.primary_key()
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(
                name,
                type(column).__name__,
                description="part of the key" if name in key else None,
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=[name] == key),
            )
            for name, column in columns.items()
        ]
    )
    found: dict[str, Any] = {"dagster/column_schema": schema, "dagster/table_name": table}
    if sql is not None:
        found["sql"] = dg.MetadataValue.md(f"```sql\n{sql.sql}\n```")
        found["dagster/column_lineage"] = _lineage(sql, list(columns))
    return found


def materialization_metadata(desk: Desk, table: str) -> dict[str, Any]:
    """Counts, what was read, drops by reason, sample rows, and what the body noted."""
    written = desk.written[table]
    found: dict[str, Any] = {
        "dagster/row_count": written.rows,
        "lake_version": written.version,
        "content_hash": written.content_hash,
        "tables_read": desk.versions_read,
    }
    if desk.dropped.get(table):
        found["dropped"] = pl.DataFrame(list(desk.dropped[table].items()), schema=["reason", "rows"], orient="row")
    found["sample"] = desk.samples[table]
    return as_metadata({**found, **desk.notes.get(table, {})})


def as_metadata(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as Dagster's: frames as tables, PNG bytes as pictures, mappings as JSON."""
    return {name: _as_value(value) for name, value in values.items() if value is not None}


def markdown_table(rows: pl.DataFrame) -> str:
    """A frame as a Markdown table, long cells cut.

    >>> print(markdown_table(pl.DataFrame({"a": [1], "b": ["x|y"]})))
    | a | b |
    |---|---|
    | 1 | x¦y |
    """
    names = rows.columns[:_COLUMNS]
    lines = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    for row in rows.select(names).iter_rows():
        lines.append(f"| {' | '.join(_cell(value) for value in row)} |")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    text = " ".join(str(value).split()).replace("|", "¦").replace("`", "'")
    return text if len(text) <= _CELL_CHARS else text[: _CELL_CHARS - 1] + "…"


def _as_value(value: Any) -> Any:
    if isinstance(value, pl.DataFrame):
        return dg.MetadataValue.md(markdown_table(value))
    if isinstance(value, bytes):
        return dg.MetadataValue.md(f"![plot](data:image/png;base64,{base64.b64encode(value).decode()})")
    if isinstance(value, str) and "\n" in value:
        return dg.MetadataValue.md(value)
    if isinstance(value, Mapping | list | tuple):
        return dg.MetadataValue.json(value if isinstance(value, Mapping) else list(value))
    return value


def _lineage(sql: SqlFile, columns: list[str]) -> dg.TableColumnLineage:
    schemas = {table: list(CONTRACTS[table].schema.columns()) for table in sql.reads}
    found = column_lineage(sql, columns, schemas)
    return dg.TableColumnLineage(
        {
            column: [
                dg.TableColumnDep(asset_key=dg.AssetKey(table.split(".")), column_name=name)
                for table, name in pairs
                if table in schemas and name in schemas[table]
            ]
            for column, pairs in found.items()
        }
    )
