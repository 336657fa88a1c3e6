"""Policy: every threshold, size, seed and hyperparameter, with its source; what a machine is stays outside."""
