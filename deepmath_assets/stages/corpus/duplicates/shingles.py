"""Shingles: every run of a few units of a text, as 64-bit hashes.

Word shingles for languages with spaces, character shingles for Chinese and its like (units.py makes both). A shingle's
hash is a polynomial of its units' own xxh3 hashes, so a page costs one dictionary look-up a unit and a handful of
vector operations. Different shingles share a hash with probability 2^-64.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl
import xxhash

from deepmath_assets.profiles.shapes.corpus import NearDuplicates
from deepmath_assets.stages.corpus.units import units_of

Hashes = npt.NDArray[np.uint64]

_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, so it has an inverse modulo 2^64: the golden ratio's fraction
_CHARACTER_LANGUAGES = ("zh", "ja")


class Shingler:
    """Texts to sets of shingle hashes; it remembers the hash of each unit that it has met."""

    def __init__(self, settings: NearDuplicates) -> None:
        self._words = settings.shingle_words
        self._characters = settings.shingle_characters
        self._known: dict[str, int] = {}

    def shingles(self, text: str, language: str) -> Hashes:
        """Sorted distinct shingle hashes; a text shorter than a shingle is one shingle, an empty one has none."""
        units = units_of(text)
        size = self._characters if language in _CHARACTER_LANGUAGES else self._words
        return np.unique(rolling(self._hashes(units), min(size, max(len(units), 1))))

    def of_frame(self, pages: pl.DataFrame) -> list[Hashes]:
        """Shingles of each row's text, in row order."""
        return [self.shingles(text, language) for text, language in pages.select("text", "language").iter_rows()]

    def _hashes(self, units: Iterable[str]) -> Hashes:
        known = self._known
        for unit in units:
            if unit not in known:
                known[unit] = xxhash.xxh3_64_intdigest(unit.encode("utf-8", "surrogatepass"))
        return np.fromiter((known[unit] for unit in units), dtype=np.uint64)


def rolling(hashes: Hashes, size: int) -> Hashes:
    """One hash for each run of `size` hashes in a row.

    >>> runs = rolling(np.array([1, 2, 3, 1, 2], dtype=np.uint64), 2)
    >>> len(runs), runs[0] == runs[3], runs[0] == runs[1]
    (4, np.True_, np.False_)
    """
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        total = total * np.uint64(_MULTIPLIER) + hashes[place : place + count]
    mixed: Hashes = total ^ (total >> np.uint64(32))
    return mixed


def jaccard(left: Hashes, right: Hashes) -> float:
    """Shared shingles over all shingles of two sets; 0 where both are empty.

    >>> jaccard(np.array([1, 2, 3], dtype=np.uint64), np.array([2, 3, 4], dtype=np.uint64))
    0.5
    """
    shared = len(np.intersect1d(left, right, assume_unique=True))
    together = len(left) + len(right) - shared
    return shared / together if together else 0.0
