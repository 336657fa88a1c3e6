"""A domain as data: `load.py` reads a folder of word lists into frozen values; code holds no fact of a domain."""
