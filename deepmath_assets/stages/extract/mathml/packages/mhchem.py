r"""Chemistry of mhchem (`\ce{...}`), as MathJax sets it: scripts hang on an invisible letter without width.

Only what is surely chemistry is read: a row with such a script or with one of mhchem's own arrows, made of upright
letters, numbers, brackets, bonds and arrows. Any other element in the row leaves it to the ordinary reading; so do
slanted letters outside of scripts, which `\ce` takes between dollars only, and dollars end a formula in a text.
"""

import re
from collections.abc import Sequence

from deepmath_assets.stages.extract.mathml.elements import WRAPPERS, Element, unwrapped
from deepmath_assets.stages.extract.mathml.symbols import tex_of_characters

OWN_ARROWS = {"\ue428": "<-", "\ue429": "->"}
ARROWS = OWN_ARROWS | {"→": "->", "⟶": "->", "←": "<-", "⟵": "<-", "↔": "<->", "⟷": "<->", "⇌": "<=>", "⇄": "<-->"}
SIGNS = {"−": "-", "↓": " v ", "↑": " ^ ", "⋅": "*", "=": "=", "{": r"\{", "}": r"\}"}
SIGNS |= {bracket: bracket for bracket in "()[],."}
BETWEEN = "+"
LETTER = "A"
ZERO = ("0", "0px", "0em", "0pt")
CHARGE = re.compile(r"\d*[+-]|\d+")
SCRIPTS = ("msub", "msup", "msubsup")
LABELLED = ("mover", "munder", "munderover")
SIGNED = WRAPPERS | {*SCRIPTS, *LABELLED}


def is_only_phantom(element: Element) -> bool:
    """Whether a base is invisible and without width: mhchem's way to align the scripts of what stands before."""
    while element.name in WRAPPERS and len(element.kids) == 1:
        if element.get("width") in ZERO:
            return unwrapped(element).name == "mphantom"
        element = element.kids[0]
    return False


def chemistry(elements: Sequence[Element]) -> str | None:
    r"""The `\ce` of a row that mhchem wrote, None for any other row."""
    if not any(element.name in SIGNED and _is_sign(element) for element in elements):
        return None
    parts = [_written(element) for element in elements]
    known = [part for part in parts if part is not None]
    inside = re.sub(" +", " ", "".join(known)).strip()
    return rf"\ce{{{inside}}}" if len(known) == len(parts) and inside else None


def _is_sign(element: Element) -> bool:
    if element.name in SCRIPTS and element.kids:
        return is_only_phantom(element.kids[0]) and element.kids[0].all_text().strip() == LETTER
    arrow = _arrow_in(unwrapped(element))
    return arrow is not None and unwrapped(arrow.kids[0] if arrow.kids else arrow).text.strip() in OWN_ARROWS


def _written(element: Element, in_script: bool = False) -> str | None:
    core = unwrapped(element)
    text = core.text.strip()
    if core.name in SCRIPTS:
        return _scripts(core) if core.kids and is_only_phantom(core.kids[0]) else None
    if core.name == "mi" and not core.kids:
        upright = len(text) > 1 or core.get("mathvariant") == "normal" or not text.isascii()
        return tex_of_characters(text) if upright or in_script else None
    if core.name == "mn":
        return text
    if core.name == "mtext":
        return text if text in ("-", "") else f"{{{text}}}"
    if core.name == "mo" and not core.kids:
        return _operator(text)
    if core.name in ("mspace", "mphantom") or (core.name in WRAPPERS and not core.kids):
        return ""
    if (arrow := _arrow(core)) is not None:
        return arrow
    parts = [_written(kid, in_script) for kid in core.kids] if core.name in WRAPPERS else [None]
    return None if None in parts else "".join(part or "" for part in parts)


def _operator(text: str) -> str | None:
    if text in ARROWS:
        return f" {ARROWS[text]} "
    if text == BETWEEN:
        return f" {text} "
    return SIGNS.get(text)


def _arrow_in(core: Element) -> Element | None:
    """The arrow, bare or under labels, that an element is or holds behind empty ones; None for any other."""
    if core.name in WRAPPERS:
        parts = [kid for kid in core.kids if kid.kids or kid.text.strip()]
        core = unwrapped(parts[0]) if len(parts) == 1 else core
    head = unwrapped(core.kids[0]) if core.name in LABELLED and core.kids else core
    return core if head.name == "mo" and head.text.strip() in ARROWS else None


def _arrow(core: Element) -> str | None:
    """A reaction arrow, with what stands above and below it in brackets."""
    arrow = _arrow_in(core)
    if arrow is None or not arrow.kids:
        return f" {ARROWS[arrow.text.strip()]} " if arrow else None
    labels = [_written(kid) for kid in reversed(arrow.kids[1:])]
    if None in labels:
        return None
    above = [""] if arrow.name == "munder" else []
    mark = ARROWS[unwrapped(arrow.kids[0]).text.strip()]
    return f" {mark}" + "".join(f"[{(label or '').strip()}]" for label in above + labels) + " "


def _scripts(element: Element) -> str | None:
    below = _written(element.kids[1], True) if element.name != "msup" and len(element.kids) > 1 else ""
    above = _written(element.kids[-1], True) if element.name != "msub" and len(element.kids) > 1 else ""
    if below is None or above is None:
        return None
    below, above = below.strip(), above.replace(" ", "")
    low = below if below.isdigit() or not below else f"_{{{below}}}"
    if above and set(above) <= {"'"}:
        return above + low
    return low + (f"^{above}" if CHARGE.fullmatch(above) else f"^{{{above}}}" if above else "")
