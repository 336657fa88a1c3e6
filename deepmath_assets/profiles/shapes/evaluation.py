"""Policy of the evaluation stage."""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape


class Evaluation(Shape):
    """Which items, how many samples of each and how they are drawn, K of the metrics, intervals, and the way back."""

    max_items_per_benchmark: int = Field(ge=1)
    samples_per_item: int = Field(ge=1)
    temperature: float = Field(ge=0)
    top_p: float = Field(gt=0, le=1)
    max_new_tokens: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    grading: str = Field(pattern="^(strict|paper)$")
    ks: tuple[int, ...]
    confidence: float = Field(gt=0, lt=1)
    resamples: int = Field(ge=1)
    max_feedback_weight: float = Field(ge=1)
    sandbox_seconds: float = Field(gt=0)
    sandbox_memory_mb: int = Field(ge=64)
