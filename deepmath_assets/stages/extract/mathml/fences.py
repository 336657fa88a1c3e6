r"""Brackets of a row: which belong together, and what a pair of them makes of what stands between.

A pair round a table is a matrix environment, round a fraction without a line a binomial, round something tall
`\left` and `\right`. Brackets of a fixed size are `\big` and its kin.
"""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import NamedTuple

from deepmath_assets.stages.extract.mathml.elements import WRAPPERS, Element, row_of, unwrapped
from deepmath_assets.stages.extract.mathml.symbols import tex_of_characters, trimmed
from deepmath_assets.stages.extract.mathml.tables import fenced_table

Writer = Callable[[Element], str]
BARS = frozenset("|‖∣∥")
OPENING, CLOSING = frozenset("([{⟨⌊⌈⟦〈") | BARS, frozenset(")]}⟩⌋⌉⟧〉") | BARS
TALL = frozenset(("mfrac", "mtable", "munderover", "munder", "mover", "msqrt", "mroot"))
MARKS = OPENING | CLOSING
MOST_BARS = 8
MODULUS = r"\pmod{"
NO_LINE = frozenset(("0", "0pt", "0px", "0em", "0.0pt"))
SIZES = {"1.2em": "big", "1.623em": "Big", "1.8em": "Big", "2.047em": "bigg", "2.4em": "bigg", "2.470em": "Bigg"}
SIZES |= {"2.47em": "Bigg", "3em": "Bigg"}
WIDTH = re.compile(r"[\d.]+(pt|em|ex)")
STACKED = {("(", ")"): "binom", ("[", "]"): "brack", ("{", "}"): "brace"}
ONE_BAR = {"∣": "|"}
DELIMITERS = {"∥": r"\|"}


def mark_of(element: Element) -> str | None:
    """The bracket that an element is (empty for an invisible one), None where it is none."""
    if element.name == "mo":
        core = element
    elif element.name == "mi" or element.name not in WRAPPERS:
        return element.text if element.text in BARS and element.name == "mi" else None
    else:
        core = unwrapped(element)
    if core.name != "mo" or core.kids:
        return None
    text = core.text.strip()
    if text:
        return text if text in MARKS else None
    return "" if core.get("fence") == "true" or not core.attrs else None


class Brackets(NamedTuple):
    r"""The brackets of a row by place: which marks, which belong together, which are not written as they stand."""

    marks: Sequence[str | None]
    partners: dict[int, int]
    written: dict[int, str]


def brackets(elements: Sequence[Element]) -> Brackets:
    """The brackets of a row."""
    marks = [mark_of(element) for element in elements]
    partners = _partners(elements, marks) if any(mark is not None for mark in marks) else {}
    return Brackets(marks, partners, _written(elements, partners) if partners else {})


def _partners(elements: Sequence[Element], marks: Sequence[str | None]) -> dict[int, int]:
    """Place of each opening bracket with that of its partner; a bar opens unless a bar is open."""
    found: dict[int, int] = {}
    open_: list[tuple[int, str]] = []
    end = len(elements) - 1
    for place, mark in enumerate(marks):
        if mark is None:
            continue
        whole = place == end and bool(open_) and open_[0][0] == 0 and mark in BARS
        partner = 0 if whole else _partner(mark, unwrapped(elements[place]).get("form"), open_)
        if partner is None:
            if mark in OPENING or not mark:
                open_.append((place, mark))
            continue
        found[open_[partner][0]] = place
        del open_[partner:]
    return found


def _partner(mark: str, form: str, open_: Sequence[tuple[int, str]]) -> int | None:
    """Which of the open brackets a mark closes, None where it opens one or closes none; bars stay near."""
    if not open_ or form == "prefix":
        return None
    top = len(open_) - 1
    if mark in BARS:
        return top if open_[top][1] == mark or form == "postfix" else None
    if mark in OPENING:
        return None
    return next((place for place in range(top, max(-1, top - MOST_BARS), -1) if open_[place][1] not in BARS), None)


