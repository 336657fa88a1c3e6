"""What all shapes share: frozen, and strict about names."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A frozen section of a profile; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
