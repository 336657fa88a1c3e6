"""Index and census of a part: each row once, what says it again dropped by name; and the SQL checks seen to fail."""

from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.lake.contracts.crawl import Census, Index
from deepmath_assets.lake.sql_models import checks, run
from deepmath_assets.stages.crawl.delivery import census_of_part, index_rows, unseen_rows
from deepmath_assets_tests.lake.rows import row_of

CHECKS = {f"{check.table}__{check.what}": check for check in checks() if check.table.startswith("crawl.")}


def test_an_index_row_that_says_a_record_again_is_dropped_by_name(tmp_path: Path) -> None:
    row = {"url": "http://a.example/1", "fetch_status": 200, "content_mime_type": "text/html", "content_digest": "D",
           "content_languages": "eng", "warc_filename": "f", "warc_record_offset": 7, "warc_record_length": 9,
    }  # fmt: skip
    other = {**row, "warc_record_offset": 8, "url": "http://a.example/2"}
    pl.DataFrame([row, other, row, row]).write_parquet(tmp_path / "index.parquet")
    kept, dropped, met = index_rows(tmp_path / "index.parquet", "part-1")
    assert Index.validate(kept, cast=True)["offset"].to_list() == [7, 8]
    assert dropped.select("row_id", "reason").rows() == [("f#7#2", "same_record"), ("f#7#3", "same_record")]
    assert met == 4


def test_records_that_share_one_gzip_member_are_all_in_the_census() -> None:
    read = pl.concat(row_of("crawl.census", url=url, offset=0, outcome="page") for url in ("a", "b", "b"))
    index = pl.concat(row_of("crawl.index", url=url, offset=offset) for url, offset in (("a", 0), ("c", 5)))
    kept, dropped, met = census_of_part(read, unseen_rows(index, read))
    Census.validate(kept)
    assert kept.select("url", "outcome").rows() == [("a", "page"), ("b", "page"), ("c", "not_fetched")]
    assert dropped["row_id"].to_list() == ["x#0#b#2"]
    assert met == 4


def census(*rows: tuple[str, str, int]) -> pl.DataFrame:
    return pl.concat(row_of("crawl.census", url=url, outcome=outcome, offset=at) for url, outcome, at in rows)


def report(*rows: tuple[str, int]) -> pl.DataFrame:
    return pl.concat(row_of("crawl.warc_report", outcome=outcome, records=records) for outcome, records in rows)


RIGHT = {
    "crawl.census": census(("a", "page", 1), ("b", "page", 2), ("c", "not_fetched", 3)),
    "crawl.index": pl.concat(row_of("crawl.index", offset=at) for at in (1, 3)),
    "crawl.warc_report": report(("page", 2), ("not-html", 9), ("bad-gzip", 1)),
}
WRONG = {
    "crawl.census__covers_the_index": {"crawl.census": RIGHT["crawl.census"].head(2)},
    "crawl.warc_report__census_adds_up": {"crawl.warc_report": report(("page", 1), ("not-html", 9))},
}


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_check_passes_on_right_tables_and_fails_on_a_wrong_one(name: str) -> None:
    check = CHECKS[name]
    assert run(check.sql, {read: RIGHT[read] for read in check.reads}, {}).is_empty()
    assert not run(check.sql, {read: {**RIGHT, **WRONG[name]}[read] for read in check.reads}, {}).is_empty()
    assert check.description.endswith(".")


def test_a_page_that_the_report_counts_and_the_census_lacks_is_found() -> None:
    check = CHECKS["crawl.warc_report__census_adds_up"]
    tables = {**RIGHT, "crawl.census": RIGHT["crawl.census"].filter(outcome="not_fetched")}
    assert run(check.sql, {read: tables[read] for read in check.reads}, {})["outcome"].to_list() == ["page"]
