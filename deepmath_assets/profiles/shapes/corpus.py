"""Policy of the corpus stage."""

from pydantic import Field, model_validator

from deepmath_assets.profiles.shapes.base import Shape


class NearDuplicates(Shape):
    """MinHash: shingle sizes, signature, bands, and the similarity from which two pages are one."""

    shingle_words: int = Field(ge=1)
    shingle_characters: int = Field(ge=1)
    permutations: int = Field(ge=1)
    bands: int = Field(ge=1)
    rows_per_band: int = Field(ge=1)
    jaccard: float = Field(gt=0, le=1)
    max_bucket_pages: int = Field(ge=2)

    @model_validator(mode="after")
    def _bands_fit(self) -> "NearDuplicates":
        if self.bands * self.rows_per_band > self.permutations:
            raise ValueError("bands times rows_per_band must not exceed permutations")
        return self


class Leaks(Shape):
    """Decontamination: sizes of grams, which splits need no guard, and the information floor of a gram."""

    gram_units: int = Field(ge=2)
    whole_min_units: int = Field(ge=1)
    unguarded_splits: tuple[str, ...]
    mode: str = Field(pattern="^(page|segment)$")
    min_distinct: int = Field(ge=1)
    max_trivial_share: float = Field(ge=0, le=1)
    min_bits: float = Field(ge=0)
    whole_min_bits: float = Field(ge=0)
    whole_min_words: int = Field(ge=0)
    trivial_bits: float = Field(ge=0)
    max_items_sharing: int = Field(ge=1)
    reference_pages: int = Field(ge=0)


class Quality(Shape):
    """The quality score: its floor, and the weight and scale of each feature."""

    min_quality: float = Field(ge=0, le=1)
    full_length_chars: int = Field(gt=1)
    bias: float
    weights: dict[str, float]
    min_subdomain_confidence: float = Field(ge=0, le=1)


class Sampling(Shape):
    """How pages are drawn: quantiles of quality in each stratum, and what each is worth."""

    quantiles: int = Field(ge=1)
    keep_shares: tuple[float, ...]
    copies: tuple[float, ...]
    min_stratum_pages: int = Field(ge=1)
    feedback_strength: float = Field(ge=0)
    max_copies: float = Field(gt=0)

    @model_validator(mode="after")
    def _one_value_a_quantile(self) -> "Sampling":
        if not len(self.keep_shares) == len(self.copies) == self.quantiles:
            raise ValueError("keep_shares and copies need one value for each quantile, worst first")
        return self


class Corpus(Shape):
    """Which pages make the corpus: filters, duplicates, decontamination, quality, sampling."""

    languages: tuple[str, ...]
    min_text_chars: int = Field(ge=0)
    max_text_chars: int = Field(gt=0)
    max_link_share: float = Field(ge=0, le=1)
    min_mathness: float = Field(ge=0, le=1)
    han_characters_per_token: float = Field(gt=0)
    other_characters_per_token: float = Field(gt=0)
    near_duplicates: NearDuplicates
    leaks: Leaks
    quality: Quality
    sampling: Sampling
