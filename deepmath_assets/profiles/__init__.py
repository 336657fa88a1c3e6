"""Policy: every threshold, size, seed and hyperparameter, with its source. What a machine is stays in the environment."""
