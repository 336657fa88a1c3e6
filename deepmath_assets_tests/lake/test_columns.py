"""The data dictionary: every column of every contract has a meaning, and none is kept for a column that is gone."""

from deepmath_assets.lake.columns import MEANINGS, NARROWER, meaning
from deepmath_assets.lake.contracts import CONTRACTS

COLUMNS = [(table, column) for table, contract in CONTRACTS.items() for column in contract.schema.columns()]


def test_every_column_has_a_meaning() -> None:
    missing = {column for table, column in COLUMNS if f"{table}.{column}" not in NARROWER and column not in MEANINGS}
    assert missing == set()
    assert all(meaning(table, column) for table, column in COLUMNS)


def test_no_meaning_is_left_over() -> None:
    assert set(NARROWER) <= {f"{table}.{column}" for table, column in COLUMNS}
    by_name = {column for table, column in COLUMNS if f"{table}.{column}" not in NARROWER}
    assert set(MEANINGS) == by_name
