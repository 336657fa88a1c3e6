"""Intervals of shares. Wilson's score interval (1927) at 95 %, as expressions over columns."""

import polars as pl

_Z = 1.959963984540054


def wilson_low(successes: pl.Expr, trials: pl.Expr) -> pl.Expr:
    """The lower end of the interval of a share; 0 where nothing was tried.

    >>> frame = pl.DataFrame({"k": [0, 9, 90], "n": [0, 10, 100]})
    >>> [round(low, 2) for low in frame.select(wilson_low(pl.col("k"), pl.col("n"))).to_series()]
    [0.0, 0.6, 0.83]
    """
    n = pl.max_horizontal(trials, pl.lit(1)).cast(pl.Float64)
    share = successes / n
    centre = share + _Z**2 / (2 * n)
    spread = _Z * (share * (1 - share) / n + _Z**2 / (4 * n**2)).sqrt()
    return ((centre - spread) / (1 + _Z**2 / n)).clip(0.0, 1.0)
