"""A domain as data: `load.py` reads a folder of word lists and cues into frozen values. No fact of a domain is written in code."""
