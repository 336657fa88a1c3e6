"""The making of assets: the desk that a body works at, the Dagster definition, its checks and its metadata."""
