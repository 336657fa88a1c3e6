"""A character n-gram model in two arrays' worth of numpy: counts of n-grams, and what a text costs under them.

Counts of all orders lie in hashed buckets, a row an order; the probability of a character is Dirichlet-smoothed from
order to order (MacKay and Peto 1995), the shortest one towards a uniform character set. Perplexity as a feature of a
page is CCNet's (Wenzek et al. 2020). It ranks by KenLM on words; the `kenlm` package only queries models and has no
trainer, and characters need no word breaks in Chinese. So this one is ours: counts are integers, hence byte-identical
in any process, and a page of 20,000 characters takes about a millisecond. Which pages train it: `language_model.py`.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from deepmath_assets.base.errors import BadInput
from deepmath_assets.profiles.shapes.recall import LanguageModelPolicy

Counts = NDArray[np.uint32]
Values = TypeVar("Values", NDArray[np.uint64], NDArray[np.float64])
COUNTS_FILE = "counts.npy"
_UNSEEN = 2.0**-16  # of a character under no counts at all: Unicode's basic plane, all alike
_STEP, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)
_DECIMALS = 6


def counted(texts: Iterable[str], policy: LanguageModelPolicy) -> Counts:
    """Counts of the n-grams of all texts, (order, 2 ** buckets_log2)."""
    counts = np.zeros((policy.order, 1 << policy.buckets_log2), dtype=np.uint32)
    for text in texts:
        for row, buckets in zip(counts, _buckets(_codes(text, policy.max_chars), counts), strict=True):
            np.add.at(row, buckets, np.uint32(1))
    return counts


def bits_per_character(texts: Iterable[str], counts: Counts, policy: LanguageModelPolicy) -> list[float]:
    """What a character of each text costs on average, in bits: the logarithm of its perplexity; 0 for an empty text."""
    total = float(counts[0].sum(dtype=np.int64))
    return [_bits(_codes(text, policy.max_chars), counts, total, policy.smoothing) for text in texts]


def save_counts(counts: Counts, folder: Path) -> None:
    """Writes `counts.npy` into the folder; equal counts give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / COUNTS_FILE, counts)


def load_counts(folder: Path) -> Counts:
    """The counts of a folder, mapped and not read: all workers of a machine share the pages of one file."""
    path = folder / COUNTS_FILE
    if not path.is_file():
        raise BadInput(f"no language model at {path}: materialize recall/language_model of this round first")
    found: Counts = np.load(path, mmap_mode="r")
    return found


def _codes(text: str, max_chars: int) -> NDArray[np.uint64]:
    """The code points of a text's beginning, in lower case.

    >>> _codes("Ab求", 2).tolist()
    [97, 98]
    """
    encoded = text[:max_chars].lower().encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype="<u4").astype(np.uint64)


def _buckets(codes: NDArray[np.uint64], counts: Counts) -> Iterator[NDArray[np.int64]]:
    """By order, the bucket of the n-gram that ends at each character: the one before it, continued by it."""
    order, width = counts.shape
    hashed = np.zeros_like(codes)
    for _ in range(order):
        hashed = _shifted(hashed) * _STEP + codes + np.uint64(1)
        hashed ^= hashed >> np.uint64(29)
        hashed *= _SPREAD
        yield (hashed >> np.uint64(65 - width.bit_length())).astype(np.int64)


def _bits(codes: NDArray[np.uint64], counts: Counts, total: float, smoothing: float) -> float:
    if not len(codes):
        return 0.0
    probability = np.full(len(codes), _UNSEEN)
    context = np.full(len(codes), total)
    for row, buckets in zip(counts, _buckets(codes, counts), strict=True):
        found = row[buckets].astype(np.float64)
        # Two n-grams may share a bucket; none occurs more often than its own beginning.
        probability = (np.minimum(found, context) + smoothing * probability) / (context + smoothing)
        context = _shifted(found)
    return round(float(-np.log2(probability).mean()), _DECIMALS)


def _shifted(values: Values) -> Values:
    """Each value one place later, 0 first."""
    moved = np.zeros_like(values)
    moved[1:] = values[:-1]
    return moved
