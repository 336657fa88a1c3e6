"""`deepmath why`: what a page's story says where its cluster, a leak or a fetch that failed decided."""

from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.cli.story import story
from deepmath_assets.lake.tables import Lake
from deepmath_assets_tests.lake.rows import row_of

BEST, NEXT, COPY = (letter * 32 for letter in "abc")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A cluster of three pages, the best of which leaks."""
    made = Lake(tmp_path)
    pages = (BEST, NEXT, COPY)
    cluster = {"cluster": BEST, "survivor": BEST, "cluster_pages": 3}
    made.write("corpus.candidates", pl.concat(row_of("corpus.candidates", page_id=page) for page in pages))
    members = [row_of("corpus.near_duplicates", page_id=page, **cluster) for page in pages]
    made.write("corpus.near_duplicates", pl.concat(members))
    made.write("corpus.clean_pages", row_of("corpus.clean_pages", page_id=NEXT))
    drops = [(BEST, "benchmark_ngram", "own/7 question: so many"), (COPY, "near_duplicate", f"{NEXT} is kept")]
    rows = [
        row_of("lake.decisions", step="corpus.clean_pages", row_id=page, reason=reason, detail=detail)
        for page, reason, detail in drops
    ]
    made.write("lake.decisions", pl.concat(rows))
    return made


def told(lake: Lake, what: str) -> dict[str, str]:
    return dict(story(lake, what))


def test_the_page_that_stays_in_place_of_a_leaking_one_says_so(lake: Lake) -> None:
    assert told(lake, NEXT)["near-duplicates"].endswith(f"to the best, {BEST}; it leaks, and {NEXT} stays (this page)")
    assert "dropped" not in told(lake, NEXT)


def test_the_leaking_page_and_the_copy_name_who_stays(lake: Lake) -> None:
    best, copy = told(lake, BEST), told(lake, COPY)
    assert best["near-duplicates"].endswith(f"{BEST} (this page); it leaks, and {NEXT} stays")
    assert best["dropped"] == "at corpus.clean_pages: benchmark_ngram (own/7 question: so many)"
    assert copy["near-duplicates"].endswith(f"it leaks, and {NEXT} stays")
    assert copy["dropped"] == f"at corpus.clean_pages: near_duplicate ({NEXT} is kept)"


def test_a_page_that_no_round_took_and_a_fetch_that_failed_have_their_reason(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("crawl.census", row_of("crawl.census", url_key="a.example/1", page_id=BEST))
    rows = [
        row_of("lake.decisions", step="recall.recalled_pages/r001", row_id="a.example/1", reason="fetch_failed"),
        row_of("lake.decisions", step="corpus.candidates", row_id=BEST, reason="not_collected", detail="below in r001"),
    ]
    lake.write("lake.decisions", pl.concat(rows))
    said = list(story(lake, BEST))
    assert ("dropped", "at recall.recalled_pages/r001: fetch_failed (x)") in said
    assert ("corpus", "no candidate: the newest round to judge it did not collect it") in said
    assert ("dropped", "at corpus.candidates: not_collected (below in r001)") in said
