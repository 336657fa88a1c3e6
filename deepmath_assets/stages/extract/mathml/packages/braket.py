r"""Dirac's states (`\ket`, `\bra`), as a macro sets them: a group of two fixed brackets round one group.

Who types `|\psi\rangle` gets three elements in the row around; a macro gets a row of its own, its argument in another.
"""

from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml.elements import Element
from deepmath_assets.stages.extract.mathml.symbols import trimmed

BARS = ("|", "∣")
LEFT, RIGHT = "⟨", "⟩"
Writer = Callable[[Element], str]


def state(elements: Sequence[Element], tex: Writer) -> str | None:
    r"""`\ket{...}` or `\bra{...}` of a row that is one, None for any other row."""
    if len(elements) != 3 or elements[1].name != "mrow" or not elements[1].kids:
        return None
    first, argument, last = elements
    if any(end.name != "mo" or end.get("fence") == "true" or end.get("form") for end in (first, last)):
        return None
    opening, closing = first.text.strip(), last.text.strip()
    name = "ket" if opening in BARS and closing == RIGHT else "bra" if opening == LEFT and closing in BARS else ""
    fixed = "false" in (first.get("stretchy"), last.get("stretchy"))
    return rf"\{name}{{{trimmed(tex(argument))}}}" if name and fixed else None
