"""Tables of the recall loop. All but the three that people write are partitioned by round.

In the order of a round: `given`, `pages`, `sources`, `outcome`.
"""

from deepmath_assets.lake.contracts.recall.given import Handover, Labels, Review, SeedList
from deepmath_assets.lake.contracts.recall.outcome import Plan, RecalledPages, RoundReport, Uncollected
from deepmath_assets.lake.contracts.recall.pages import (
    Addresses,
    Classifier,
    LanguageModels,
    PageFacts,
    PageScores,
    Seeds,
)
from deepmath_assets.lake.contracts.recall.sources import DomainScores, ReliableSources, UrlTemplates

__all__ = [
    "Addresses",
    "Classifier",
    "DomainScores",
    "Handover",
    "Labels",
    "LanguageModels",
    "PageFacts",
    "PageScores",
    "Plan",
    "RecalledPages",
    "ReliableSources",
    "Review",
    "RoundReport",
    "SeedList",
    "Seeds",
    "Uncollected",
    "UrlTemplates",
]
