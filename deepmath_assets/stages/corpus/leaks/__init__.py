"""Benchmark items in pages: what is forbidden, where it occurs, and whether any is left."""
