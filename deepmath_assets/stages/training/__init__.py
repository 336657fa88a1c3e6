"""Base model, continued pretraining, supervised fine-tuning and GRPO: each a function for a process of its own."""
