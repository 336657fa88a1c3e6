"""Policy of the instruct stage."""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape


class Instruct(Shape):
    """Bounds of problems and records, which programs are run, the split, and the audit pool."""

    min_question_chars: int = Field(ge=1)
    max_answer_chars: int = Field(ge=1)
    max_problem_chars: int = Field(ge=1)
    min_problem_confidence: float = Field(ge=0, le=1)
    max_record_chars: int = Field(ge=1)
    keep_answer_only: bool
    run_kinds: tuple[str, ...]
    holdout_share: float = Field(ge=0, lt=1)
    audit_per_stratum: int = Field(ge=0)
    short_reasoning_chars: int = Field(ge=0)
    long_answer_chars: int = Field(ge=1)
