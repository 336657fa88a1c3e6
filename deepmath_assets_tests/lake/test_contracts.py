"""Contracts: each says what a row is, has a key, uses the lake's types, and refuses rows that break it."""

import math

import dataframely as dy
import polars as pl
import pytest

from deepmath_assets.base.errors import BrokenContract
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.tables import Lake, conform, empty
from deepmath_assets_tests.lake.rows import row_of

SCALARS = (pl.String, pl.Int64, pl.Float64, pl.Boolean)
TABLES = sorted(CONTRACTS)


def lake_type(dtype: pl.DataType) -> bool:
    """Whether Delta Lake keeps the type: no unsigned integers, no Enum or Categorical, no other width."""
    if isinstance(dtype, pl.List):
        return lake_type(dtype.inner)  # type: ignore[arg-type]
    if isinstance(dtype, pl.Struct):
        return all(lake_type(field.dtype) for field in dtype.fields)  # type: ignore[arg-type]
    return dtype in SCALARS


@pytest.mark.parametrize("table", TABLES)
def test_a_contract_says_what_a_row_is_and_has_a_key(table: str) -> None:
    schema = CONTRACTS[table].schema
    assert schema.__doc__
    assert "ow per " in schema.__doc__ or "One row." in schema.__doc__, "no word about the grain"
    assert schema.__doc__ != dy.Schema.__doc__
    assert schema.primary_key()
    partition_by = CONTRACTS[table].partition_by
    assert partition_by is None or partition_by in schema.primary_key()


@pytest.mark.parametrize("table", TABLES)
def test_a_contract_uses_types_that_the_lake_keeps(table: str, empty_lake: Lake) -> None:
    assert [name for name, dtype in empty(table).schema.items() if not lake_type(dtype)] == []
    partition_by = CONTRACTS[table].partition_by
    empty_lake.write(table, row_of(table), partition="x" if partition_by else None)
    assert empty_lake.read(table).equals(row_of(table))


@pytest.mark.parametrize("table", TABLES)
def test_a_contract_refuses_what_breaks_it(table: str) -> None:
    row = row_of(table)
    assert conform(table, row).equals(row)
    key = CONTRACTS[table].schema.primary_key()[0]
    broken = {
        "primary_key": pl.concat([row, row]),
        "nullability": row.with_columns(pl.lit(None, dtype=row.schema[key]).alias(key)),
        "missing columns": row.drop(key),
        "unknown columns": row.with_columns(more=1),
    }
    for message, rows in broken.items():
        with pytest.raises(BrokenContract, match=rf"{table}: .*{message}"):
            conform(table, rows)


@pytest.mark.parametrize("table", TABLES)
def test_a_contract_refuses_numbers_out_of_range(table: str) -> None:
    columns = CONTRACTS[table].schema.columns()
    least = {n: c.min for n, c in columns.items() if isinstance(c, dy.Int64 | dy.Float64) and c.min is not None}
    floats = [name for name, column in columns.items() if isinstance(column, dy.Float64)]
    row = row_of(table)
    for rule, values in (
        ("min", {name: value - 1 for name, value in least.items()}),
        ("nan", dict.fromkeys(floats, math.nan)), ("inf", dict.fromkeys(floats, math.inf)),
    ):  # fmt: skip
        if values:
            with pytest.raises(BrokenContract) as raised:
                conform(table, row.with_columns(pl.lit(v, dtype=row.schema[n]).alias(n) for n, v in values.items()))
            assert [name for name in values if f"{name}|{rule}" not in str(raised.value)] == []


def test_numbers_inside_lists_are_finite_too() -> None:
    row = row_of("training.base_model")
    point = [{"step": 1, "name": "loss", "value": math.nan}]
    with pytest.raises(BrokenContract, match="nan"):
        conform("training.base_model", row.with_columns(curve=pl.Series([point], dtype=row.schema["curve"])))


def test_one_name_is_one_type_wherever_it_stands() -> None:
    types: dict[str, dict[str, set[str]]] = {}
    for table in TABLES:
        for name, dtype in empty(table).schema.items():
            types.setdefault(name, {}).setdefault(str(dtype), set()).add(table)
    assert {name for name, found in types.items() if len(found) > 1} == set()
