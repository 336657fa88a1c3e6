"""The branch of the domain that a page is about, by the terms of a glossary that occur in it."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from deepmath_assets.packs.shapes import Term
from deepmath_assets.stages.corpus.units import units_of

UNKNOWN = "general"


class Subdomains:
    """The terms of some sub-domains, ready for look-up in texts of any language.

    Terms of other kinds (turns of reasoning, fields next door) do not tell sub-domains apart and are left out.
    """

    def __init__(self, glossary: Iterable[Term], subdomains: Sequence[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, float]]] = {}
        for term in glossary:
            units = tuple(units_of(term.term))
            if units and term.subdomain in subdomains and term.weight > 0:
                self._by_first.setdefault(units[0], []).append((units, term.subdomain, term.weight))

    def weights(self, text: str) -> dict[str, float]:
        """Evidence for each sub-domain: weights of its terms, a term's repetitions counting by their logarithm.

        >>> glossary = [Term("prime number", "en", "number theory", 2.0)]
        >>> Subdomains(glossary, ["number theory"]).weights("Prime numbers? A prime number!")
        {'number theory': 2.0}
        """
        units = units_of(text)
        seen: Counter[tuple[tuple[str, ...], str, float]] = Counter()
        for place, unit in enumerate(units):
            for entry in self._by_first.get(unit, ()):
                if _matches(units, place, entry[0]):
                    seen[entry] += 1
        evidence: dict[str, float] = {}
        for (_, subdomain, weight), count in sorted(seen.items()):
            evidence[subdomain] = evidence.get(subdomain, 0.0) + weight * (1 + math.log2(count))
        return evidence

    def best(self, text: str, min_confidence: float) -> tuple[str, float]:
        """The sub-domain with most evidence and its share of all evidence; `general` below `min_confidence`."""
        evidence = self.weights(text)
        total = sum(evidence.values())
        if total <= 0:
            return UNKNOWN, 0.0
        subdomain = min(evidence, key=lambda name: (-evidence[name], name))
        confidence = min(evidence[subdomain] / total, 1.0)
        return (subdomain, confidence) if confidence >= min_confidence else (UNKNOWN, confidence)


def _matches(units: Sequence[str], place: int, term: tuple[str, ...]) -> bool:
    return tuple(units[place : place + len(term)]) == term
