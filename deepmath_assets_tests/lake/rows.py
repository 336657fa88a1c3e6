"""Rows that keep their contract, for tests that need some row of a table."""

import dataframely as dy
import polars as pl

from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.tables import empty

# Columns of which not every text will do.
WORDS = {
    "recall.review": {"verdict": "accept"},
    "corpus.ngram_blacklist": {"unit": "word", "rule": "ngram"},
    "instruct.instruction_set": {"kind": "cot", "split": "train"},
    "evaluation.reports": {"metric": "pass_at_k"},
    "lake.decisions": {"reason": "too_short"},
}


def row_of(table: str, **values: object) -> pl.DataFrame:
    """One row that keeps the contract: these values, and the least that each other column allows."""
    columns = CONTRACTS[table].schema.columns()
    row = {name: _least(column) for name, column in columns.items()}
    return pl.DataFrame([{**row, **WORDS.get(table, {}), **values}], schema=empty(table).schema)


def _least(column: dy.Column) -> object:
    if isinstance(column, dy.Bool):
        return True
    if isinstance(column, dy.Int64 | dy.Float64):
        return max(1, column.min or 1)
    return [] if isinstance(column, dy.List) else "x"
