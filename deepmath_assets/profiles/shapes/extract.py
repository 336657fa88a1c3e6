"""Policy of extraction."""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape


class Extract(Shape):
    """Limits of a page."""

    max_page_bytes: int = Field(gt=0)
    max_depth: int = Field(gt=0)
    max_elements: int = Field(gt=0)
    page_seconds: float = Field(gt=0)
    max_lost_formula_share: float = Field(ge=0, le=1)
