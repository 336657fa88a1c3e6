"""Documents as token shards: flat files that nanoGPT's loader and `numpy.memmap` read, with an index to documents.

A shard `shard-00000.bin` is a run of little-endian unsigned integers, 16 bits where the vocabulary fits and 32 else,
each document followed by the end-of-document token. Documents do not straddle shards. `index.parquet` says where each
lies and `meta.json` what the numbers are. Differs from Megatron-LM's .bin and .idx in the index only (a table instead
of a binary of its own).
"""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
from tokenizers import Tokenizer

from deepmath_assets.base.errors import BadInput
from deepmath_assets.profiles.shapes.mixture import Mixture
from deepmath_assets.stages.mixture.tokenizer import load_tokenizer

INDEX = "index.parquet"
META = "meta.json"
_SCHEMA = {
    "shard": pl.String, "token_offset": pl.Int64, "tokens": pl.Int64, "document_id": pl.String, "copy": pl.Int64,
    "source": pl.String, "page_id": pl.String,
}  # fmt: skip
_BATCH_DOCUMENTS = 256
_MAX_UINT16 = 65_536

Row = tuple[str, int, int, str, int, str, str | None]


def token_shards(documents: pl.DataFrame, tokenizer_folder: Path, folder: Path, settings: Mixture) -> pl.DataFrame:
    """Writes the shards, index and meta into a folder; returns the index, one row per document and copy.

    Documents go through in batches, in the order of `position`, so memory does not grow with the corpus.
    """
    tokenizer = load_tokenizer(tokenizer_folder)
    end = _end_of_document(tokenizer, settings)
    width = token_type(tokenizer.get_vocab_size())
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(_written(_encoded(documents, tokenizer, end, width), folder, settings.shard_tokens))
    index = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    index.write_parquet(folder / INDEX)
    _write_meta(index, tokenizer, end, width, folder)
    return index


def token_type(vocabulary: int) -> npt.DTypeLike:
    """The narrowest unsigned type for a vocabulary's ids, little-endian.

    >>> token_type(50_000), token_type(100_000)
    (dtype('uint16'), dtype('uint32'))
    """
    return np.dtype("<u2") if vocabulary <= _MAX_UINT16 else np.dtype("<u4")


def tokens_of(folder: Path, shard: str, offset: int, count: int) -> list[int]:
    """Token ids of a range of a shard, read without loading the rest."""
    width = np.dtype(json.loads((folder / META).read_text(encoding="utf-8"))["dtype"])
    mapped = np.memmap(folder / shard, dtype=width, mode="r")
    return [int(token) for token in mapped[offset : offset + count]]


def document_at(token_shards: pl.DataFrame, shard: str, offset: int) -> pl.DataFrame:
    """The index row of the document that a token belongs to; empty if the shard has no such token."""
    here = (pl.col("shard") == shard) & (pl.col("token_offset") <= offset)
    return token_shards.filter(here & (offset < pl.col("token_offset") + pl.col("tokens")))


def _end_of_document(tokenizer: Tokenizer, settings: Mixture) -> int:
    end: int | None = tokenizer.token_to_id(settings.tokenizer.end_of_document)
    if end is None:
        name = settings.tokenizer.end_of_document
        raise BadInput(f"the tokenizer has no token {name!r}: train it again with this profile")
    return end


def _encoded(
    documents: pl.DataFrame, tokenizer: Tokenizer, end: int, width: npt.DTypeLike
) -> Iterator[tuple[tuple[str, int, str, str | None], npt.NDArray[np.generic]]]:
    names = ("document_id", "copy", "source", "page_id")
    for batch in documents.sort("position").iter_slices(_BATCH_DOCUMENTS):
        encodings = tokenizer.encode_batch_fast(batch["text"].to_list(), add_special_tokens=False)
        for row, encoding in zip(batch.select(names).iter_rows(), encodings, strict=True):
            yield row, np.asarray([*encoding.ids, end], dtype=width)


def _written(
    encoded: Iterator[tuple[tuple[str, int, str, str | None], npt.NDArray[np.generic]]], folder: Path, shard_tokens: int
) -> Iterator[Row]:
    number, offset = 0, 0
    for (document_id, copy, source, page_id), tokens in encoded:
        if offset >= shard_tokens:
            number, offset = number + 1, 0
        name = f"shard-{number:05d}.bin"
        with (folder / name).open("ab") as stream:
            stream.write(tokens.tobytes())
        yield name, offset, len(tokens), document_id, copy, source, page_id
        offset += len(tokens)


def _write_meta(index: pl.DataFrame, tokenizer: Tokenizer, end: int, width: npt.DTypeLike, folder: Path) -> None:
    meta = {
        "format": "flat little-endian token ids, one end-of-document token after each document",
        "dtype": np.dtype(width).str,
        "vocabulary": tokenizer.get_vocab_size(),
        "end_of_document": end,
        "tokens": int(index["tokens"].sum()),
        "documents": len(index),
        "shards": index["shard"].unique().sort().to_list(),
    }
    (folder / META).write_text(json.dumps(meta, indent=2, sort_keys=True) + "\n", encoding="utf-8")
