"""Limits of a page, and the thinning of a source that breaks them before any tree is built.

A parser of the web takes time that grows with the square of the depth, or of the formatting elements left open
(the "adoption agency" and "reconstruct the active formatting elements" of the HTML standard). So the tags beyond a
limit are dropped, never the text, and the reason is recorded; attributes that make a tag longer than 60,000 characters
go too. The wall limit is kept from outside, in `guard.py`.
"""

import re
from dataclasses import dataclass

from deepmath_assets.stages.extract.reading.words import word_set

VOID = word_set("area base br col embed hr img input link meta param source track wbr")
FORMATTING = word_set("a b big code em font i nobr s small strike strong tt u")
OPEN_TAGS_WORTH_A_SCAN = 12_000
LENGTH_WITH_LONG_TAGS = 1_000_000
LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]{0,40})\s[^<>]{60000,}>")
CHOICES = frozenset(("option", "optgroup"))
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]{0,40})[^<>]*>")


@dataclass(frozen=True, slots=True)
class Limits:
    """Size limits of one page: bytes read, depth of the tree, elements in it. Values come from the profile."""

    max_bytes: int = 16_000_000
    max_depth: int = 400
    max_elements: int = 250_000


def within_limits(source: str, limits: Limits) -> tuple[str, str]:
    """The source, with tags beyond the limits dropped, and the reason (`ok`, `too_deep`, `too_many_elements`).

    >>> within_limits("<p>a</p>", Limits())
    ('<p>a</p>', 'ok')
    >>> within_limits("<b>" * 13000 + "x", Limits(max_depth=3))
    ('<b><b><b>x', 'too_deep')
    """
    if len(source) > LENGTH_WITH_LONG_TAGS:
        source = LONG_TAG.sub(r"<\1>", source)
    most = min(OPEN_TAGS_WORTH_A_SCAN, limits.max_elements)
    tags = source.count("<")
    if tags <= most or tags - source.count("</") <= most:
        return source, "ok"
    return Thinning(limits).run(source)


class Thinning:
    """One pass over the tags of a source with a bounded stack."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.stack: list[str] = []
        self.skipped: dict[str, int] = {}
        self.open_formatting = 0
        self.elements = 0
        self.reason = "ok"

    def run(self, source: str) -> tuple[str, str]:
        """The thinned source and the reason."""
        return TAG.sub(self._replace, source), self.reason

    def _replace(self, match: re.Match[str]) -> str:
        closing, name = match[1], match[2].lower()
        keep = self._close(name) if closing else self._open(name)
        return match[0] if keep else ""

    def _open(self, name: str) -> bool:
        if name in CHOICES:
            return False
        self.elements += 1
        if self.elements > self.limits.max_elements:
            self.reason = "too_many_elements"
            return False
        if name in VOID:
            return True
        if len(self.stack) >= self.limits.max_depth or (
            name in FORMATTING and self.open_formatting >= self.limits.max_depth
        ):
            self.reason = "too_deep"
            self.skipped[name] = self.skipped.get(name, 0) + 1
            return False
        self.stack.append(name)
        self.open_formatting += name in FORMATTING
        return True

    def _close(self, name: str) -> bool:
        if self.skipped.get(name):
            self.skipped[name] -= 1
            return False
        if name in self.stack[-8:]:
            while self.stack.pop() != name:
                pass
            self.open_formatting -= name in FORMATTING
        return True
