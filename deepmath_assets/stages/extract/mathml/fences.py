"""Brackets of a row: which stretch, and which rows are a binomial or a modulus."""

from collections.abc import Sequence

from deepmath_assets.stages.extract.mathml.elements import WRAPPERS, Element, unwrapped
from deepmath_assets.stages.extract.mathml.symbols import tex_of_characters

OPENING, CLOSING = frozenset("([{|‖⟨⌊⌈∣∥⟦") | {"", "〈"}, frozenset(")]}|‖⟩⌋⌉∣∥⟧") | {"", "〉"}


def fence(elements: Sequence[Element], place: int) -> str:
    r"""A bracket; `\left` and `\right` where it may stretch round something tall."""
    element = elements[place]
    text, plain = element.text.strip(), tex_of_characters(element.text.strip())
    plain = {"∣": "|", "|": "|"}.get(text, plain)
    first, last = place == 0, place == len(elements) - 1
    ends = elements[0].text.strip() in OPENING and elements[-1].text.strip() in CLOSING
    if (
        element.get("stretchy") == "false"
        or not (first or last)
        or not ends
        or len(elements) < 3
        or not _tall(elements)
    ):
        return plain
    return (r"\left" if first else r"\right") + (plain or ".")


def _tall(elements: Sequence[Element]) -> bool:
    for element in elements[1:-1]:
        part = unwrapped(element)
        if part.name in ("mfrac", "mtable", "munderover", "munder", "mover", "msqrt", "mroot"):
            return True
        if part.name in WRAPPERS and any(unwrapped(kid).name in ("mfrac", "mtable", "munderover") for kid in part.kids):
            return True
    return False


def has_no_line(element: Element) -> bool:
    return element.get("linethickness") in ("0", "0pt", "0px", "0em", "0.0pt")


def is_binomial(elements: Sequence[Element]) -> bool:
    first, middle, last = (unwrapped(element) for element in elements)
    ends = first.text.strip() == "(" and last.text.strip() == ")"
    return ends and middle.name == "mfrac" and has_no_line(middle)


def is_modulus(elements: Sequence[Element]) -> bool:
    """Whether a row is `(mod n)`."""
    ends = elements[0].text.strip() == "(" and elements[-1].text.strip() == ")"
    return ends and elements[1].text.strip() == "mod"
