"""The lake: partitions, versions, contracts, exactly once, two writers, readers beside writers, a killed writer."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.base.errors import BrokenContract, NoSuchTable
from deepmath_assets.base.hashing import rows_hash
from deepmath_assets.lake.tables import Lake, Origin, empty

SPAWN = multiprocessing.get_context("spawn")


def files(part: str, count: int, size: int = 1) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "part": [part] * count,
            "warc_file": [f"{i:05}.warc.gz" for i in range(count)],
            "file_bytes": [size] * count,
            "digest": [None] * count,
        },
        schema={"part": pl.String, "warc_file": pl.String, "file_bytes": pl.Int64, "digest": pl.String},
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_a_partition_is_overwritten_and_the_others_stay(lake: Lake) -> None:
    lake.write("crawl.files", files("part-1", 3), partition="part-1")
    lake.write("crawl.files", files("part-2", 2), partition="part-2")
    lake.write("crawl.files", files("part-1", 1), partition="part-1")
    counts = lake.read("crawl.files").group_by("part").len().sort("part")
    assert counts.rows() == [("part-1", 1), ("part-2", 2)]


def test_an_older_version_is_read_as_it_was(lake: Lake) -> None:
    first = lake.write("crawl.files", files("part-1", 3), partition="part-1")
    lake.write("crawl.files", files("part-1", 5), partition="part-1")
    assert len(lake.read("crawl.files", version=first.version)) == 3


def test_history_tells_what_made_a_version(lake: Lake) -> None:
    origin = Origin("run-1", "1-abc", {"crawl.index": 4})
    written = lake.write("crawl.files", files("part-1", 3), partition="part-1", origin=origin)
    newest = lake.newest("crawl.files", "part-1")
    assert newest is not None
    assert (newest["run_id"], newest["code_version"], newest["reads"]) == ("run-1", "1-abc", {"crawl.index": 4})
    assert newest["content_hash"] == written.content_hash
    assert lake.newest("crawl.files", "part-9") is None


def test_rows_that_break_the_contract_are_not_written(lake: Lake) -> None:
    lake.write("crawl.files", files("part-1", 3), partition="part-1")
    with pytest.raises(BrokenContract, match="primary_key"):
        lake.write("crawl.files", pl.concat([files("part-1", 1)] * 2), partition="part-1")
    with pytest.raises(BrokenContract, match="outside the partition"):
        lake.write("crawl.files", files("part-2", 1), partition="part-1")
    with pytest.raises(BrokenContract, match="missing columns"):
        lake.write("crawl.files", files("part-1", 1).drop("digest"), partition="part-1")
    assert lake.version("crawl.files") == 0


def test_a_table_without_rows_keeps_its_columns(lake: Lake) -> None:
    lake.write("extract.pages", empty("extract.pages"), partition="part-1")
    assert lake.read("extract.pages").schema == empty("extract.pages").schema
    with pytest.raises(NoSuchTable, match=r"recall/plan"):
        lake.read("recall.plan")


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(-9, 9), st.none() | st.floats(allow_nan=False)), max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_hash_depends_on_rows_and_on_nothing_else(rows: list[tuple[str, int, float | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.Int64, "c": pl.Float64}, orient="row")
    halves = pl.concat([frame.head(3), frame.slice(3)], rechunk=False)
    assert rows_hash(frame) == rows_hash(frame.reverse()) == rows_hash(halves)
    assert rows_hash(frame) != rows_hash(frame.with_columns(pl.col("b") + 1)) or frame.is_empty()
    assert rows_hash(frame) != rows_hash(frame.rename({"b": "d"}))


def test_the_hash_is_the_same_in_another_process(lake: Lake) -> None:
    written = lake.write("crawl.files", files("part-1", 4), partition="part-1")
    program = (
        "import sys; from deepmath_assets.lake.tables import Lake; from deepmath_assets.base.hashing import rows_hash;"
        "print(rows_hash(Lake(sys.argv[1]).read('crawl.files')))"
    )
    done = subprocess.run([sys.executable, "-c", program, lake.root], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == written.content_hash


def test_a_delivery_is_appended_once(lake: Lake) -> None:
    assert lake.append_once("staging.files", files("part-1", 2), delivery="00000@abc")
    assert not lake.append_once("staging.files", files("part-1", 2), delivery="00000@abc")
    assert lake.append_once("staging.files", files("part-1", 2), delivery="00001@abc")
    assert len(lake.read("staging.files")) == 4


def test_a_write_withdrawn_leaves_the_rows_before(lake: Lake) -> None:
    before = lake.write("crawl.files", files("part-1", 3), partition="part-1")
    wrong = lake.write("crawl.files", files("part-1", 1), partition="part-1")
    lake.withdraw("crawl.files", before.version)
    assert len(lake.read("crawl.files")) == 3
    assert len(lake.read("crawl.files", version=wrong.version)) == 1


def _write_often(root: str, part: str) -> None:
    for size in range(5):
        Lake(root).write("crawl.files", files(part, 50, size), partition=part)


def test_two_processes_write_two_partitions_at_once(lake: Lake) -> None:
    lake.write("crawl.files", files("part-0", 1), partition="part-0")
    writers = [SPAWN.Process(target=_write_often, args=(lake.root, f"part-{n}")) for n in (1, 2)]
    for writer in writers:
        writer.start()
    seen = set()
    while any(writer.is_alive() for writer in writers):
        counts = lake.read("crawl.files").group_by("part", "file_bytes").len()
        seen |= {count for part, _, count in counts.rows() if part != "part-0"}
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert seen <= {50}, "a reader saw a partition half-written"
    assert lake.read("crawl.files").group_by("part").len().sort("part")["len"].to_list() == [1, 50, 50]


def _write_forever(root: str) -> None:
    while True:
        Lake(root).write("crawl.files", files("part-1", 20_000, 2), partition="part-1")


def test_a_killed_writer_leaves_a_whole_table(lake: Lake) -> None:
    lake.write("crawl.files", files("part-1", 20_000, 1), partition="part-1")
    writer = SPAWN.Process(target=_write_forever, args=(lake.root,))
    writer.start()
    deadline = time.monotonic() + 60
    while lake.version("crawl.files") < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    assert lake.read("crawl.files")["file_bytes"].value_counts().rows() == [(2, 20_000)]
    lake.write("crawl.files", files("part-1", 3), partition="part-1")
    assert len(lake.read("crawl.files")) == 3
