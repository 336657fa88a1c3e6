"""Reading benchmark files: good lines, bad lines, the kit."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.benchmarks import KEPT_SCHEMA, read_benchmarks

ITEM = {
    "id": 7,
    "benchmark": "own",
    "split": "test",
    "lang": "zh",
    "question": "一加一？",
    "answer": "2",
    "choices": None,
    "level": 3,
}


def test_good_lines_are_kept_and_bad_ones_have_a_reason(tmp_path: Path) -> None:
    lines = [
        json.dumps(ITEM, ensure_ascii=False), "{not json", "[1]", json.dumps(ITEM | {"id": 8, "answer": " "}),
        json.dumps(ITEM | {"id": 9, "choices": "A"}), "", json.dumps(ITEM),
        json.dumps(ITEM | {"id": 10, "choices": ["1", "2"]}),
    ]  # fmt: skip
    (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    kept, dropped, met = read_benchmarks(tmp_path)
    assert met == kept.height + dropped.height == 7
    assert kept["item_id"].to_list() == ["own/7", "own/10"]
    assert kept.schema == pl.Schema(KEPT_SCHEMA)
    assert kept.row(0, named=True)["level"] == "3"
    said = [detail.partition(":")[0] for detail in dropped["detail"]]
    assert said == ["not_json", "not_an_object", "missing_field", "bad_choices", "duplicate_id"]
    assert dropped["row_id"].to_list() == [f"own.jsonl#{line}" for line in (2, 3, 4, 5, 7)]
    assert set(dropped["reason"]) == {"bad_item"}


def test_a_truncated_archive_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    whole = gzip.compress("".join(json.dumps(ITEM | {"id": i}) + "\n" for i in range(2000)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "none.jsonl.gz").write_bytes(b"no gzip")
    kept, dropped, _ = read_benchmarks(tmp_path)
    assert 0 < kept.height < 2000
    assert [detail.partition(":")[0] for detail in dropped["detail"]] == ["unreadable_file", "unreadable_file"]


def test_no_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no folder"):
        read_benchmarks(tmp_path / "nowhere")
    assert read_benchmarks(tmp_path).kept.is_empty()


def test_kit_is_read_whole(shared_data: Path) -> None:
    kept, dropped, _ = read_benchmarks(shared_data / "benchmarks")
    assert kept.height == 17_936
    assert dropped.is_empty()
    assert kept["item_id"].is_unique().all()
    assert set(kept["language"]) == {"en", "zh"}
