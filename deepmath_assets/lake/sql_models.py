"""SQL models and checks: plain files that can be pasted into a DuckDB shell, no templates.

`dbt_like_sql/models/<stage>/<table>.sql` makes the table of its name; `dbt_like_sql/checks/<stage>/<table>__<what>.sql`
must return no row. What a file reads is taken from DuckDB's parse tree (`json_serialize_sql` parses without binding and
refuses whatever is not a SELECT), column lineage from sqlglot. Values come by `getvariable('corpus__sampling__share')`:
a value of the profile under its dotted name with double underscores, or `this_round`, `previous_round`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import duckdb
import polars as pl

from deepmath_assets.base.errors import BadSqlModel

_VARIABLE = re.compile(r"getvariable\(\s*'(\w+)'\s*\)", re.IGNORECASE)
ROUND_VARIABLES = ("this_round", "previous_round")


@dataclass(frozen=True)
class SqlFile:
    """A SQL file: the table it makes or checks, what the check is about, its head comment, what it reads and needs."""

    table: str
    what: str | None
    sql: str
    description: str
    reads: tuple[str, ...]
    variables: tuple[str, ...]

    @property
    def uses(self) -> tuple[str, ...]:
        """Dotted names of the profile's values that the file asks for."""
        return tuple(name.replace("__", ".") for name in self.variables if name not in ROUND_VARIABLES)


@cache
def models() -> Mapping[str, SqlFile]:
    """Every SQL model by its table."""
    return {parsed.table: parsed for parsed in _load("models")}


@cache
def checks() -> tuple[SqlFile, ...]:
    """Every SQL check, by table and name."""
    return tuple(_load("checks"))


def parse(table: str, what: str | None, sql: str) -> SqlFile:
    r"""A SQL text as a model or check; raises `BadSqlModel` unless it is one SELECT.

    >>> parse("a.b", None, "-- One row.\nselect x from c.d where y > getvariable('corpus__min')").uses
    ('corpus.min',)
    """
    lines = [line.removeprefix("--").strip() for line in sql.splitlines() if line.startswith("--")]
    variables = tuple(sorted(set(_VARIABLE.findall(sql))))
    return SqlFile(table, what, sql, " ".join(lines), tuple(sorted(_reads(table, sql))), variables)


def run(sql: str, tables: Mapping[str, Any], variables: Mapping[str, Any]) -> pl.DataFrame:
    """The query's rows over these tables (anything that DuckDB reads: Arrow datasets, frames) and variables."""
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            _lay_view(connection, name, rows)
        for name, value in variables.items():
            connection.execute(f"set variable {name} = $value", {"value": value})
        return pl.DataFrame(pl.from_arrow(connection.sql(sql).to_arrow_table()))


def column_lineage(
    model: SqlFile, columns: Iterable[str], schemas: Mapping[str, Iterable[str]]
) -> dict[str, list[tuple[str, str]]]:
    """For each column of a model, the (table, column) pairs that it is made from.

    A column that sqlglot cannot follow comes out without pairs: lineage is a help to readers, never a gate.
    """
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage

    nested: dict[str, dict[str, dict[str, str]]] = {}
    for table, names in schemas.items():
        stage, _, leaf = table.partition(".")
        nested.setdefault(stage, {})[leaf] = dict.fromkeys(names, "unknown")
    found: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        try:
            found[column] = _sources(lineage(column, model.sql, schema=nested, dialect="duckdb"))
        except (SqlglotError, ValueError, KeyError):
            found[column] = []
    return found


def _sources(root: Any) -> list[tuple[str, str]]:
    pairs = set()
    for node in root.walk():
        table = getattr(node.expression, "db", "") and f"{node.expression.db}.{node.expression.name}"
        if table and not node.downstream:
            pairs.add((table, node.name.rpartition(".")[2].strip('"')))
    return sorted(pairs)


def _load(kind: str) -> list[SqlFile]:
    folder = files("dbt_like_sql").joinpath(kind)
    stages = sorted((s for s in folder.iterdir() if s.is_dir()), key=lambda s: s.name) if folder.is_dir() else []
    return [_load_file(stage.name, entry) for stage in stages for entry in _sql_files(stage)]


def _sql_files(stage: Traversable) -> list[Traversable]:
    return sorted((entry for entry in stage.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)


def _load_file(stage: str, entry: Traversable) -> SqlFile:
    leaf, _, what = entry.name.removesuffix(".sql").partition("__")
    return parse(f"{stage}.{leaf}", what or None, entry.read_text(encoding="utf-8"))


def _reads(table: str, sql: str) -> set[str]:
    tree = json.loads(duckdb.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone()[0])  # type: ignore[index]
    if tree["error"]:
        raise BadSqlModel(f"{table}.sql is not one SELECT: {tree.get('error_message', 'cannot be parsed')}")
    if len(tree["statements"]) != 1:
        raise BadSqlModel(f"{table}.sql holds {len(tree['statements'])} statements: keep one SELECT a file")
    return _base_tables(tree)


def _base_tables(tree: Any) -> set[str]:
    tables: set[str] = set()
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
                tables.add(f"{node['schema_name']}.{node['table_name']}")
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
    return tables


def _lay_view(connection: duckdb.DuckDBPyConnection, name: str, rows: Any) -> None:
    stage, _, leaf = name.partition(".")
    connection.execute(f'create schema if not exists "{stage}"')
    connection.register(f"{stage}__{leaf}", rows)
    connection.execute(f'create view "{stage}"."{leaf}" as from "{stage}__{leaf}"')
