"""SQL models and checks: what they read, what they refuse, and that every file fits its contract."""

import polars as pl
import pytest

from deepmath_assets.base.errors import BadSqlModel
from deepmath_assets.lake import sql_models
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.tables import conform, empty
from deepmath_assets.profiles.load import load_profile, values_of

MODELS = sql_models.models()
CHECKS = sql_models.checks()


def variables(file: sql_models.SqlFile) -> dict[str, object]:
    values = values_of(load_profile("demo"), file.uses)
    named = {name: values[name.replace("__", ".")] for name in file.variables if name not in sql_models.ROUND_VARIABLES}
    return {**named, "this_round": "r001", "previous_round": None}


def test_reads_come_from_the_parse_tree() -> None:
    sql = (
        "with a as (select * from x.one), b as (select k from a join x.two using (k)) "
        "select * from b where k in (select k from y.three) union all select * from x.one"
    )
    assert sql_models.parse("a.b", None, sql).reads == ("x.one", "x.two", "y.three")


@pytest.mark.parametrize("sql", ["select 1; select 2", "create table t(a int)", "drop table t", "selec 1"])
def test_what_is_not_one_select_is_refused(sql: str) -> None:
    with pytest.raises(BadSqlModel, match=r"a\.b"):
        sql_models.parse("a.b", None, sql)


@pytest.mark.parametrize("table", sorted(MODELS))
def test_a_model_makes_its_contracts_columns(table: str) -> None:
    model = MODELS[table]
    assert model.description
    assert set(model.reads) <= set(CONTRACTS)
    rows = sql_models.run(model.sql, {name: empty(name) for name in model.reads}, variables(model))
    assert set(rows.columns) == set(CONTRACTS[table].schema.columns())
    conform(table, rows)


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: f"{c.table}__{c.what}")
def test_a_check_runs_on_the_tables_that_it_names(check: sql_models.SqlFile) -> None:
    assert check.table in CONTRACTS
    assert check.description
    assert set(check.reads) <= set(CONTRACTS)
    rows = sql_models.run(check.sql, {name: empty(name) for name in check.reads}, variables(check))
    assert rows.width > 0


def test_lineage_follows_columns_through_steps() -> None:
    model = sql_models.parse("a.b", None, "with s as (select u, v * 2 as w from c.d) select u, w + 1 as z from s")
    found = sql_models.column_lineage(model, ["u", "z"], {"c.d": ["u", "v"]})
    assert found == {"u": [("c.d", "u")], "z": [("c.d", "v")]}


def test_a_value_of_the_profile_comes_by_its_name() -> None:
    file = sql_models.parse("a.b", None, "select * from c.d where v > getvariable('recall__stopping__max_rounds')")
    assert file.uses == ("recall.stopping.max_rounds",)
    rows = sql_models.run(file.sql, {"c.d": pl.DataFrame({"v": [1, 9]})}, {"recall__stopping__max_rounds": 4})
    assert rows["v"].to_list() == [9]
