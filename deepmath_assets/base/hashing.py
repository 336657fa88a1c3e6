"""Content hashes: of rows, of a page's identity, of files and folders.

A table's hash is a sum over its rows, so that neither row order, row groups, file names nor the process matter; equal
rows give equal hashes. Hashes are xxh3 with 128 bits: they detect change, they do not defend against forgery. Rows are
hashed as JSON, which has no infinities and no NaN: both count as null, and contracts refuse them.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import xxhash

_MODULUS = 1 << 128
_BLOCK_BYTES = 1 << 20


def page_id(url_key: str, payload_digest: str) -> str:
    """Identity of a page: where it was and what it said, 32 hex digits.

    >>> page_id("example.org/a", "ABC") == page_id("example.org/a", "ABC")
    True
    """
    return xxhash.xxh3_128_hexdigest(f"{url_key}\n{payload_digest}".encode())


def text_hash(text: str) -> str:
    """128-bit hash of a text, 32 hex digits.

    >>> len(text_hash("x"))
    32
    """
    return xxhash.xxh3_128_hexdigest(text.encode("utf-8", "surrogatepass"))


def stable_fraction(key: str, seed: int, purpose: str) -> float:
    """A number in [0, 1) drawn by key, seed and purpose alone: random, yet independent of row order.

    Each draw names its purpose: two draws over the same keys must not agree, or what one chose first the other
    holds out.

    >>> stable_fraction("a", 1, "holdout") == stable_fraction("a", 1, "holdout")
    True
    >>> stable_fraction("a", 1, "holdout") == stable_fraction("a", 1, "sample")
    False
    """
    return xxhash.xxh3_64_intdigest(f"{purpose}\n{key}".encode("utf-8", "surrogatepass"), seed=seed) / 2.0**64


def rows_hash(rows: pl.DataFrame) -> str:
    """Hash of a table's rows with their column names and types, independent of row order.

    >>> a = pl.DataFrame({"x": [1, 2]})
    >>> rows_hash(a) == rows_hash(a.reverse())
    True
    """
    total = xxhash.xxh3_128_intdigest(str(dict(rows.schema)).encode())
    for line in _row_lines(rows):
        total += xxhash.xxh3_128_intdigest(line.encode("utf-8", "surrogatepass"))
    return f"{total % _MODULUS:032x}"


def file_hash(path: Path) -> str:
    """Hash of a file's bytes."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def folder_hash(folder: Path) -> str:
    """Hash of all files below a folder, by relative name and content."""
    digest = xxhash.xxh3_128()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\n{file_hash(path)}\n".encode())
    return digest.hexdigest()


def _row_lines(rows: pl.DataFrame) -> Iterator[str]:
    if rows.width == 0:
        return
    for block in rows.iter_slices(10_000):
        yield from block.select(pl.struct(pl.all()).struct.json_encode()).to_series()
