"""Pages nearly the same as another: MinHash at the profile's Jaccard similarity, verified exactly, clustered.

The paper says "near-dup" and no more (section 2.1); the threshold 0.8 is the usual one. Candidate pairs come from
bands chosen to miss few at the threshold; each is then judged by the exact Jaccard similarity of its shingle sets, so
what is called a near-duplicate here is one. Clusters are transitive: a page may be less like its survivor than the
threshold where others lie between; `jaccard` says how like.

A signature depends on its page and the seed alone: rows of earlier rounds may be kept and passed to `verified_pairs`.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from deepmath_assets.profiles.shapes.corpus import NearDuplicates
from deepmath_assets.stages.corpus.duplicates.bands import Signatures, candidate_pairs, signatures
from deepmath_assets.stages.corpus.duplicates.clusters import clusters
from deepmath_assets.stages.corpus.duplicates.ranking import best_first
from deepmath_assets.stages.corpus.duplicates.shingles import Hashes, Shingler, jaccard

_COLUMNS = {
    "page_id": pl.String,
    "cluster": pl.String,
    "survivor": pl.String,
    "jaccard": pl.Float64,
    "cluster_pages": pl.Int64,
}
_BATCH_PAGES = 2_000


def near_duplicates(pages: pl.DataFrame, settings: NearDuplicates, seed: int) -> pl.DataFrame:
    """Pages in clusters of two or more; one row per page, `jaccard` with the survivor (1 for itself).

    The survivor is the first by `best_first`, and stays unless it turns out to leak; `cluster` is the smallest page_id
    of its members.
    """
    ordered = pages.sort("page_id")
    shingle_sets = Shingler(settings).of_frame(ordered)
    verified = verified_pairs(shingle_sets, _in_batches(shingle_sets, settings, seed), settings)
    names = ordered["page_id"].to_list()
    place = {name: place for place, name in enumerate(best_first(ordered)["page_id"])}
    rows = [row for members in clusters(verified) for row in _cluster_rows(members, names, place, shingle_sets)]
    return pl.DataFrame(rows, schema=_COLUMNS, orient="row").sort("page_id")


def verified_pairs(shingle_sets: Sequence[Hashes], rows: Signatures, settings: NearDuplicates) -> list[tuple[int, int]]:
    """Candidate pairs whose exact Jaccard similarity reaches the threshold."""
    pairs = candidate_pairs(rows, settings).iter_rows()
    return [
        (left, right) for left, right in pairs if jaccard(shingle_sets[left], shingle_sets[right]) >= settings.jaccard
    ]


def _in_batches(shingle_sets: Sequence[Hashes], settings: NearDuplicates, seed: int) -> Signatures:
    starts = range(0, max(len(shingle_sets), 1), _BATCH_PAGES)
    return np.concatenate([signatures(shingle_sets[at : at + _BATCH_PAGES], settings, seed) for at in starts])


def _cluster_rows(
    members: list[int], names: list[str], place: dict[str, int], shingle_sets: Sequence[Hashes]
) -> list[tuple[str, str, str, float, int]]:
    best = min(members, key=lambda member: place[names[member]])
    cluster, survivor = names[members[0]], names[best]
    return [
        (names[member], cluster, survivor, jaccard(shingle_sets[member], shingle_sets[best]), len(members))
        for member in members
    ]
