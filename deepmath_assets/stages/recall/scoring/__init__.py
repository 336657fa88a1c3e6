"""Scores of pages: named features, mathness from them, the kind of page, and all evidence joined into one ranking."""
