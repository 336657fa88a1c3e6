"""Trainer arguments that all four runs share, from the profile's training section."""

import os
from typing import Any

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.stages.training.process.request import Request


def common_arguments(
    request: Request, steps: int, learning_rate: float, device_rows: int, batch_rows: int
) -> dict[str, Any]:
    """Keyword arguments for TrainingArguments and TRL's configurations: optimiser, batches, checkpoints, silence."""
    import torch

    settings, on_cpu = request.settings, not torch.cuda.is_available()
    return {
        "output_dir": str(request.work),
        "max_steps": steps,
        "learning_rate": learning_rate,
        "per_device_train_batch_size": min(device_rows, batch_rows),
        "gradient_accumulation_steps": accumulation(batch_rows, device_rows, processes()),
        "adam_beta1": settings.adam_beta1,
        "adam_beta2": settings.adam_beta2,
        "weight_decay": settings.weight_decay,
        "max_grad_norm": settings.max_grad_norm,
        "bf16": settings.bf16 and not on_cpu,
        "use_cpu": on_cpu,
        "dataloader_pin_memory": not on_cpu,
        "seed": request.seed,
        "data_seed": request.seed,
        "logging_steps": settings.report_steps,
        "save_steps": settings.checkpoint_steps,
        "save_total_limit": 2,
        "disable_tqdm": True,
        "report_to": "none",
        "lr_scheduler_type": "constant",
    }


def accumulation(batch_rows: int, device_rows: int, devices: int) -> int:
    """Forward passes that make up one optimiser step. Raises BadProfile where the batch does not divide.

    >>> accumulation(256, 2, 8), accumulation(16, 64, 1)
    (16, 1)
    """
    if batch_rows <= device_rows * devices:
        return 1
    if batch_rows % (device_rows * devices):
        raise BadProfile(f"a batch of {batch_rows} rows does not divide by {device_rows} rows on {devices} devices")
    return batch_rows // (device_rows * devices)


def processes() -> int:
    """Processes of this run, as `accelerate launch` says; 1 without it."""
    return int(os.environ.get("WORLD_SIZE", "1"))
