"""Checks on every boundary: a table's contract, rows in against rows kept and dropped, the SQL files, an asset's own.

A check is a name, a sentence and a function from the desk to a verdict; the stage owns the judgement behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from deepmath_assets.defs.shared.making.desk import DECISIONS, Desk, step_name
from deepmath_assets.defs.shared.partitions import round_before
from deepmath_assets.lake import sql_models
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.profiles.load import values_of

_EXAMPLES = 5


@dataclass(frozen=True)
class Verdict:
    """Whether a check passed, a sentence about it, and the evidence."""

    name: str
    passed: bool
    about: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


class Check(NamedTuple):
    """An asset's own check: its name, what it asks, and the function that judges what the desk wrote."""

    name: str
    about: str
    judge: Callable[[Desk], Verdict]


def names_of(table: str, source: str | None, own: tuple[Check, ...]) -> list[tuple[str, str]]:
    """Names and sentences of all checks of a table."""
    found = [("contract", f"Rows keep the contract of {table}: columns, types, key, ranges.")]
    if source:
        found.append(("accounted", f"Every row of {source} is kept, or dropped with one reason."))
    found += [(check.what or "sql", check.description) for check in _sql_checks(table)]
    return found + [(check.name, check.about) for check in own]


def judge(desk: Desk, table: str, source: str | None, own: tuple[Check, ...]) -> list[Verdict]:
    """The verdicts of all checks on what the desk wrote to the table."""
    written = desk.written[table]
    evidence = {"rows": written.rows, "content_hash": written.content_hash}
    verdicts = [Verdict("contract", True, f"all {written.rows} rows keep it", evidence)]
    if source:
        verdicts.append(accounted(desk, table, source))
    verdicts += [_run_sql(desk, check) for check in _sql_checks(table)]
    return verdicts + [check.judge(desk) for check in own]


def accounted(desk: Desk, table: str, source: str) -> Verdict:
    """Whether every row of the source is in the table or in `decisions`, and none is in both."""
    key = CONTRACTS[table].schema.primary_key()[0]
    rows_in = set(desk.scan(source).select(key).collect().to_series())
    kept = set(desk.scan_written(table).select(key).collect().to_series())
    decisions = desk.workspace.lake.scan(DECISIONS, partition=step_name(table, desk.partition))
    dropped = set(decisions.select("row_id").collect().to_series())
    lost, twice, strange = rows_in - kept - dropped, kept & dropped, (kept | dropped) - rows_in
    about = f"{len(rows_in)} in = {len(kept)} kept + {len(dropped)} dropped"
    if lost or twice or strange:
        about += f"; {len(lost)} lost, {len(twice)} both kept and dropped, {len(strange)} from nowhere"
    evidence = {"examples": sorted(map(str, lost | twice | strange))[:_EXAMPLES], **desk.dropped.get(table, {})}
    return Verdict("accounted", not (lost or twice or strange), about, evidence)


def _sql_checks(table: str) -> list[sql_models.SqlFile]:
    return [check for check in sql_models.checks() if check.table == table]


def _run_sql(desk: Desk, check: sql_models.SqlFile) -> Verdict:
    tables = {name: desk.view(name) for name in check.reads}
    rows = sql_models.run(check.sql, tables, variables_of(desk, check))
    about = "no row breaks it" if rows.is_empty() else f"{len(rows)} rows that must not be there"
    return Verdict(check.what or "sql", rows.is_empty(), about, {"examples": rows.head(_EXAMPLES)})


def variables_of(desk: Desk, file: sql_models.SqlFile) -> dict[str, Any]:
    """Values for a SQL file's variables: the round, and the profile's values under their names."""
    policy = values_of(desk.workspace.profile, file.uses)
    values: dict[str, Any] = {dotted.replace(".", "__"): value for dotted, value in policy.items()}
    if set(file.variables) & set(sql_models.ROUND_VARIABLES):
        values |= {"this_round": desk.key, "previous_round": round_before(desk.key)}
    return values
