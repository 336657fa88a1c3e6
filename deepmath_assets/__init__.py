"""DeepSeekMath's data and training loop as one Dagster asset graph."""
