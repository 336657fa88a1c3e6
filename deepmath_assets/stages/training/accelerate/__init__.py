"""Configurations for `accelerate launch`, by name of the file: data only."""
