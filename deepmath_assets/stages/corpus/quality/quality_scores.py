"""Quality and sub-domain of each page.

Quality is a logistic function of named features with the profile's weights. No label of quality exists that is both
open and bilingual, so the weights are stated, not learnt: prose in whole sentences around formulas, of some length and
with recognised roles, counts for a page; links, repeated lines and bare code count against it. A learnt model can
replace `_logistic` where labels exist; the features and the table stay.
"""

from collections.abc import Iterable, Sequence

import polars as pl

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.packs.shapes import Term
from deepmath_assets.profiles.shapes.corpus import Quality
from deepmath_assets.stages.corpus.quality.features import FEATURES, features
from deepmath_assets.stages.corpus.quality.subdomains import Subdomains


def quality_scores(
    pages: pl.DataFrame, glossary: Iterable[Term], subdomains: Sequence[str], settings: Quality
) -> pl.DataFrame:
    """One row per page: `quality`, `subdomain`, its confidence, and the features as JSON."""
    measured = features(pages, settings.full_length_chars)
    known = Subdomains(glossary, subdomains)
    found = [known.best(text, settings.min_subdomain_confidence) for text in pages["text"]]
    return measured.select(
        "page_id",
        quality=_logistic(settings),
        subdomain=pl.Series([name for name, _ in found], dtype=pl.String),
        subdomain_confidence=pl.Series([share for _, share in found], dtype=pl.Float64),
        features=pl.struct([pl.col(name).round(4) for name in FEATURES]).struct.json_encode(),
    ).sort("page_id")


def _logistic(settings: Quality) -> pl.Expr:
    unknown = sorted(set(settings.weights) - set(FEATURES))
    if unknown:
        raise BadProfile(f"corpus.quality.weights: no feature {unknown[0]!r}; there are {', '.join(FEATURES)}")
    evidence = pl.sum_horizontal([pl.col(name) * weight for name, weight in sorted(settings.weights.items())])
    # Rounded, since a vectorised exponential may differ in its last bit with a value's place in a chunk.
    return (1 / (1 + (-(evidence + settings.bias)).exp())).round(9)
