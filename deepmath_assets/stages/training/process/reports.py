"""What a run tells while it trains, and the curve that stays."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from deepmath_assets.stages.training.process.request import Report

_NOT_A_CURVE = {"epoch", "step", "total_flos", "step_time", "num_input_tokens_seen", "num_tokens"}


def reporter(report: Report) -> Any:
    """A trainer's callback that reports step, total, loss, steps per second and the seconds left at each log."""
    from transformers import TrainerCallback

    class Reporter(TrainerCallback):  # type: ignore[misc]
        """Counts from the step at which this process began, so that a resumed run's rate is its own."""

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            self.began, self.first = time.monotonic(), state.global_step

        def on_log(
            self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **kwargs: Any
        ) -> None:
            if logs and "loss" in logs:
                report(progress(state.global_step, state.max_steps, self.first, time.monotonic() - self.began, logs))

    return Reporter()


def quiet(trainer: Any) -> Any:
    """The trainer without the library's own printing: what it has to say goes through the report."""
    from transformers import PrinterCallback

    trainer.remove_callback(PrinterCallback)
    return trainer


def progress(step: int, total: int, first: int, seconds: float, logs: Mapping[str, Any]) -> dict[str, Any]:
    """One report of a run that began at step `first`.

    >>> progress(30, 100, 10, 10.0, {"loss": 2.0, "reward": 0.5})
    {'step': 30, 'total': 100, 'loss': 2.0, 'reward': 0.5, 'rate': 2.0, 'seconds_left': 35.0}
    """
    rate = (step - first) / seconds if seconds > 0 else 0.0
    told = {name: float(logs[name]) for name in ("loss", "reward", "kl") if name in logs}
    left = (total - step) / rate if rate else 0.0
    return {"step": step, "total": total, **told, "rate": round(rate, 3), "seconds_left": round(left, 1)}


def curve(history: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The trainer's log as rows of step, name and value.

    >>> curve([{"step": 5, "loss": 2.0, "epoch": 0.1}, {"train_loss": 3.0, "step": 5}])
    [{'step': 5, 'name': 'loss', 'value': 2.0}]
    """
    return [
        {"step": int(entry["step"]), "name": name, "value": float(value)}
        for entry in history
        if "train_loss" not in entry  # the summary at the end of a run
        for name, value in sorted(entry.items())
        if name not in _NOT_A_CURVE and not name.startswith("train_") and isinstance(value, int | float)
    ]
