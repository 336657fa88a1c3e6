"""Mathness: how much a page is of the domain by its named features alone, without any seed.

A logistic score; weights come from the profile, which names the features it uses. Features that the profile does not
name are stored all the same; the two of `language_model.py` know the seed list, and a profile that weighs them gives
that up.
"""

import polars as pl

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.profiles.shapes.recall import Mathness
from deepmath_assets.stages.recall.scoring.features import FEATURES

_DECIMALS = 9


def mathness(policy: Mathness) -> pl.Expr:
    """The score in [0, 1] as an expression over the feature columns."""
    unknown = sorted(set(policy.weights) - set(FEATURES))
    if unknown:
        known = ", ".join(FEATURES)
        raise BadProfile(f"recall.mathness.weights: no feature is called {unknown[0]!r}; there are {known}")
    terms = [pl.col(name) * weight for name, weight in policy.weights.items()]
    return sigmoid(pl.sum_horizontal(pl.lit(policy.bias), *terms))


def sigmoid(log_odds: pl.Expr) -> pl.Expr:
    """The probability of these log-odds, bounded away from 0 and 1.

    Rounded, since a vectorised exponential may differ in its last bit with a value's place in a chunk.
    """
    return (1.0 / (1.0 + (-log_odds.clip(-30.0, 30.0)).exp())).round(_DECIMALS).clip(1e-9, 1.0 - 1e-9)


def log_odds(probability: pl.Expr, bound: float = 20.0) -> pl.Expr:
    """The log-odds of a probability, within plus and minus `bound`.

    >>> pl.DataFrame({"p": [0.5, 1.0]}).select(log_odds(pl.col("p"), 4.0)).to_series().to_list()
    [0.0, 4.0]
    """
    safe = probability.clip(1e-9, 1.0 - 1e-9)
    return (safe / (1.0 - safe)).log().round(_DECIMALS).clip(-bound, bound)
