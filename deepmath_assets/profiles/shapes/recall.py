"""Policy of the recall loop."""

from typing import Literal

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape


class Seeding(Shape):
    """Which pages train a round's classifier."""

    max_positives: int = Field(ge=1)
    max_negatives: int = Field(ge=1)
    negatives_per_positive: float = Field(gt=0)
    negative_max_mathness: float = Field(ge=0, le=1)
    reseed_min_score: float = Field(ge=0, le=1)
    reseed_min_score_in_source: float = Field(ge=0, le=1)
    holdout_share: float = Field(ge=0, lt=1)


class ClassifierText(Shape):
    """What of a page the classifier reads: its beginning, with or without what mathness counts there."""

    max_chars: int = Field(ge=1)
    words_only: bool


class ClassifierPolicy(Shape):
    """Parameters of fastText and of the text that it sees."""

    dim: int = Field(ge=1)
    lr: float = Field(gt=0)
    word_ngrams: int = Field(ge=1)
    min_count: int = Field(ge=1)
    epoch: int = Field(ge=1)
    bucket: int = Field(ge=1)
    loss: Literal["softmax", "hs", "ns"]
    text: ClassifierText


class LanguageModelPolicy(Shape):
    """Size of the n-gram model of the named seeds, and what is usual under it."""

    order: int = Field(ge=1)
    buckets_log2: int = Field(ge=1, le=30)
    smoothing: float = Field(gt=0)
    max_chars: int = Field(ge=1)
    max_training_pages: int = Field(ge=0)
    min_pages: int = Field(ge=2)
    band_deviations: float = Field(ge=0)


class Mathness(Shape):
    """Weights of the named features in the score that knows no seeds."""

    bias: float
    weights: dict[str, float]


class Combination(Shape):
    """How classifier, mathness, source and kind of page add up, as log-odds."""

    bias: float
    usual_share: float = Field(ge=0, lt=1)
    classifier: float
    classifier_bound: float = Field(gt=0)
    mathness: float
    mathness_bound: float = Field(gt=0)
    half_tokens: float = Field(ge=0)
    source: float
    hint: float
    kind: float


class Collection(Shape):
    """Which pages a round collects: the top of the ranking up to a budget of tokens, or all above a score."""

    rule: Literal["token_budget", "threshold"]
    token_budgets: list[int]
    min_tokens: int = Field(ge=0)
    min_score: float = Field(ge=0, le=1)


class Domains(Shape):
    """When a domain counts as the pack's."""

    min_share: float = Field(ge=0, le=1)
    min_share_low: float = Field(ge=0, le=1)
    min_pages: int = Field(ge=1)


class Templates(Shape):
    """How templates are mined, and when one is trusted or refused."""

    min_support: int = Field(ge=1)
    examples: int = Field(ge=1)
    min_scored: int = Field(ge=1)
    accept_yield_low: float = Field(ge=0, le=1)
    accept_yield: float = Field(ge=0, le=1)
    reject_yield: float = Field(ge=0, le=1)
    shrinkage: float = Field(ge=0)


class Planning(Shape):
    """How uncollected pages are ranked, and how many are taken."""

    bias: float
    domain: float
    template: float
    page: float
    odds_bound: float = Field(gt=0)
    screened_out_odds: float
    pull: float = Field(ge=0)
    min_outcomes: int = Field(ge=1)
    rule: Literal["token_budget", "threshold"]
    token_budget: int = Field(ge=0)
    min_priority: float = Field(ge=0, le=1)
    max_pages: int = Field(ge=0)


class Stopping(Shape):
    """When the loop ends."""

    already_share: float = Field(ge=0, le=1)
    max_rounds: int = Field(ge=1)
    min_precision: float = Field(ge=0, le=1)


class Baselines(Shape):
    """The simpler ways that the loop is measured against."""

    negatives_per_positive: float = Field(gt=0)
    pages_per_seed: float = Field(gt=0)
    collect_log_odds: float


class Recall(Shape):
    """All policy of the loop."""

    facts_batch_pages: int = Field(ge=1)
    seeding: Seeding
    classifier: ClassifierPolicy
    language_model: LanguageModelPolicy
    mathness: Mathness
    combination: Combination
    collection: Collection
    domains: Domains
    templates: Templates
    planning: Planning
    stopping: Stopping
    baselines: Baselines
