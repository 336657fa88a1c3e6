"""What a training process leaves: the model's folder, and the numbers for its row."""

from collections.abc import Iterable, Mapping
from typing import Any

from deepmath_assets.stages.training.process.reports import curve
from deepmath_assets.stages.training.process.request import Request


def save_model(model: Any, tokenizer: Any, request: Request) -> None:
    """Write model, tokenizer and generation settings into the output folder, as transformers reads them."""
    model.config.use_cache = True
    model.generation_config.eos_token_id = tokenizer.eos_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    model.save_pretrained(str(request.output))
    tokenizer.save_pretrained(str(request.output))


def outcome(
    model: Any, steps: int, tokens_seen: int, metrics: Mapping[str, Any], history: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The result of a run: parameters, steps, tokens_seen, metrics and curve, all plain values."""
    return {
        "parameters": int(sum(parameter.numel() for parameter in model.parameters())),
        "steps": steps,
        "tokens_seen": tokens_seen,
        "metrics": dict(metrics),
        "curve": curve(history),
    }
