"""Windows over token shards: what is read, in which order, and what is held out."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.training.inputs.tokens import (
    held_out,
    of_sources,
    open_shards,
    read_index,
    windows,
)


def shards_of(folder: Path, documents: list[list[int]], width: int = 2, per_shard: int = 3) -> pl.DataFrame:
    rows = []
    for number in range(0, len(documents), per_shard):
        name, offset = f"shard-{number:05d}.bin", 0
        tokens = [t for document in documents[number : number + per_shard] for t in document]
        (folder / name).write_bytes(np.array(tokens, dtype=f"<u{width}").tobytes())
        for place, document in enumerate(documents[number : number + per_shard], number):
            source = "code" if place % 2 else "corpus"
            rows.append((name, offset, len(document), f"d{place}", source))
            offset += len(document)
    names = ["shard", "token_offset", "tokens", "document_id", "source"]
    return pl.DataFrame(rows, schema=names, orient="row")


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=12),
    context=st.integers(1, 7),
    width=st.sampled_from([2, 4]),
)
def test_windows_are_the_joined_documents(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], context: int, width: int
) -> None:
    folder = tmp_path_factory.mktemp("shards")
    counter = iter(range(10_000))
    documents = [[next(counter) for _ in range(length)] for length in lengths]
    index = shards_of(folder, documents, width)
    data = windows(open_shards(folder, index), index, context)
    joined = [token for document in documents for token in document]
    assert len(data) == len(joined) // context
    for number in range(len(data)):
        assert data[number]["input_ids"].tolist() == joined[number * context : (number + 1) * context]


def test_only_the_wanted_source_is_read(tmp_path: Path) -> None:
    index = shards_of(tmp_path, [[1, 2], [3, 4], [5, 6], [7, 8]])
    data = windows(open_shards(tmp_path, index), of_sources(index, ("code",)), 2)
    assert [data[i]["input_ids"].tolist() for i in range(len(data))] == [[3, 4], [7, 8]]
    with pytest.raises(BadInput, match=r"no tokens of papers.*only of code, corpus"):
        of_sources(index, ("papers",))


def test_a_shard_cut_short_or_absent_is_said(tmp_path: Path) -> None:
    index = shards_of(tmp_path, [[1, 2, 3]])
    (tmp_path / "shard-00000.bin").write_bytes(b"\x01\x00\x02")
    with pytest.raises(BadInput, match="cut short"):
        open_shards(tmp_path, index)
    (tmp_path / "shard-00000.bin").unlink()
    with pytest.raises(BadInput, match="no shard"):
        open_shards(tmp_path, index)


def test_copies_of_a_document_are_held_out_together_and_more_documents_move_none() -> None:
    index = pl.DataFrame({"document_id": [f"d{i % 500}" for i in range(1000)]})
    out = held_out(index, 3, 0.1)
    assert out[:500].to_list() == out[500:].to_list()
    assert 0.05 < out[:500].mean() < 0.15
    assert held_out(index[:20], 3, 0.1).to_list() == out[:20].to_list()


def test_the_mixtures_own_shards_are_read(world: Path) -> None:
    index = read_index(world / "shards" / "index.parquet")
    data = windows(open_shards(world / "shards", index), index, 32)
    assert len(data) == index["tokens"].sum() // 32
    assert max(int(data[i]["input_ids"].max()) for i in range(len(data))) < 300
