r"""Commutative diagrams of amscd (`\begin{CD}`), as MathJax sets them: a table with arrows of a least length."""

from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml.elements import Element, unwrapped
from deepmath_assets.stages.extract.mathml.symbols import trimmed

SPACING = "5pt"
ACROSS = {"→": ">", "←": "<"}
DOWN = {"↓": "V", "↑": "A"}
LONG = {"=": "@=", "∥": "@|", "‖": "@|"}
MARKS = ACROSS | DOWN | LONG
Writer = Callable[[Element], str]


def is_diagram(element: Element) -> bool:
    """Whether a table is spaced as amscd spaces its diagrams."""
    return element.get("columnspacing") == SPACING and element.get("rowspacing") == SPACING


def diagram(element: Element, tex: Writer) -> str:
    """The `CD` environment of a diagram: objects and arrows by turns, rows of upright arrows between."""
    rows = []
    for row_place, row in enumerate(element.kids):
        step = 1 + row_place % 2
        cells = [_cell(cell, bool((row_place + place) % 2), tex) for place, cell in list(enumerate(row.kids))[::step]]
        rows.append(" ".join(cells).strip())
    return r"\begin{CD} " + r" \\ ".join(rows) + r" \end{CD}"


def _cell(cell: Element, is_arrow: bool, tex: Writer) -> str:
    """An object, or an arrow with its labels; `@.` for the place of an arrow that is not there."""
    if not is_arrow:
        return trimmed(tex(cell))
    if not cell.kids:
        return "@."
    core = unwrapped(cell.kids[0]) if len(cell.kids) == 1 else cell
    if core.name in ("mover", "munder", "munderover") and core.kids:
        mark, labels = ACROSS.get(unwrapped(core.kids[0]).text.strip()), core.kids[1:]
        above, below = (labels[-1:], labels[:-1]) if core.name != "munder" else ([], labels)
        return _arrow(mark, above, below, tex) if mark else trimmed(tex(cell))
    parts = core.kids or [core]
    place = next((i for i, kid in enumerate(parts) if kid.name == "mo" and kid.text.strip() in MARKS), None)
    if place is None:
        return trimmed(tex(cell))
    text = parts[place].text.strip()
    return LONG.get(text) or _arrow(MARKS[text], parts[:place], parts[place + 1 :], tex)


def _arrow(mark: str, before: Sequence[Element], after: Sequence[Element], tex: Writer) -> str:
    first, second = ("".join(_label(label, tex) for label in labels) for labels in (before, after))
    first, second = (f"{{{label}}}" if mark in label else label for label in (first, second))
    return f"@{mark}{first}{mark}{second}{mark}"


def _label(element: Element, tex: Writer) -> str:
    return "" if unwrapped(element).name == "mspace" else trimmed(tex(element))
