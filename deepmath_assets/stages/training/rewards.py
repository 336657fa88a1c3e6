"""What a completion earns in GRPO: the right answer, the right form, and no needless length.

The answer's reward is the grader's, passed in; form and length are own choices with weights from the profile (the
paper's rule-based ablation rewards the answer alone, table 10). Each function has TRL's form: lists in, floats out.
"""

from collections.abc import Callable
from typing import Any

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.profiles.shapes.training import Rewards
from deepmath_assets.stages.training.measures import Reward, well_formed

RewardFunction = Callable[..., list[float]]


def reward_functions(
    weights: Rewards, reward: Reward, end_token: int, max_tokens: int
) -> tuple[list[RewardFunction], list[float]]:
    """TRL reward functions with their weights; those of weight 0 are left out."""

    def answer(completions: list[str], gold: list[str], **_: Any) -> list[float]:
        return [answer_reward(text, truth, reward) for text, truth in zip(completions, gold, strict=True)]

    def form(completions: list[str], completion_ids: list[list[int]], **_: Any) -> list[float]:
        ended = [end_token in ids for ids in completion_ids]
        return [float(well_formed("cot", text, end)) for text, end in zip(completions, ended, strict=True)]

    def length(completion_ids: list[list[int]], **_: Any) -> list[float]:
        return [length_penalty(len(ids), weights.free_tokens, max_tokens) for ids in completion_ids]

    chosen = [
        (function, weight)
        for function, weight in ((answer, weights.answer), (form, weights.format), (length, weights.length))
        if weight > 0
    ]
    return [function for function, _ in chosen], [weight for _, weight in chosen]


def answer_reward(completion: str, gold: str, reward: Reward) -> float:
    r"""The grader's reward for the boxed answer, 0 where nothing is boxed.

    >>> answer_reward(r"so \boxed{4}", "4", lambda answer, gold: float(answer == gold))
    1.0
    >>> answer_reward("so 4", "4", lambda answer, gold: 1.0)
    0.0
    """
    boxed = last_boxed(completion)
    return float(reward(boxed, gold)) if boxed else 0.0


def length_penalty(tokens: int, free: int, longest: int) -> float:
    """0 up to the free tokens, then straight down to -1 at the longest.

    >>> length_penalty(50, 64, 128), length_penalty(96, 64, 128), length_penalty(128, 64, 128)
    (0.0, -0.5, -1.0)
    """
    over = max(0, tokens - free)
    return -min(1.0, over / max(1, longest - free)) if over else 0.0
