"""Tables of the training stage: one row per checkpoint, pointing to a folder by content hash."""

import dataframely as dy


class _Checkpoint(dy.Schema):
    """A model's folder, how it was trained and how training went."""

    checkpoint = dy.String(primary_key=True)
    artifact = dy.String(nullable=False)
    artifact_hash = dy.String(nullable=False)
    artifact_bytes = dy.Int64(nullable=False, min=1)
    parent_hash = dy.String(nullable=True)
    parameters = dy.Int64(nullable=False, min=1)
    steps = dy.Int64(nullable=False, min=0)
    tokens_seen = dy.Int64(nullable=False, min=0)
    seed = dy.Int64(nullable=False)
    settings = dy.String(nullable=False)
    metrics = dy.String(nullable=False)
    curve = dy.List(
        dy.Struct(
            {
                "step": dy.Int64(nullable=False),
                "name": dy.String(nullable=False),
                "value": dy.Float64(nullable=False),
            },
            nullable=False,
        ),
        nullable=False,
    )


class BaseModel(_Checkpoint):
    """The base model, trained on code. One row."""


class CptModel(_Checkpoint):
    """The base model after continued pretraining on the mixture. One row."""


class SftModel(_Checkpoint):
    """The model after supervised fine-tuning on the instruction set. One row."""


class GrpoModel(_Checkpoint):
    """The model after group relative policy optimisation. One row."""
