"""Candidate pairs by MinHash signatures and locality-sensitive hashing.

Signatures are rensa's (R-MinHash, written in Rust), from the shingles' hashes as they are: tens of times as fast a core
as datasketch, which serves as the peer in the tests. A signature is cut into bands of rows; two pages that agree in a
whole band are a candidate pair, found by a group-by over (band, bucket), never by comparing all pages. With b bands of
r rows a pair of Jaccard s is found with probability 1 - (1 - s^r)^b (Leskovec, Rajaraman, Ullman, chapter 3).
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash

from deepmath_assets.profiles.shapes.corpus import NearDuplicates
from deepmath_assets.stages.corpus.duplicates.shingles import Hashes

Signatures = npt.NDArray[np.uint32]

_PAIRS = {"left": pl.Int64, "right": pl.Int64}


def signatures(shingle_sets: Sequence[Hashes], settings: NearDuplicates, seed: int) -> Signatures:
    """One row of `permutations` minimum hashes for each shingle set."""
    if not shingle_sets:
        return np.empty((0, settings.permutations), dtype=np.uint32)
    offsets = np.zeros(len(shingle_sets) + 1, dtype=np.uint64)
    np.cumsum([len(shingles) for shingles in shingle_sets], out=offsets[1:])
    flat = np.concatenate(shingle_sets)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, settings.permutations, seed)
    return np.asarray(matrix.to_rows(), dtype=np.uint32)


def candidate_pairs(rows: Signatures, settings: NearDuplicates) -> pl.DataFrame:
    """Row numbers `left` < `right` of pages that share a band, each pair once.

    Buckets above `max_bucket_pages` (boilerplate on every page of a site) give a chain of neighbours and a star
    around their first page instead of all pairs, so that work stays linear in the bucket.
    """
    buckets = _buckets(rows, settings)
    small = buckets.filter(pl.col("pages") <= settings.max_bucket_pages)
    large = buckets.filter(pl.col("pages") > settings.max_bucket_pages)
    pairs = pl.concat([_all_pairs(small), *_star_and_chain(large)])
    return pairs.unique().sort("left", "right")


def _buckets(rows: Signatures, settings: NearDuplicates) -> pl.DataFrame:
    """Every (band, bucket) with two pages or more, its pages ascending."""
    width = settings.rows_per_band
    parts = []
    for band in range(settings.bands):
        block = np.ascontiguousarray(rows[:, band * width : (band + 1) * width])
        keys = block.view(np.dtype((np.void, block.dtype.itemsize * width))).ravel()
        _, bucket = np.unique(keys, return_inverse=True)
        frame = pl.DataFrame({"bucket": bucket.astype(np.int64), "page": np.arange(len(rows), dtype=np.int64)})
        shared = frame.filter(pl.len().over("bucket") > 1)
        parts.append(shared.select(pl.lit(band, dtype=pl.Int64).alias("band"), "bucket", "page"))
    together = (
        pl.concat(parts) if parts else pl.DataFrame(schema={"band": pl.Int64, "bucket": pl.Int64, "page": pl.Int64})
    )
    return together.with_columns(pages=pl.len().over("band", "bucket")).sort("band", "bucket", "page")


def _all_pairs(buckets: pl.DataFrame) -> pl.DataFrame:
    other = buckets.select("band", "bucket", right="page")
    paired = buckets.select("band", "bucket", left="page").join(other, on=["band", "bucket"])
    return paired.filter(pl.col("left") < pl.col("right")).select(*_PAIRS)


def _star_and_chain(buckets: pl.DataFrame) -> list[pl.DataFrame]:
    within = buckets.with_columns(
        first=pl.col("page").first().over("band", "bucket"), before=pl.col("page").shift(1).over("band", "bucket")
    ).filter(pl.col("before").is_not_null())
    return [within.select(left="first", right="page"), within.select(left="before", right="page")]
