"""Answers of mathematics: finding, reading and comparing them."""
