"""Policy of the training stage."""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape

Share = tuple[float, float]


class Architecture(Shape):
    """A decoder of Llama's kind, for a base model that is trained from nothing."""

    layers: int = Field(ge=1)
    hidden: int = Field(ge=8)
    intermediate: int = Field(ge=8)
    heads: int = Field(ge=1)
    key_value_heads: int = Field(ge=1)
    positions: int = Field(ge=16)
    tied_embeddings: bool
    initializer_range: float = Field(gt=0)


class Pretraining(Shape):
    """One run over token shards: its length, batches and schedule. `sources` empty: all of the mixture."""

    sources: tuple[str, ...]
    tokens: int = Field(ge=1)
    batch_tokens: int = Field(ge=1)
    context_tokens: int = Field(ge=8)
    device_rows: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    warmup_steps: int = Field(ge=0)
    steps_down: tuple[Share, ...]

    @property
    def steps(self) -> int:
        """Optimiser steps: tokens by tokens a batch."""
        return max(1, self.tokens // self.batch_tokens)


class Base(Pretraining):
    """The base model: a public one by name or path where `pretrained` is given, else one trained on code."""

    pretrained: str


class FineTuning(Shape):
    """Supervised fine-tuning on the instruction set. `replay_share` of its examples are pretraining windows."""

    kinds: tuple[str, ...]
    steps: int = Field(ge=1)
    batch_rows: int = Field(ge=1)
    context_tokens: int = Field(ge=8)
    device_rows: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    warmup_steps: int = Field(ge=0)
    steps_down: tuple[Share, ...]
    replay_share: float = Field(ge=0, lt=1)
    packing: str = Field(pattern="^(bfd|wrapped|none)$")
    probe_records: int = Field(ge=0)
    probe_tokens: int = Field(ge=1)


class Rewards(Shape):
    """Weights of the rewards, 0 leaves one out. Past `free_tokens` a completion pays for its length."""

    answer: float = Field(ge=0)
    format: float = Field(ge=0)
    length: float = Field(ge=0)
    free_tokens: int = Field(ge=0)


class Reinforcement(Shape):
    """GRPO in TRL's words (PAPER section 6)."""

    kinds: tuple[str, ...]
    steps: int = Field(ge=1)
    questions_per_step: int = Field(ge=1)
    num_generations: int = Field(ge=2)
    device_rows: int = Field(ge=1)
    max_completion_tokens: int = Field(ge=1)
    learning_rate: float = Field(gt=0)
    beta: float = Field(ge=0)
    epsilon: float = Field(gt=0)
    num_iterations: int = Field(ge=1)
    loss_type: str
    scale_rewards: str
    use_bias_correction_kl: bool
    temperature: float = Field(gt=0)
    top_p: float = Field(gt=0, le=1)
    use_vllm: bool
    rewards: Rewards
    probe_records: int = Field(ge=0)


class Training(Shape):
    """The four runs and what they share. `prompts` lays own wordings over the pack's: language, then cot or tool."""

    adam_beta1: float = Field(gt=0, lt=1)
    adam_beta2: float = Field(gt=0, lt=1)
    weight_decay: float = Field(ge=0)
    max_grad_norm: float = Field(gt=0)
    bf16: bool
    checkpoint_steps: int = Field(ge=1)
    report_steps: int = Field(ge=1)
    holdout_share: float = Field(ge=0, lt=1)
    holdout_tokens: int = Field(ge=0)
    prompts: dict[str, dict[str, str]]
    architecture: Architecture
    base: Base
    cpt: Pretraining
    sft: FineTuning
    grpo: Reinforcement
