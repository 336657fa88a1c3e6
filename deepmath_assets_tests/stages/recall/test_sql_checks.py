"""Every SQL check of the recall loop seen to pass on right tables and to fail on a wrong one."""

import polars as pl
import pytest

from deepmath_assets.lake.sql_models import checks, run

ROUND = {"this_round": "r002", "previous_round": "r001"}
CHECKS = {f"{check.table}__{check.what}": check for check in checks() if check.table.startswith("recall.")}


def frame(columns: str, *rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=columns.split(), orient="row")


# Rows of the round before break every rule: only this round's are asked.
RIGHT = {
    "crawl.census": frame("url_key", ("a",), ("a",), ("b",), ("c",)),
    "recall.seeds": frame(
        "round label holdout", ("r001", 1, False), ("r002", 1, False), ("r002", 0, False), ("r002", 0, True)
    ),
    "recall.classifier": frame("round holdout_pages holdout_auc", ("r001", 90, 0.1), ("r002", 90, 0.9)),
    "recall.page_scores": frame(
        "round page_id url_key score rank collected rule",
        ("r001", "p", "b", 0.1, 1, True, "below"), ("r001", "q", "c", 0.9, 2, False, "seed"),
        ("r002", "p", "a", 0.9, 1, True, "threshold"), ("r002", "q", "b", 0.8, 2, True, "seed"),
        ("r002", "s", "d", 0.7, 3, True, "token_budget"), ("r002", "t", "c", 0.7, 4, False, "below"),
    ),
    "recall.url_templates": frame("round support", ("r001", 99), ("r002", 2), ("r002", 1)),
    "recall.reliable_sources": frame(
        "round domain template accepted",
        ("r001", "d", "/x", False), ("r002", "d", "/x", True), ("r002", "e", "/x", False),
    ),
    "recall.review": frame("domain template verdict", ("d", "/x", "accept"), ("e", "/x", "reject")),
    "recall.plan": frame(
        "round url_key url warc_file offset", ("r001", "b", "u", "f", 1), ("r002", "c", "u", "f", 2)
    ),
    "recall.recalled_pages": frame(
        "round page_id url warc_file offset", ("r001", "z", "u", "f", 9), ("r002", "t", "u", "f", 2)
    ),
}  # fmt: skip

WRONG = {
    "recall.seeds__both_labels": ("recall.seeds", pl.col("label").clip(1)),
    "recall.classifier__better_than_chance": ("recall.classifier", pl.lit(0.5).alias("holdout_auc")),
    "recall.page_scores__collected_by_rule": ("recall.page_scores", pl.lit("below").alias("rule")),
    "recall.page_scores__ranks_follow_scores": ("recall.page_scores", (5 - pl.col("rank")).alias("rank")),
    "recall.url_templates__cover_the_census": ("recall.url_templates", pl.col("support") + 1),
    "recall.reliable_sources__review_wins": ("recall.reliable_sources", ~pl.col("accepted")),
    "recall.plan__nothing_collected_twice": ("recall.plan", pl.lit("a").alias("url_key")),
    "recall.recalled_pages__planned": ("recall.recalled_pages", pl.col("offset") + 1),
}


def rows_of(name: str, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    check = CHECKS[name]
    return run(check.sql, {read: tables[read] for read in check.reads}, {v: ROUND[v] for v in check.variables})


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_check_passes_on_right_tables_and_fails_on_a_wrong_one(name: str) -> None:
    assert rows_of(name, RIGHT).is_empty()
    table, column = WRONG[name]
    assert not rows_of(name, {**RIGHT, table: RIGHT[table].with_columns(column)}).is_empty()
    assert CHECKS[name].description.endswith(".")


def test_too_small_a_holdout_proves_nothing() -> None:
    few = frame("round holdout_pages holdout_auc", ("r002", 19, 0.1))
    assert rows_of("recall.classifier__better_than_chance", {"recall.classifier": few}).is_empty()
