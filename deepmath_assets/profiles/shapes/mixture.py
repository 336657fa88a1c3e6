"""Policy of the mixture stage."""

from pydantic import Field, model_validator

from deepmath_assets.profiles.shapes.base import Shape


class Shares(Shape):
    """Share of the training tokens that each source gives; they add up to 1."""

    corpus: float = Field(ge=0, le=1)
    algebraic_code: float = Field(ge=0, le=1)
    papers: float = Field(ge=0, le=1)
    code: float = Field(ge=0, le=1)
    general: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _add_up(self) -> "Shares":
        total = self.corpus + self.algebraic_code + self.papers + self.code + self.general
        if abs(total - 1) > 1e-6:
            raise ValueError(f"shares of the mixture must add up to 1, not {total:.4f}")
        return self


class Code(Shape):
    """Which files of a library serve as code."""

    max_chars: int = Field(ge=0)
    max_file_chars: int = Field(gt=0)
    min_file_chars: int = Field(ge=0)
    skipped_folders: tuple[str, ...]
    algebraic_files: tuple[str, ...]


class Papers(Shape):
    """Which pages and files serve as papers."""

    page_kinds: tuple[str, ...]
    suffixes: tuple[str, ...]
    max_chars: int = Field(ge=0)


class General(Shape):
    """Which ordinary pages serve as natural language."""

    languages: tuple[str, ...]
    max_score: float = Field(ge=0, le=1)
    min_text_chars: int = Field(ge=0)
    max_text_chars: int = Field(gt=0)
    max_link_share: float = Field(ge=0, le=1)
    max_chars: int = Field(ge=0)


class Tokenizer(Shape):
    """The byte-level BPE: size, special tokens, and how much text it is trained on."""

    vocabulary: int = Field(ge=260)
    min_frequency: int = Field(ge=1)
    end_of_document: str
    special_tokens: tuple[str, ...]
    max_training_chars: int = Field(gt=0)

    @model_validator(mode="after")
    def _has_the_end(self) -> "Tokenizer":
        if self.end_of_document not in self.special_tokens:
            raise ValueError("special_tokens must hold end_of_document")
        return self


class TokenEstimate(Shape):
    """Characters of each class in a token, by which tokens are counted before there is a tokenizer; spaces are free."""

    han_per_token: float = Field(gt=0)
    letters_per_token: float = Field(gt=0)
    digits_per_token: float = Field(gt=0)
    symbols_per_token: float = Field(gt=0)


class Mixture(Shape):
    """What the model is trained on, and in which form."""

    total_tokens: int = Field(gt=0)
    shares: Shares
    max_repeats: float = Field(ge=1)
    share_tolerance: float = Field(gt=0, le=1)
    shard_tokens: int = Field(gt=0)
    estimate: TokenEstimate
    code: Code
    papers: Papers
    general: General
    tokenizer: Tokenizer
