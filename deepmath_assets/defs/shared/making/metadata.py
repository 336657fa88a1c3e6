"""Metadata that a person wants: counts, reasons, sample rows, plots, column descriptions, column lineage."""

import base64
import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

import dagster as dg
import polars as pl

from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.partitions import round_before
from deepmath_assets.lake.columns import meaning
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.sql_models import SqlFile, column_lineage

_CELL_CHARS = 80
_COLUMNS = 8


def description_of(table: str) -> str:
    """What a row of the table means: the contract's docstring."""
    return inspect.getdoc(CONTRACTS[table].schema) or table


def definition_metadata(table: str, sql: SqlFile | None) -> dict[str, Any]:
    """The table's columns with what they mean, and for a SQL model its text."""
    columns = CONTRACTS[table].schema.columns()
    key = CONTRACTS[table].schema.primary_key()
    schema = dg.TableSchema(
        columns=[
            dg.TableColumn(
                name,
                type(column).__name__,
                description=meaning(table, name) + (" (part of the key)" if name in key else ""),
                constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=[name] == key),
            )
            for name, column in columns.items()
        ]
    )
    found: dict[str, Any] = {"dagster/column_schema": schema, "dagster/table_name": table}
    if sql is not None:
        found["sql"] = dg.MetadataValue.md(f"```sql\n{sql.sql}\n```")
    return found


def materialization_metadata(desk: Desk, table: str, sql: SqlFile | None) -> dict[str, Any]:
    """Counts, what was read, drops by reason, sample rows, what the body noted, and for a SQL model column lineage.

    Lineage stands here and not in the definition, where Dagster looks for it too, since working it out takes a second.
    """
    written = desk.written[table]
    found: dict[str, Any] = {
        "dagster/row_count": written.rows,
        "lake_version": written.version,
        "content_hash": written.content_hash,
        "tables_read": desk.versions_read,
    }
    if desk.dropped.get(table):
        found["dropped"] = pl.DataFrame(list(desk.dropped[table].items()), schema=["reason", "rows"], orient="row")
    if CONTRACTS[table].partition_by == "round" and (before := round_before(desk.key)):
        page = f"/assets/{table.replace('.', '/')}?view=events&partition={before}"
        found["round_before"] = dg.MetadataValue.md(f"[{before}]({page})")
    if sql is not None:
        found |= _lineage(sql)
    found["sample"] = desk.samples[table]
    return as_metadata({**found, **desk.notes.get(table, {})})


def as_metadata(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as Dagster's: frames as tables, PNG bytes as pictures, mappings as JSON; nothing where empty."""
    return {name: _as_value(value) for name, value in values.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    if isinstance(value, dg.MetadataValue):  # some are tuples
        return False
    return value is None or (isinstance(value, pl.DataFrame | list | tuple | Mapping) and len(value) == 0)


def markdown_table(rows: pl.DataFrame, cell_chars: int = _CELL_CHARS) -> str:
    """A frame as a Markdown table, long cells cut, numbers to four digits.

    >>> print(markdown_table(pl.DataFrame({"a": [1.23456789], "b": ["x|y"]})))
    | a | b |
    |---|---|
    | 1.235 | x¦y |
    """
    names = rows.columns[:_COLUMNS]
    lines = [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
    for row in rows.select(names).iter_rows():
        lines.append(f"| {' | '.join(_cell(value, cell_chars) for value in row)} |")
    return "\n".join(lines)


def _cell(value: Any, chars: int) -> str:
    if value is None or isinstance(value, float):
        return "" if value is None else f"{value:.4g}"
    text = " ".join(str(value).split()).replace("|", "¦").replace("`", "'")
    return text if len(text) <= chars else text[: chars - 1] + "…"


def _as_value(value: Any) -> Any:
    if isinstance(value, dg.MetadataValue):
        return value
    if isinstance(value, pl.DataFrame):
        return dg.MetadataValue.md(markdown_table(value))
    if isinstance(value, bytes):
        return dg.MetadataValue.md(f"![plot](data:image/png;base64,{base64.b64encode(value).decode()})")
    if isinstance(value, str) and "\n" in value:
        return dg.MetadataValue.md(value)
    if isinstance(value, Mapping | list | tuple):
        return dg.MetadataValue.json(value if isinstance(value, Mapping) else list(value))
    return value


@cache
def _made_from(sql: SqlFile) -> dict[str, list[tuple[str, str]]]:
    """The (table, column) pairs behind each column of a SQL model; once a process, since the parse takes a second."""
    schemas = {table: list(CONTRACTS[table].schema.columns()) for table in sql.reads}
    found = column_lineage(sql, list(CONTRACTS[sql.table].schema.columns()), schemas)
    return {column: [(t, name) for t, name in pairs if name in schemas.get(t, [])] for column, pairs in found.items()}


def _lineage(sql: SqlFile) -> dict[str, dg.MetadataValue[Any]]:
    """Dagster's own column lineage, which its open UI keeps to itself, and the same as a table that it shows."""
    deps = {
        column: [dg.TableColumnDep(asset_key=dg.AssetKey(t.split(".")), column_name=name) for t, name in pairs]
        for column, pairs in _made_from(sql).items()
    }
    rows = [
        {"column": column, "made_from": ", ".join(f"{t}.{name}" for t, name in pairs) or "counted rows or a value"}
        for column, pairs in _made_from(sql).items()
    ]
    return {
        "dagster/column_lineage": dg.MetadataValue.column_lineage(dg.TableColumnLineage(deps)),
        "columns_made_from": dg.MetadataValue.md(markdown_table(pl.DataFrame(rows), cell_chars=400)),
    }
