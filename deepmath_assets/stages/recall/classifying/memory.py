"""Memory that starts at zero, since fastText trusts it to.

With `thread=1` fastText 0.9.2 fills only the first tenth of its input matrix with random numbers
(`DenseMatrix::uniform` runs one of ten blocks) and takes the rest as malloc gave it: zeros in a fresh process, what
others left there in an old one. Measured: three trainings in one process gave two models, and small matrices stopped
with "Encountered NaN". glibc's M_PERTURB makes malloc hand out zeros; so the frequent words start at random, the rarer
words and n-grams at zero, and training is byte-identical in any process.

Not covered: C libraries without `mallopt` (musl, macOS); there the memory is as it comes.
"""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_M_PERTURB = -6
_ZEROS = 0xFF  # allocated bytes are set to the complement


@contextmanager
def zeroed_memory() -> Iterator[None]:
    """Within this block, memory from malloc starts at zero (where the C library can do that)."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        yield
        return
    mallopt(_M_PERTURB, _ZEROS)
    try:
        yield
    finally:
        mallopt(_M_PERTURB, 0)
