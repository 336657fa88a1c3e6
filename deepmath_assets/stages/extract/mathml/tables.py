r"""`mtable` as a TeX environment: matrices by their fences, cases, aligned equations, arrays with their lines."""

import re
from collections.abc import Callable, Sequence
from itertools import zip_longest

from deepmath_assets.stages.extract.mathml.elements import WRAPPERS, Element, row_of, unwrapped
from deepmath_assets.stages.extract.mathml.packages.amscd import diagram, is_diagram
from deepmath_assets.stages.extract.mathml.symbols import trimmed

ENVIRONMENTS = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    ("{", "}"): "Bmatrix",
    ("|", "|"): "vmatrix",
    ("∣", "∣"): "vmatrix",
    ("‖", "‖"): "Vmatrix",
    ("∥", "∥"): "Vmatrix",
    ("{", ""): "cases",
}
ROWS, CELLS = ("mtr", "mlabeledtr"), ("mtd", "mth")
LINES = {"solid": r"\hline ", "dashed": r"\hdashline "}
EDGES = frozenset(("top", "bottom", "left", "right"))
ARRAY_SPACING = ".5em .125em"
OPEN_BRACE = re.compile(r"\\\{(\\,)?$")
Writer = Callable[[Element], str]


def fenced_table(opening: str, closing: str, inside: Element, tex: Writer) -> str | None:
    """The environment of a table between two brackets, None where brackets and table stay apart."""
    core = unwrapped(inside)
    name = ENVIRONMENTS.get((opening, closing))
    if name is None or is_small(inside) or _is_drawn(core) or (_is_array(core) and core.get("columnalign")):
        return None
    return _environment(name, _rows(core, tex))


def table(element: Element, tex: Writer) -> str:
    """The environment of a table without fences: what produced it shows in its attributes."""
    if is_diagram(element):
        return diagram(element, tex)
    rows = _rows(element, tex)
    if rows[0] and _is_braced_once(element) and (brace := OPEN_BRACE.search(rows[0][0])):
        return rows[0][0][: brace.start()] + _environment("cases", [_without_empty_end(row[1:]) for row in rows])
    if len(rows) == 1 and len(rows[0]) == 1 and element.get("displaystyle") == "true":
        return rows[0][0]
    name = _name(element)
    return _array(element, rows) if name == "array" else _environment(name, rows)


def _is_braced_once(element: Element) -> bool:
    """Whether the first cell measures the table with an invisible copy: a brace before numbered cases."""
    cells = [cell for row in element.kids[:1] for cell in row.kids[row.name == "mlabeledtr" :]]
    parts = row_of(cells[0].kids[0]) if cells and len(cells[0].kids) == 1 else ()
    last = parts[-1] if parts else element
    return last.name == "mphantom" and bool(last.kids) and unwrapped(last.kids[0]).name == "mtable"


def _without_empty_end(cells: list[str]) -> list[str]:
    return cells[:-1] if cells and not cells[-1] else cells


def _name(element: Element) -> str:
    sides = _sides(element)
    if element.get("columnspacing") == "100%":
        return "multline"
    if _is_aligned(element, sides):
        return "aligned"
    if _is_drawn(element) or (_is_array(element) and element.get("columnalign")):
        return "array"
    if element.get("displaystyle") == "true" and is_column(element) and not set(sides) - {"center"}:
        return "gathered"
    return "array" if _is_array(element) or set(sides) - {"center"} else "matrix"


def is_column(element: Element) -> bool:
    """Whether no row has more than one cell."""
    return all(len(row.kids) <= 1 for row in element.kids)


def _sides(element: Element) -> list[str]:
    """Alignment of the columns: of the table, or of the cells of its first full row."""
    own = [[kid.get("columnalign") for kid in row.kids if kid.name in CELLS] for row in element.kids]
    return element.get("columnalign").split() or [side for side in max(own, key=len, default=[]) if side]


def _is_aligned(element: Element, sides: Sequence[str]) -> bool:
    """Whether columns meet at a relation: right and left in turn, or an empty element before a relation."""
    if sides[:2] == ["right", "left"]:
        return True
    if sides[:1] == ["right"] and all(len(row.kids) == 1 for row in element.kids):
        return True
    if element.get("columnspacing").startswith("0em") and element.get("displaystyle") == "true":
        return not sides
    cells = [row.kids for row in element.kids if row.name in ROWS]
    return not sides and bool(cells) and all(len(row) == 2 and _follows(row[1]) for row in cells)