def enclosed_whole(elements: Sequence[Element], start: int, end: int, tex: Writer) -> str | None:
    """The environment or the binomial that a pair of brackets is with its content, None where it is neither."""
    inside = None
    for place in range(start + 1, end):
        element = elements[place]
        if element.name == "mspace" or _is_empty(element):
            continue
        if inside is not None:
            return None
        inside = element
    if inside is None:
        return None
    opening, closing, core = mark_of(elements[start]) or "", mark_of(elements[end]) or "", unwrapped(inside)
    if core.name == "mtable":
        return fenced_table(opening, closing, inside, tex)
    if core.name == "mrow" and opening == "(" and core.kids and core.kids[0].text.strip() == "mod":
        return rf"\pmod{{{trimmed(tex(Element('mrow', {}, core.kids[1:])))}}}"
    if core.name != "mfrac" or not has_no_line(core) or len(core.kids) != 2:
        return None
    name = STACKED.get((opening, closing))
    if name is None:
        return None
    above, below = (tex(kid) for kid in core.kids)
    return rf"\binom{{{above}}}{{{below}}}" if name == "binom" else rf"{{{above} \{name} {below}}}"


def general_fraction(style: Element, tex: Writer) -> str:
    r"""`\genfrac` of a style that holds a fraction with a line of given weight between brackets of fixed size, or `""`.

    The last number is the style: 0 display, 1 text, 2 script, 3 scriptscript. Binomials have commands of their own.
    """
    row = row_of(style)
    if not 2 <= len(row) <= 3:
        return ""
    parts = [unwrapped(part) for part in row]
    places = [place for place, part in enumerate(parts) if part.name == "mfrac"]
    if places not in ([0], [1]):
        return ""
    before, fraction, after = parts[: places[0]], parts[places[0]], parts[places[0] + 1 :]
    if len(after) > 1 or not all(map(_is_fixed, before + after)):
        return ""
    thickness, kids = fraction.get("linethickness"), fraction.kids
    ends = ["".join(mark_of(part) or "" for part in side) for side in (before, after)]
    if not WIDTH.fullmatch(thickness) or len(kids) != 2 or (ends == ["(", ")"] and has_no_line(fraction)):
        return ""
    level = 0 if style.get("displaystyle") == "true" else 1 + int(style.get("scriptlevel"))
    arguments = (*map(tex_of_characters, ends), thickness, str(level), *map(tex, kids))
    return r"\genfrac" + "".join(f"{{{argument}}}" for argument in arguments)


def _is_fixed(element: Element) -> bool:
    return bool(element.get("minsize")) and mark_of(element) is not None


def cases(elements: Sequence[Element], place: int, tex: Writer) -> str | None:
    """The environment of a table behind a brace that nothing closes, None where no table follows."""
    following = elements[place + 1] if place + 1 < len(elements) else None
    if following is None or unwrapped(following).name != "mtable":
        return None
    return fenced_table("{", "", following, tex)


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


def _written(elements: Sequence[Element], partners: dict[int, int]) -> dict[int, str]:
    r"""The brackets that grow with something tall between them, and those of `(mod n)`."""
    tall = list(accumulate((_is_tall(element) for element in elements), initial=0))
    written: dict[int, str] = {}
    for start, end in partners.items():
        if end > start + 2 and mark_of(elements[start]) == "(" and elements[start + 1].text.strip() == "mod":
            written |= {start: MODULUS, end: "}"}
        elif tall[end] > tall[start + 1] and _may_stretch(elements[start]) and _may_stretch(elements[end]):
            written |= {start: _stretched(elements[start], "left"), end: _stretched(elements[end], "right")}
    return written


def _may_stretch(element: Element) -> bool:
    core = unwrapped(element)
    fixed = core.get("stretchy") == "false" or core.get("minsize") or core.get("maxsize") == "1"
    return core.name == "mo" and not fixed


def _is_tall(element: Element) -> bool:
    part = unwrapped(element)
    if part.name in ("msub", "msup", "msubsup") and part.kids:
        return unwrapped(part.kids[0]).name in TALL
    return part.name in TALL or (part.name == "mrow" and any(unwrapped(kid).name in TALL for kid in part.kids))


def _stretched(element: Element, side: str) -> str:
    r"""A bracket after `\left` or `\right`."""
    text = unwrapped(element).text.strip()
    return rf"\{side}" + (ONE_BAR.get(text) or DELIMITERS.get(text) or tex_of_characters(text) or ".")


def has_no_line(element: Element) -> bool:
    """Whether a fraction is drawn without its line."""
    return element.get("linethickness") in NO_LINE
