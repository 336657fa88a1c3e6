"""Codes of forums: `[tex]`, `[itex]`, `[latex]`, `[math]`, `$latex ...$`, and `##` where the page's configuration
says so.
"""

import re

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim, Piece, Surroundings, TextReader
from deepmath_assets.stages.extract.carriers.tex import clean

CODES = re.compile(r"\[(i?tex|latex|math)\]((?:(?!\[/?(?:i?tex|latex|math)\]).){1,3000})\[/\1\]", re.S | re.I)
WORDPRESS = re.compile(r"\$latex\s+([^$]{1,2000})\$")
HASHES = re.compile(r"##((?:(?!##).){1,2000})##", re.S)
HASHES_CONFIGURED = ('"##"', "'##'")


def reader(page: Surroundings) -> TextReader | None:
    """A reader of the codes that occur in this page."""
    patterns, text = [], page.joined
    if "[/" in text:
        patterns.append(CODES)
    if "$latex" in text:
        patterns.append(WORDPRESS)
    if "##" in text and any(mark in page.source for mark in HASHES_CONFIGURED):
        patterns.append(HASHES)
    return (lambda run: _read(run, patterns)) if patterns else None


def _read(run: str, patterns: list[re.Pattern[str]]) -> list[Piece]:
    pieces: list[Piece] = [run]
    for pattern in patterns:
        after: list[Piece] = []
        for piece in pieces:
            after += _split(piece, pattern) if isinstance(piece, str) else [piece]
        pieces = after
    return pieces


def _split(run: str, pattern: re.Pattern[str]) -> list[Piece]:
    pieces: list[Piece] = []
    last = 0
    for match in pattern.finditer(run):
        display = "\\begin{" in match[match.lastindex or 0]
        pieces += [run[last : match.start()], Claim(clean(match[match.lastindex or 0]), display)]
        last = match.end()
    return [*pieces, run[last:]]


CARRIER = Carrier(
    "forum-codes", marks=("[/tex]", "[/itex]", "[/latex]", "[/math]", "[/TEX]", "$latex", "##"), reader=reader
)
