"""Hashes: of rows whatever their order, blocks and process; of pages, files and folders; draws by key."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.base.hashing import file_hash, folder_hash, page_id, rows_hash, stable_fraction, text_hash

SCHEMA = {
    "a": pl.String, "b": pl.Int64, "c": pl.Float64, "d": pl.Boolean,
    "e": pl.List(pl.Struct({"role": pl.String, "start": pl.Int64})),
}  # fmt: skip
SPAN = st.fixed_dictionaries({"role": st.text(max_size=3), "start": st.integers(-5, 5)})
ROW = st.fixed_dictionaries(
    {
        "a": st.none() | st.text(max_size=4),
        "b": st.none() | st.integers(-(2**63), 2**63 - 1),
        "c": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "d": st.none() | st.booleans(),
        "e": st.none() | st.lists(SPAN, max_size=2),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=6)


def table(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA)


@given(ROWS, st.randoms(use_true_random=False), st.integers(0, 6))
@settings(max_examples=60, deadline=None)
def test_order_and_blocks_of_rows_do_not_matter(rows, random, cut: int) -> None:
    shuffled = random.sample(rows, len(rows))
    blocks = pl.concat([table(shuffled[:cut]), table(shuffled[cut:])], rechunk=False)
    assert rows_hash(blocks) == rows_hash(table(rows))


@given(ROWS, st.data())
@settings(max_examples=100, deadline=None)
def test_any_changed_value_changes_the_hash(rows, data) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(list(SCHEMA)))
    other = data.draw(ROW.map(lambda row: row[column]).filter(lambda value: value != rows[place][column]))
    changed = [dict(row) for row in rows]
    changed[place][column] = other
    assert rows_hash(table(changed)) != rows_hash(table(rows))


def test_a_row_more_a_column_renamed_or_another_type_changes_the_hash() -> None:
    rows = pl.DataFrame({"x": [1, 2]})
    others = [
        pl.concat([rows, rows]), rows.head(1), rows.clear(), rows.rename({"x": "y"}),
        rows.cast(pl.Float64), rows.with_columns(y=pl.lit(None)),
    ]  # fmt: skip
    hashes = {rows_hash(frame) for frame in (rows, *others)}
    assert len(hashes) == 1 + len(others)


def test_another_process_with_another_seed_of_hash_gives_the_same(tmp_path: Path) -> None:
    rows = table([{"a": "数学\n", "b": 1, "c": 0.1 + 0.2, "d": None, "e": [{"role": "question", "start": 3}]}] * 3)
    rows.write_parquet(tmp_path / "rows.parquet", row_group_size=1)
    program = (
        "import sys, polars as pl; from deepmath_assets.base.hashing import rows_hash, stable_fraction;"
        "print(rows_hash(pl.read_parquet(sys.argv[1])), stable_fraction('a', 1, 'holdout'))"
    )
    other = {**os.environ, "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-c", program, str(tmp_path / "rows.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=other)
    assert done.stdout.split() == [rows_hash(rows), str(stable_fraction("a", 1, "holdout"))]


def test_a_page_is_known_by_address_and_content() -> None:
    assert page_id("example.org/a", "ABC") == xxhash.xxh3_128_hexdigest(b"example.org/a\nABC")
    assert len({page_id("example.org/a", "ABC"), page_id("example.org/b", "ABC"), page_id("example.org/a", "ABD")}) == 3


@given(st.text(st.characters(), max_size=8))
def test_any_text_has_a_hash(text: str) -> None:
    assert len(text_hash(text)) == 32


def test_lone_surrogates_have_a_hash_too() -> None:
    assert len({text_hash("\ud800"), text_hash("\udfff"), text_hash("?")}) == 3


def test_draws_are_even_and_each_purpose_draws_anew() -> None:
    keys = [f"page {n}" for n in range(2000)]
    holdout = [stable_fraction(key, 1, "holdout") for key in keys]
    sample = [stable_fraction(key, 1, "sample") for key in keys]
    other_seed = [stable_fraction(key, 2, "holdout") for key in keys]
    assert all(0 <= value < 1 for value in holdout)
    assert all(150 < sum(n / 10 <= value < (n + 1) / 10 for value in holdout) < 250 for n in range(10))
    for another in (sample, other_seed):
        both = sum(a < 0.5 and b < 0.5 for a, b in zip(holdout, another, strict=True))
        assert 430 < both < 570


def test_a_folder_is_known_by_names_and_bytes(tmp_path: Path) -> None:
    contents = {
        "same": {"a": b"1", "sub/b": b"2"},
        "again": {"sub/b": b"2", "a": b"1"},
        "moved": {"a": b"1", "b": b"2"},
        "swapped": {"a": b"2", "sub/b": b"1"},
        "longer": {"a": b"1", "sub/b": b"2", "c": b""},
    }
    for name, files in contents.items():
        for path, data in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(data)
    hashes = {name: folder_hash(tmp_path / name) for name in contents}
    assert hashes["same"] == hashes["again"]
    assert len(set(hashes.values())) == len(contents) - 1


def test_a_file_larger_than_a_block_is_hashed_whole(tmp_path: Path) -> None:
    data = bytes(range(256)) * 8192
    (tmp_path / "large").write_bytes(data)
    assert file_hash(tmp_path / "large") == xxhash.xxh3_128_hexdigest(data)
