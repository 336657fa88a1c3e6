"""The funnel against hand-counted rows, and every SQL check of corpus and mixture seen to pass and to fail."""

import polars as pl
import pytest

from deepmath_assets.lake.contracts.corpus import Funnel
from deepmath_assets.lake.sql_models import checks, models, run

VALUES = {
    "corpus__languages": ["en", "zh"],
    "corpus__min_text_chars": 3,
    "corpus__max_text_chars": 100,
    "corpus__leaks__gram_units": 10,
    "corpus__leaks__whole_min_units": 3,
    "corpus__quality__min_quality": 0.2,
}


def frame(columns: str, *rows: tuple[object, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=columns.split(), orient="row")


PAGES = frame(
    "page_id url url_key language text text_chars score tokens_estimate",
    ("a", "ua", "ka", "en", "text a", 6, 0.9, 10),
    ("b", "ub", "kb", "en", "text b", 6, 0.8, 20),
    ("c", "uc", "kc", "zh", "text c", 6, 0.7, 30),
)
RIGHT = {
    "recall.page_scores": frame(
        "round page_id language tokens_estimate collected",
        ("r001", "a", "en", 10, True), ("r001", "d", "en", 40, False), ("r002", "a", "en", 10, True),
        ("r002", "b", "en", 20, True), ("r002", "c", "zh", 30, True),
    ),
    "recall.recalled_pages": frame("round page_id accepted", ("r001", "c", True)),
    "corpus.candidates": PAGES,
    "corpus.unique_pages": PAGES,
    "corpus.near_duplicates": frame(
        "page_id cluster survivor jaccard cluster_pages", ("a", "a", "a", 1.0, 2), ("b", "a", "a", 0.9, 2)
    ),
    "corpus.ngram_blacklist": frame(
        "gram item_id field rule grams informative",
        ("g", "i", "question", "ngram", 10, True), ("g", "j", "question", "ngram", 10, True),
        ("w", "k", "question", "whole", 4, True), ("u", "l", "answer", "unguardable", 1, False),
    ),
    "corpus.clean_pages": PAGES.filter(pl.col("page_id") != "b"),
    "lake.decisions": frame("step row_id reason", ("corpus.clean_pages", "b", "near_duplicate")),
    "corpus.quality_scores": frame("page_id quality subdomain", ("a", 0.9, "algebra"), ("c", 0.9, "algebra")),
    "corpus.sampled_pages": PAGES.filter(pl.col("page_id") != "b").with_columns(subdomain=pl.lit("algebra")),
    "corpus.funnel": frame("step_number language pages", (1, "en", 1), (2, "en", 5), (3, "en", 5), (4, "en", 2)),
    "mixture.documents": frame(
        "position document_id copy source page_id", (0, "a", 0, "corpus", "a"), (1, "c", 0, "papers", "c")
    ),
    "mixture.general": frame("document_id", ("z",)),
    "mixture.token_shards": frame(
        "artifact_hash shard token_offset tokens document_id copy", ("h", "s0", 0, 5, "a", 0), ("h", "s0", 5, 7, "c", 0)
    ),
}  # fmt: skip

WRONG = {
    "corpus.unique_pages__one_page_per_url": ("corpus.unique_pages", pl.lit("same").alias("url_key")),
    "corpus.unique_pages__wanted_only": ("corpus.unique_pages", pl.lit("fr").alias("language")),
    "corpus.candidates__newest_verdict": ("recall.page_scores", pl.lit(False).alias("collected")),
    "corpus.near_duplicates__one_survivor": ("corpus.near_duplicates", pl.col("page_id").alias("survivor")),
    "corpus.near_duplicates__survivor_scores_best": ("corpus.near_duplicates", pl.lit("c").alias("survivor")),
    "corpus.clean_pages__one_of_each_cluster": ("corpus.near_duplicates", pl.Series("page_id", ["a", "c"])),
    "corpus.clean_pages__copies_of_a_kept_page": ("corpus.clean_pages", pl.lit("z").alias("page_id")),
    "corpus.ngram_blacklist__sizes": ("corpus.ngram_blacklist", pl.lit(2, dtype=pl.Int64).alias("grams")),
    "corpus.ngram_blacklist__one_verdict": (
        "corpus.ngram_blacklist", pl.Series("informative", [True, False, True, False]),
    ),
    "corpus.quality_scores__every_clean_page": ("corpus.quality_scores", pl.lit("x").alias("page_id")),
    "corpus.sampled_pages__from_clean_pages": ("corpus.sampled_pages", pl.lit("other").alias("text")),
    "corpus.sampled_pages__every_stratum": ("corpus.sampled_pages", pl.lit("geometry").alias("subdomain")),
    "corpus.funnel__never_grows": ("corpus.funnel", pl.Series("pages", [1, 2, 3, 4])),
    "mixture.token_shards__offsets_contiguous": ("mixture.token_shards", pl.Series("tokens", [4, 7])),
    "mixture.token_shards__every_document": ("mixture.token_shards", pl.lit("a").alias("document_id")),
    "mixture.documents__positions_without_gap": ("mixture.documents", pl.Series("position", [0, 2])),
    "mixture.documents__page_once_a_copy": ("mixture.documents", pl.lit("a").alias("page_id")),
    "mixture.general__outside_the_corpus": ("mixture.general", pl.lit("a").alias("document_id")),
}  # fmt: skip
CHECKS = {
    f"{check.table}__{check.what}": check for check in checks() if check.table.startswith(("corpus.", "mixture."))
}


def rows_of(name: str, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    check = CHECKS[name]
    return run(check.sql, {read: tables[read] for read in check.reads}, {v: VALUES[v] for v in check.variables})


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_check_passes_on_right_tables_and_fails_on_a_wrong_one(name):
    assert rows_of(name, RIGHT).is_empty()
    table, column = WRONG[name]
    assert not rows_of(name, {**RIGHT, table: RIGHT[table].with_columns(column)}).is_empty()
    assert CHECKS[name].description.endswith(".")


def test_funnel_counts_pages_and_tokens_by_language():
    model = models()["corpus.funnel"]
    found = Funnel.validate(run(model.sql, {name: RIGHT[name] for name in model.reads}, {}))
    english = found.filter(pl.col("language") == "en").select("step_number", "pages", "tokens_estimate").rows()
    assert english == [(1, 3, 70), (2, 2, 30), (3, 2, 30), (4, 1, 10), (5, 1, 10), (6, 1, 10)]
    assert found.filter(pl.col("language") == "zh")["pages"].to_list() == [1] * 6
