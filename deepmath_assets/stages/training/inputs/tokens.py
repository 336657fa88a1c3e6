"""Token shards as training reads them: fixed windows over the documents of some sources, some documents held out.

A shard is a flat file of little-endian unsigned integers, 2 or 4 bytes each; the table mixture.token_shards says where
each document lies. Windows run across documents, as in GPT-style pretraining (the paper does not say). Held out is a
document by a hash of its id, so that its copies, the base model and continued pretraining all agree about it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.hashing import stable_fraction

Tokens = npt.NDArray[np.int64]


def read_index(path: Path) -> pl.DataFrame:
    """The rows of mixture.token_shards in the order of the shards. Raises BadInput where there are none."""
    index = pl.read_parquet(path).sort("shard", "token_offset")
    if index.is_empty():
        raise BadInput(f"{path} lists no documents; materialize mixture/token_shards first")
    return index


def held_out(index: pl.DataFrame, seed: int, share: float) -> pl.Series:
    """For each row whether its document is held out.

    >>> held_out(pl.DataFrame({"document_id": ["a", "a"]}), 1, 0.5).n_unique()
    1
    """
    drawn = [stable_fraction(document, seed, "training_holdout") < share for document in index["document_id"].to_list()]
    return pl.Series("held_out", drawn, dtype=pl.Boolean)


@dataclass(frozen=True)
class TokenWindows:
    """Windows of equal length over spans of shards; a map-style data set of input_ids and labels."""

    shards: tuple[np.memmap, ...]
    shard_of: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    context: int

    def __len__(self) -> int:
        return int(self.ends[-1]) // self.context if len(self.ends) else 0

    def __getitem__(self, number: int) -> dict[str, Tokens]:
        tokens = self.read(number * self.context, self.context)
        return {"input_ids": tokens, "labels": tokens}

    def read(self, start: int, count: int) -> Tokens:
        """`count` tokens from this place in the joined spans on."""
        pieces = []
        span = int(np.searchsorted(self.ends, start, side="right"))
        while count > 0 and span < len(self.ends):
            inside = start - (int(self.ends[span - 1]) if span else 0)
            taken = min(count, int(self.ends[span]) - start)
            begin = int(self.starts[span]) + inside
            pieces.append(np.asarray(self.shards[self.shard_of[span]][begin : begin + taken], dtype=np.int64))
            start, count, span = start + taken, count - taken, span + 1
        return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)


def open_shards(folder: Path, index: pl.DataFrame) -> dict[str, np.memmap]:
    """The shard files that the whole index names, mapped into memory. Raises BadInput where one is absent or cut."""
    ends = index.group_by("shard", maintain_order=True).agg(
        (pl.col("token_offset") + pl.col("tokens")).max().alias("end")
    )
    return {name: _shard(folder, name, end) for name, end in ends.iter_rows()}


def windows(shards: Mapping[str, np.memmap], rows: pl.DataFrame, context: int) -> TokenWindows:
    """Windows of `context` tokens over these rows' documents in order; what is over at the end is left."""
    names = rows["shard"].unique(maintain_order=True).to_list()
    place = {name: number for number, name in enumerate(names)}
    shard_of = np.array([place[name] for name in rows["shard"].to_list()], dtype=np.int64)
    files = tuple(shards[name] for name in names)
    return TokenWindows(files, shard_of, rows["token_offset"].to_numpy(), rows["tokens"].cum_sum().to_numpy(), context)


def of_sources(index: pl.DataFrame, sources: Sequence[str]) -> pl.DataFrame:
    """The rows of these sources, of all where none is named. Raises BadInput where nothing is left."""
    chosen = index.filter(pl.col("source").is_in(list(sources))) if sources else index
    if chosen.is_empty():
        raise BadInput(f"no tokens of {', '.join(sources)} in the shards, only of {', '.join(_sources(index))}")
    return chosen


def _shard(folder: Path, name: str, end: int) -> np.memmap:
    path = next((p for p in (folder / name, folder / f"{name}.bin") if p.is_file()), None)
    if path is None:
        raise BadInput(f"no shard {name} in {folder}; materialize mixture/token_shards again")
    size = path.stat().st_size
    width = next((width for width in (4, 2) if size >= width * end), 0)
    if not width:
        raise BadInput(f"{path} is cut short: {size} bytes for {end} tokens; materialize mixture/token_shards again")
    return np.memmap(path, dtype=f"<u{width}", mode="r")


def _sources(index: pl.DataFrame) -> list[str]:
    return sorted(index["source"].unique().to_list())
