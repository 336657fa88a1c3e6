"""How a training process runs: its request, determinism, checkpoints, schedule and reports."""
