"""All that knows Dagster: one module a stage, and what they share.

A body here reads, calls a stage, writes. An `if` about data belongs to the stage.
"""