def _follows(cell: Element) -> bool:
    """Whether a cell begins with an empty element before a relation, as `&=` is set."""
    core = unwrapped(cell.kids[0]) if len(cell.kids) == 1 else cell
    kids = core.kids
    empty = len(kids) > 1 and kids[0].name in ("mrow", "mi") and not kids[0].kids and not kids[0].text.strip()
    return empty and kids[1].name == "mo"


def _is_array(element: Element) -> bool:
    return element.get("framespacing") == ARRAY_SPACING


def _is_drawn(element: Element) -> bool:
    """Whether there are lines between rows or columns; a frame alone adorns what is a matrix."""
    values = f"{element.get('columnlines')} {element.get('rowlines')}".split()
    return any(value in LINES for value in values)


def is_small(element: Element) -> bool:
    """Whether a table is set in script size."""
    while element.name in WRAPPERS and len(element.kids) == 1:
        if element.get("scriptlevel") == "1":
            return True
        element = element.kids[0]
    return False


def small(element: Element, tex: Writer) -> str:
    """A table in a style of script size: a `smallmatrix`, or `substack` for a column; `""` where it is no table."""
    inner = unwrapped(element)
    if inner.name != "mtable":
        return ""
    close = inner.get("columnspacing") in ("", "0em") and is_column(inner)
    if close and len(inner.kids) == 1:
        return trimmed(tex(inner.kids[0]))
    return stack(inner, tex) if close else _environment("smallmatrix", _rows(inner, tex))


def stack(element: Element, tex: Writer) -> str:
    r"""A table of one column in a script as `\substack`, one of a single cell as that."""
    rows = ["".join(row) for row in _rows(element, tex)]
    return rows[0] if len(rows) == 1 else r"\substack{" + r" \\ ".join(rows) + "}"


def array(element: Element, tex: Writer, edges: frozenset[str]) -> str:
    """An `array` with a line on the sides that `edges` names."""
    return _array(element, _rows(element, tex), edges)


def _array(element: Element, cells: list[list[str]], edges: frozenset[str] = frozenset()) -> str:
    edges = edges or (EDGES if element.get("frame") in LINES else frozenset())
    rows = [" & ".join(row).rstrip() for row in cells]
    width = max((len(row.kids) - (row.name == "mlabeledtr") for row in element.kids), default=1)
    letters = [side[:1] for side in _sides(element)] or ["c"]
    letters = _repeated(letters, width)[:width]
    bars = ["|" if line in LINES else "" for line in _repeated(element.get("columnlines").split(), width - 1)]
    columns = "".join(letter + bar for letter, bar in zip_longest(letters, bars[: width - 1], fillvalue=""))
    columns = ("|" if "left" in edges else "") + columns + ("|" if "right" in edges else "")
    lines = [LINES.get(line, "") for line in _repeated(element.get("rowlines").split(), len(rows) - 1)]
    body = r" \\ ".join(line + row for line, row in zip_longest(["", *lines][: len(rows)], rows, fillvalue="")).strip()
    top, bottom = r"\hline " if "top" in edges else "", r" \\ \hline" if "bottom" in edges else ""
    return rf"\begin{{array}}{{{columns}}} {top}{body}{bottom} \end{{array}}"


def _repeated(values: list[str], length: int) -> list[str]:
    """Values of an attribute for each gap: the last one holds for all that follow."""
    return values + [values[-1]] * max(0, length - len(values)) if values else []


def _rows(element: Element, tex: Writer) -> list[list[str]]:
    rows = []
    for row in element.kids:
        if row.name in ROWS:
            cells = row.kids[1:] if row.name == "mlabeledtr" else row.kids
            rows.append([trimmed(tex(cell)) for cell in cells if cell.name in CELLS])
    return rows or [[]]


def _environment(name: str, cells: list[list[str]]) -> str:
    rows = [" & ".join(row).rstrip() for row in cells]
    return rf"\begin{{{name}}} " + r" \\ ".join(rows).strip() + rf" \end{{{name}}}"
