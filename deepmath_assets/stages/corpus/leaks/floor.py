"""The information floor: which grams say enough to accuse a page.

A literal 10-gram match flags about one real page in ten, nearly all through runs of digits, single letters and stock
phrases. A gram is informative if it has enough distinct units, not too many trivial ones (numbers, single letters,
operators), enough bits, and is not shared by many items (a stock phrase of exercises).

Bits measure rarity: a distinct unit that a share p of the reference texts holds is worth -log2(p). The reference is the
corpus itself together with the benchmark items, Chinese characters counted over the texts that have any, words over
those that have any: so a small corpus, or one without Chinese, opens no hole. Rarity of the gram itself is not used: a
leak copied to a hundred sites would thereby become lawful.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.units import is_han


@dataclass(frozen=True)
class Rarity:
    """Bits of each unit that the reference holds; a unit that it lacks is worth that of a single text."""

    bits: Mapping[str, float]
    unseen_word: float
    unseen_han: float

    def of(self, unit: str) -> float:
        """Bits of one unit; none for a trivial one."""
        if is_trivial(unit):
            return 0.0
        known = self.bits.get(unit)
        return known if known is not None else (self.unseen_han if is_han(unit) else self.unseen_word)


def rarity(texts: Iterable[Sequence[str]]) -> Rarity:
    """Rarity of units over reference texts, given as unit sequences.

    >>> counted = rarity([["the", "cat"], ["the", "dog"], ["the", "prism"], ["the"]])
    >>> counted.of("cat") > counted.of("the")
    True
    """
    held: Counter[str] = Counter()
    with_han = with_words = 0
    for units in texts:
        distinct = set(units)
        held.update(distinct)
        han = sum(map(is_han, distinct))
        with_han += han > 0
        with_words += han < len(distinct)
    totals = {True: with_han + 1, False: with_words + 1}
    bits = {unit: math.log2(totals[is_han(unit)] / (count + 0.5)) for unit, count in held.items()}
    return Rarity(
        {unit: max(value, 0.0) for unit, value in bits.items()},
        math.log2(2 * totals[False]),
        math.log2(2 * totals[True]),
    )


def is_trivial(unit: str) -> bool:
    """Whether a unit says little by itself: a number, a single letter, an operator.

    >>> [is_trivial(unit) for unit in ("42", "x", "≤", "prism", "圆")]
    [True, True, True, False, False]
    """
    return not is_han(unit) and (len(unit) == 1 or unit[0].isdigit())


def is_informative(units: Sequence[str], known: Rarity, items_sharing: int, settings: Leaks) -> bool:
    """Whether an n-gram, found in so many different items, is above the floor."""
    distinct = set(units)
    if items_sharing > settings.max_items_sharing or len(distinct) < settings.min_distinct:
        return False
    if sum(map(is_trivial, units)) > settings.max_trivial_share * len(units):
        return False
    return sum(map(known.of, distinct)) >= settings.min_bits


def is_informative_whole(units: Sequence[str], known: Rarity, items_sharing: int, settings: Leaks) -> bool:
    """Whether a whole text, the same in so many different items, is above the floor for whole texts.

    Here each trivial unit counts for `trivial_bits`, since a long formula has no rare word and is rare all the same.
    """
    trivial = sum(map(is_trivial, units))
    if items_sharing > settings.max_items_sharing or len(units) - trivial < settings.whole_min_words:
        return False
    return sum(map(known.of, set(units))) + settings.trivial_bits * trivial >= settings.whole_min_bits
