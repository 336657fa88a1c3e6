"""The paper's multi-step schedule (section 2.2.1): linear warm-up to the peak, then steps down at shares of the run."""

from collections.abc import Sequence
from typing import Any


def multi_step(step: int, total: int, warmup: int, steps_down: Sequence[tuple[float, float]]) -> float:
    """The factor on the peak learning rate at a step counted from 0.

    `steps_down` holds pairs (share of the run, factor from there on), by share.

    >>> paper = [(0.8, 0.316), (0.9, 0.1)]
    >>> [multi_step(step, 1000, 10, paper) for step in (0, 4, 9, 500, 800, 899, 900, 999)]
    [0.1, 0.5, 1.0, 1.0, 0.316, 0.316, 0.1, 0.1]
    """
    if step < warmup:
        return (step + 1) / warmup
    factor = 1.0
    for share, lower in steps_down:
        # 0.8 * total in floats may lie just above the step that is meant.
        if step >= share * total - 1e-9:
            factor = lower
    return factor


def scheduled(trainer: Any, total: int, warmup: int, steps_down: Sequence[tuple[float, float]]) -> Any:
    """A subclass of this trainer class with the multi-step schedule, which the libraries do not have."""

    class Scheduled(trainer):  # type: ignore[misc]
        def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
            from torch.optim.lr_scheduler import LambdaLR

            def factor(step: int) -> float:
                return multi_step(step, total, warmup, steps_down)

            self.lr_scheduler = LambdaLR(optimizer if optimizer is not None else self.optimizer, factor)
            return self.lr_scheduler

    return Scheduled
