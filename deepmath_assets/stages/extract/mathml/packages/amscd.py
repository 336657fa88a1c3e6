r"""Commutative diagrams of amscd (`\begin{CD}`), as MathJax sets them: a table with arrows of a least length."""

from collections.abc import Callable

from deepmath_assets.stages.extract.mathml.elements import Element, unwrapped

SPACING = "5pt"
ACROSS = {"→": ">", "←": "<"}
DOWN = {"↓": "V", "↑": "A"}
LONG = {"=": "@=", "∥": "@|", "‖": "@|"}
Writer = Callable[[Element], str]


def diagram(element: Element, tex: Writer) -> str | None:
    """The `CD` environment of a table that is a diagram, None for any other table."""
    if element.get("columnspacing") != SPACING or element.get("rowspacing") != SPACING:
        return None
    rows = []
    for row_place, row in enumerate(element.kids):
        cells = []
        for place, cell in enumerate(row.kids):
            written = _arrow(cell, tex) if (row_place + place) % 2 else None
            if row_place % 2 and place % 2:
                continue
            cells.append(tex(cell).strip() if written is None else written)
        rows.append(" ".join(cells).strip())
    return r"\begin{CD} " + r" \\ ".join(rows) + r" \end{CD}"


def _arrow(cell: Element, tex: Writer) -> str | None:
    """An arrow with its labels; `@.` for an empty cell, None for what is no arrow."""
    if not cell.kids:
        return "@."
    core = unwrapped(cell.kids[0]) if len(cell.kids) == 1 else cell
    if core.name == "mo":
        text = core.text.strip()
        return LONG.get(text) or _written(ACROSS.get(text) or DOWN.get(text), "", "")
    if core.name in ("mover", "munder", "munderover"):
        below = _label(core.kids[1], tex) if core.name != "mover" and len(core.kids) > 1 else ""
        above = _label(core.kids[-1], tex) if core.name != "munder" else ""
        return _written(ACROSS.get(unwrapped(core.kids[0]).text.strip()), above, below)
    place = next((i for i, kid in enumerate(core.kids) if kid.name == "mo" and kid.text.strip() in DOWN), None)
    if place is None:
        return None
    left = "".join(_label(kid, tex) for kid in core.kids[:place])
    right = "".join(_label(kid, tex) for kid in core.kids[place + 1 :])
    return _written(DOWN[core.kids[place].text.strip()], left, right)


def _label(element: Element, tex: Writer) -> str:
    return "" if unwrapped(element).name == "mspace" else tex(element).strip()


def _written(mark: str | None, first: str, second: str) -> str | None:
    if mark is None:
        return None
    first, second = (f"{{{label}}}" if mark in label else label for label in (first, second))
    return f"@{mark}{first}{mark}{second}{mark}"
