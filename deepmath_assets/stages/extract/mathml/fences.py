r"""Brackets of a row: which belong together, and what a pair of them makes of what stands between.

A pair round a table is a matrix environment, round a fraction without a line a binomial, round something tall
`\left` and `\right`. Brackets of a fixed size are `\big` and its kin.
"""

from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml.elements import Element, unwrapped
from deepmath_assets.stages.extract.mathml.symbols import tex_of_characters
from deepmath_assets.stages.extract.mathml.tables import fenced_table

Writer = Callable[[Element], str]
BARS = frozenset("|‖∣∥")
OPENING, CLOSING = frozenset("([{⟨⌊⌈⟦〈") | BARS, frozenset(")]}⟩⌋⌉⟧〉") | BARS
TALL = frozenset(("mfrac", "mtable", "munderover", "munder", "mover", "msqrt", "mroot"))
NO_LINE = frozenset(("0", "0pt", "0px", "0em", "0.0pt"))
SIZES = {"1.2em": "big", "1.623em": "Big", "1.8em": "Big", "2.047em": "bigg", "2.4em": "bigg", "2.470em": "Bigg"}
SIZES |= {"2.47em": "Bigg", "3em": "Bigg"}
STACKED = {("[", "]"): "brack", ("{", "}"): "brace"}
ONE_BAR = {"∣": "|"}


def mark_of(element: Element) -> str | None:
    """The bracket that an element is (empty for an invisible one), None where it is none."""
    core = unwrapped(element)
    if core.kids or core.name not in ("mo", "mi"):
        return None
    text = core.text.strip()
    if core.name == "mi":
        return text if text in BARS and element is core else None
    if text:
        return text if text in OPENING or text in CLOSING else None
    return "" if core.get("fence") == "true" or not core.attrs else None


def pairs(elements: Sequence[Element]) -> dict[int, int]:
    """Place of each opening bracket with that of its partner; a bar opens unless a bar is open."""
    found: dict[int, int] = {}
    open_: list[tuple[int, str]] = []
    for place, element in enumerate(elements):
        mark = mark_of(element)
        if mark is None:
            continue
        last = bool(open_) and open_[0][0] == 0 and place == len(elements) - 1
        partner = 0 if last and mark in BARS else _partner(mark, unwrapped(element).get("form"), open_)
        if partner is None:
            if mark in OPENING or not mark:
                open_.append((place, mark))
            continue
        found[open_[partner][0]] = place
        del open_[partner:]
    return found


def _partner(mark: str, form: str, open_: Sequence[tuple[int, str]]) -> int | None:
    """Which of the open brackets a mark closes, None where it opens one or closes none."""
    if not open_ or form == "prefix":
        return None
    if mark in BARS:
        same = len(open_) - 1 if open_[-1][1] == mark else None
        return same if same is not None or form != "postfix" else len(open_) - 1
    if mark in OPENING:
        return None
    return next((place for place in range(len(open_) - 1, -1, -1) if open_[place][1] not in BARS), len(open_) - 1)


def enclosed_whole(elements: Sequence[Element], start: int, end: int, tex: Writer) -> str | None:
    """The environment or the binomial that a pair of brackets is with its content, None where it is neither."""
    inside = [element for element in elements[start + 1 : end] if element.name != "mspace" and not _is_empty(element)]
    if len(inside) != 1:
        return None
    opening, closing, core = mark_of(elements[start]) or "", mark_of(elements[end]) or "", unwrapped(inside[0])
    if core.name == "mtable":
        return fenced_table(opening, closing, inside[0], tex)
    if core.name != "mfrac" or not has_no_line(core) or len(core.kids) != 2:
        return None
    above, below = (tex(kid) for kid in core.kids)
    if (opening, closing) == ("(", ")"):
        return rf"\binom{{{above}}}{{{below}}}"
    name = STACKED.get((opening, closing))
    return rf"{{{above} \{name} {below}}}" if name else None


def cases(elements: Sequence[Element], place: int, tex: Writer) -> str | None:
    """The environment of a table behind a brace that nothing closes, None elsewhere."""
    following = elements[place + 1 : place + 2]
    if not following or mark_of(elements[place]) != "{" or unwrapped(following[0]).name != "mtable":
        return None
    return fenced_table("{", "", following[0], tex)


def _is_empty(element: Element) -> bool:
    return element.name in ("mrow", "mi") and not element.kids and not element.text.strip()


def bracket(element: Element) -> str:
    r"""A bracket as it stands, with `\big` where its size is fixed."""
    core = unwrapped(element)
    text = core.text.strip()
    plain = ONE_BAR.get(text) or tex_of_characters(text)
    size = SIZES.get(core.get("minsize"), "") if core.get("minsize") == core.get("maxsize") else ""
    if not size or not plain:
        return plain
    side = "" if text in BARS else "l" if text in OPENING else "r"
    return rf"\{size}{side}{plain}"


def stretches(elements: Sequence[Element], start: int, end: int) -> bool:
    """Whether a pair of brackets grows with something tall between them."""
    fixed = ("stretchy", "false"), ("maxsize", "1")
    for place in (start, end):
        core = unwrapped(elements[place])
        if core.name != "mo" or core.get("minsize") or any(core.get(name) == value for name, value in fixed):
            return False
    return any(_is_tall(element) for element in elements[start + 1 : end])


def _is_tall(element: Element) -> bool:
    part = unwrapped(element)
    if part.name in ("msub", "msup", "msubsup") and part.kids:
        return unwrapped(part.kids[0]).name in TALL
    return part.name in TALL or (part.name == "mrow" and any(unwrapped(kid).name in TALL for kid in part.kids))


def stretched(element: Element, side: str) -> str:
    r"""A bracket after `\left` or `\right`."""
    text = unwrapped(element).text.strip()
    return rf"\{side}" + (ONE_BAR.get(text) or tex_of_characters(text) or ".")


def has_no_line(element: Element) -> bool:
    """Whether a fraction is drawn without its line."""
    return element.get("linethickness") in NO_LINE


def modulus(elements: Sequence[Element], start: int, end: int) -> Sequence[Element]:
    """What stands behind `mod` in a pair of brackets that holds nothing else; nothing for any other pair."""
    inside = elements[start + 1 : end]
    if len(inside) == 1 and inside[0].name == "mrow":
        inside = inside[0].kids
    ends = mark_of(elements[start]) == "(" and mark_of(elements[end]) == ")"
    return inside[1:] if ends and len(inside) > 1 and inside[0].text.strip() == "mod" else ()
