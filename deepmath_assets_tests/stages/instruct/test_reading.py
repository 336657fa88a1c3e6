"""Folders of instruction files: endings, arrays, broken lines, and the published samples where they are."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.instruct.reading import read_given

ROW = {"question": "1+1?", "answer": "2\n#### 2"}

# Lines of each published sample that give no draft: no answer stated, a model's wrong answer, a program without output.
UNUSABLE = {"cot_backward_fobar": 3, "cot_zh_conversations": 4, "tool_zh_handmade": 11, "tool_zh_llm": 1}


def test_lines_arrays_and_gzip_are_read_and_sources_named(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps([ROW, ROW], indent=1), encoding="utf-8")
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress((json.dumps(ROW) + "\n\n{broken\n").encode()))
    (tmp_path / "README.md").write_text("not data", encoding="utf-8")
    given, dropped, met = read_given(tmp_path)
    assert met == given.height + dropped.height
    assert given["source"].to_list() == ["a", "b", "b"]
    assert given["record_id"].is_unique().all()
    assert dropped["reason"].to_list() == ["bad_record"]
    assert dropped["row_id"][0].startswith("a.jsonl.gz#")


def test_an_array_that_is_cut_off_is_one_dropped_row(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps([ROW])[:-3], encoding="utf-8")
    given, dropped, met = read_given(tmp_path)
    assert met == given.height + dropped.height
    assert given.is_empty()
    assert dropped["reason"].to_list() == ["bad_record"]


def test_a_missing_folder_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder of instruction data"):
        read_given(tmp_path / "absent")


def test_published_samples_are_read(shared_data: Path) -> None:
    given, dropped, _ = read_given(shared_data / "instruct")
    assert given.height == 10_931  # 10,350 lines, 600 of them with a rephrasing, 19 without a draft
    sources = dropped["row_id"].str.split(".").list.first().value_counts(sort=True)
    assert dict(sources.rows()) == UNUSABLE
    kinds = dict(given["kind"].value_counts().rows())
    assert kinds == {"cot": 5_332, "pot": 2_720, "tool": 1_789, "answer_only": 1_090}
    tools = given.filter(pl.col("kind") == "tool")
    assert tools["tool_calls"].list.len().min() == 1
    assert not given.filter(pl.col("question").str.contains(r"^\s*题目\s*[：:]")).height
    assert not given.filter((pl.col("kind") == "cot") & pl.col("reasoning").str.contains("<<")).height


def test_a_line_without_any_question_is_dropped_and_two_files_of_one_name_keep_apart(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"messages": []}) + "\n" + json.dumps(ROW), encoding="utf-8")
    (tmp_path / "x.jsonl.gz").write_bytes(gzip.compress((json.dumps(ROW) + "\n").encode()))
    given, dropped, met = read_given(tmp_path)
    assert met == 3 == given.height + dropped.height
    assert dropped["row_id"].to_list() == ["x.jsonl#0"]
    assert given["record_id"].is_unique().all()
