"""The lake: partitions, versions, contracts, exactly once, two writers, readers beside writers, a killed writer."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier

import polars as pl
import pytest

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
def lake(empty_lake: Lake) -> Lake:
    return empty_lake


def test_a_partition_is_overwritten_and_the_others_stay(lake: Lake) -> None:
    lake.write("crawl.files", files("part-1", 3), partition="part-1")
    lake.write("crawl.files", files("part-2", 2), partition="part-2")
    lake.write("crawl.files", files("part-1", 1), partition="part-1")
    counts = lake.read("crawl.files").group_by("part").len().sort("part")
    assert counts.rows() == [("part-1", 1), ("part-2", 2)]


def test_without_a_partition_the_whole_table_is_replaced(lake: Lake) -> None:
    lake.write("crawl.files", files("part-1", 3), partition="part-1")
    lake.write("crawl.files", files("part-2", 2))
    assert lake.read("crawl.files")["part"].to_list() == ["part-2"] * 2


def test_a_partition_may_have_any_name(lake: Lake) -> None:
    for part in ("it's", "a/b", "r001 ü", "x' or 'x' = 'x"):
        lake.write("crawl.files", files(part, 3), partition=part)
        lake.write("crawl.files", files(part, 2), partition=part)
    assert set(lake.read("crawl.files").group_by("part").len()["len"]) == {2}
    assert len(lake.read("crawl.files", partition="it's")) == 2


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


def test_equal_rows_have_one_hash_in_whatever_files_they_lie(lake: Lake) -> None:
    rows = files("part-1", 40)
    first = lake.write("crawl.files", rows, partition="part-1")
    again = lake.write("crawl.files", rows.sample(fraction=1.0, shuffle=True, seed=1), partition="part-1")
    for half in (rows.head(9), rows.slice(9)):
        lake.append_once("staging.files", half, delivery=str(len(half)))
    assert first.content_hash == again.content_hash == rows_hash(lake.read("staging.files"))
    assert lake.write("crawl.files", files("part-1", 40, 2), partition="part-1").content_hash != first.content_hash


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


def _append_all(root: str, barrier: Barrier, tables: int) -> None:
    for number in range(tables):
        barrier.wait()
        Lake(root).append_once(f"staging.t{number}", files("part-1", 3), delivery="00000@abc")
        Lake(root).append_once(f"staging.t{number}", files("part-1", 1), delivery=f"{os.getpid()}@abc")


def test_two_processes_append_a_delivery_once(lake: Lake) -> None:
    tables, barrier = 8, SPAWN.Barrier(2)
    writers = [SPAWN.Process(target=_append_all, args=(lake.root, barrier, tables)) for _ in range(2)]
    _run(writers)
    assert [len(lake.read(f"staging.t{number}")) for number in range(tables)] == [3 + 1 + 1] * tables


def test_a_failed_append_is_raised(lake: Lake) -> None:
    lake.append_once("staging.files", files("part-1", 2), delivery="00000@abc")
    with pytest.raises(Exception, match=r"(?i)schema"):
        lake.append_once("staging.files", pl.DataFrame({"x": [1]}), delivery="00001@abc")
    assert not lake.delivered("staging.files", "00001@abc")


def test_a_write_withdrawn_leaves_the_rows_before(lake: Lake) -> None:
    before = lake.write("crawl.files", files("part-1", 3), partition="part-1")
    wrong = lake.write("crawl.files", files("part-1", 1), partition="part-1")
    lake.withdraw("crawl.files", before.version, "part-1")
    assert len(lake.read("crawl.files")) == 3
    assert len(lake.read("crawl.files", version=wrong.version)) == 1
    newest = lake.newest("crawl.files", "part-1")
    assert newest is not None
    assert newest["content_hash"] == before.content_hash


def test_withdrawing_one_partition_leaves_what_others_wrote_since(lake: Lake) -> None:
    before = lake.write("crawl.files", files("part-1", 3), partition="part-1")
    lake.write("crawl.files", files("part-1", 1), partition="part-1")
    lake.write("crawl.files", files("part-2", 2), partition="part-2")
    lake.withdraw("crawl.files", before.version, "part-1")
    assert lake.read("crawl.files").group_by("part").len().sort("part").rows() == [("part-1", 3), ("part-2", 2)]


def test_a_first_write_withdrawn_leaves_no_row(lake: Lake) -> None:
    lake.write("crawl.files", files("part-1", 3), partition="part-1")
    lake.withdraw("crawl.files", None, "part-1")
    assert lake.read("crawl.files").is_empty()
    newest = lake.newest("crawl.files", "part-1")
    assert newest is not None
    assert (newest["rows"], newest["content_hash"]) == (0, rows_hash(empty("crawl.files")))


def test_a_whole_table_is_withdrawn_with_its_columns_of_then(lake: Lake) -> None:
    pages = pl.DataFrame({"url_key": ["a"], "url": ["a"], "domain": ["d"], "source": ["s"]})
    before = lake.write("recall.seed_list", pages)
    lake.write("recall.seed_list", pages.with_columns(source=pl.lit("t")))
    lake.withdraw("recall.seed_list", before.version)
    assert lake.read("recall.seed_list").equals(pages)


def _write_often(root: str, part: str) -> None:
    for size in range(5):
        Lake(root).write("crawl.files", files(part, 50, size), partition=part)


def test_two_processes_write_two_partitions_at_once(lake: Lake) -> None:
    lake.write("crawl.files", files("part-0", 1), partition="part-0")
    writers = [SPAWN.Process(target=_write_often, args=(lake.root, f"part-{n}")) for n in (1, 2)]
    for writer in writers:
        writer.start()
    seen: set[int] = set()
    while any(writer.is_alive() for writer in writers):
        counts = lake.read("crawl.files").group_by("part", "file_bytes").len()
        seen |= {count for part, _, count in counts.rows() if part != "part-0"}
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert seen <= {50}, "a reader saw a partition half-written"
    assert lake.read("crawl.files").group_by("part").len().sort("part")["len"].to_list() == [1, 50, 50]


def _run(processes: list[SpawnProcess]) -> None:
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * len(processes)


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
