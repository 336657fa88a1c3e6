"""Every SQL check of the evaluation seen to pass on right tables and to fail on a wrong one."""

import polars as pl
import pytest

from deepmath_assets.lake.sql_models import checks, run

CHECKS = {f"{check.table}__{check.what}": check for check in checks() if check.table.startswith("evaluation.")}


def frame(columns: str, *rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=columns.split(), orient="row")


CELL = "checkpoint subject benchmark language level"
RIGHT = {
    "evaluation.samples": frame(
        f"{CELL} item_id sample",
        ("base", "algebra", "sums", "en", "1", "a", 0), ("base", "algebra", "sums", "en", "1", "a", 1),
        ("grpo", "algebra", "sums", "en", "1", "a", 0), ("grpo", "algebra", "sums", "en", "2", "b", 0),
    ),
    "evaluation.reports": frame(
        "checkpoint slice metric k items",
        ("base", "all", "pass_at_k", 1, 1), ("grpo", "all", "pass_at_k", 1, 2), ("grpo", "language", "pass_at_k", 1, 1),
    ),
    "evaluation.error_report": frame(
        f"{CELL} items", ("grpo", "algebra", "sums", "en", "1", 1), ("grpo", "algebra", "sums", "en", "2", 1)
    ),
}  # fmt: skip
WRONG = {
    "evaluation.reports__every_item": ("evaluation.reports", RIGHT["evaluation.reports"].head(1)),
    "evaluation.error_report__every_item": ("evaluation.error_report", RIGHT["evaluation.error_report"].head(1)),
}


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_check_passes_on_right_tables_and_fails_on_a_wrong_one(name: str) -> None:
    check = CHECKS[name]
    assert run(check.sql, {read: RIGHT[read] for read in check.reads}, {}).is_empty()
    table, rows = WRONG[name]
    assert not run(check.sql, {read: {**RIGHT, table: rows}[read] for read in check.reads}, {}).is_empty()
    assert check.description.endswith(".")
