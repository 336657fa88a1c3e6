"""Spans of the text with a role: question, reasoning, answer, theorem, example."""
