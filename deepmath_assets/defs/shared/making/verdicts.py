"""Checks on every boundary: a table's contract, rows in against rows kept and dropped, the SQL files, an asset's own.

A check is a name, a sentence and a function from the desk to a verdict; the stage owns the judgement behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from deepmath_assets.defs.shared.making.accounts import ROW_ID, Account
from deepmath_assets.defs.shared.making.desk import DECISIONS, Desk, step_name
from deepmath_assets.defs.shared.partitions import round_before
from deepmath_assets.lake import sql_models
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


def names_of(table: str, account: Account | None, own: tuple[Check, ...]) -> list[tuple[str, str]]:
    """Names and sentences of all checks of a table."""
    found = [("contract", f"Rows keep the contract of {table}: columns, types, key, ranges.")]
    if account:
        found.append(("accounted", f"Every row of {account.about} is kept, or dropped with one reason."))
    found += [(check.what or "sql", check.description) for check in _sql_checks(table)]
    return found + [(check.name, check.about) for check in own]


def judge(desk: Desk, table: str, account: Account | None, own: tuple[Check, ...]) -> list[Verdict]:
    """The verdicts of all checks on what the desk wrote to the table."""
    written = desk.written[table]
    evidence = {"rows": written.rows, "content_hash": written.content_hash}
    verdicts = [Verdict("contract", True, f"all {written.rows} rows keep it", evidence)]
    if account:
        verdicts.append(accounted(desk, table, account))
    verdicts += [_run_sql(desk, check) for check in _sql_checks(table)]
    return verdicts + [check.judge(desk) for check in own]


def accounted(desk: Desk, table: str, account: Account) -> Verdict:
    """Whether every row that goes in is kept or in `decisions`, none is both, and none came from elsewhere."""
    came, kept = account.came(desk), account.kept(desk, table)
    dropped = desk.workspace.lake.scan(DECISIONS, partition=step_name(table, desk.partition)).select(ROW_ID).collect()
    given, used = desk.given.get(table, 0), desk.used.get(table, 0)
    lost = came.join(kept, on=ROW_ID, how="anti").join(dropped, on=ROW_ID, how="anti")
    twice = kept.join(dropped, on=ROW_ID, how="semi")
    strange = pl.concat([kept, dropped]).unique().join(came, on=ROW_ID, how="anti")
    left, more = len(lost) - used, len(strange) - given
    wrong = {
        "lost": max(left, 0) + max(-more, 0),
        "both kept and dropped": len(twice),
        "from nowhere": max(more, 0) + max(-left, 0),
    }
    about = f"{len(came) + given} in = {len(kept) + used} kept + {len(dropped)} dropped"
    about += "".join(f"; {count} {what}" for what, count in wrong.items() if count)
    examples = [] if not any(wrong.values()) else sorted(pl.concat([lost, twice, strange])[ROW_ID])[:_EXAMPLES]
    return Verdict("accounted", not any(wrong.values()), about, {"examples": examples, **desk.dropped.get(table, {})})


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
