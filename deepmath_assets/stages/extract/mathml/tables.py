r"""`mtable` as a TeX environment: matrices by their fences, cases, aligned equations, arrays."""

from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml.elements import Element, unwrapped

ENVIRONMENTS = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    ("{", "}"): "Bmatrix",
    ("|", "|"): "vmatrix",
    ("∣", "∣"): "vmatrix",
    ("‖", "‖"): "Vmatrix",
    ("∥", "∥"): "Vmatrix",
}
ROWS, CELLS = ("mtr", "mlabeledtr"), ("mtd", "mth")
Writer = Callable[[Element], str]


def fenced_table(elements: Sequence[Element], tex: Writer) -> str | None:
    """The environment of a row that is a table between fences, None for any other row."""
    parts = [element for element in elements if element.name != "mspace"]
    if not 2 <= len(parts) <= 3 or parts[0].name != "mo":
        return None
    middle = unwrapped(parts[1])
    if middle.name != "mtable":
        return None
    opening, closing = parts[0].text.strip(), parts[2].text.strip() if len(parts) == 3 else ""
    if len(parts) == 3 and parts[2].name != "mo":
        return None
    if opening == "{" and not closing:
        return _written(middle, "cases", tex)
    name = ENVIRONMENTS.get((opening, closing))
    return _written(middle, name, tex) if name else None


def table(element: Element, tex: Writer) -> str:
    """The environment of a table without fences: what produced it shows in its attributes."""
    rows = _rows(element, tex)
    alignment = element.get("columnalign").split()
    own = [kid.get("columnalign") for row in element.kids[:1] for kid in row.kids]
    if len(rows) == 1 and len(rows[0]) == 1 and element.get("displaystyle") == "true":
        return rows[0][0]
    if element.get("columnspacing") == "100%":
        return _written(element, "multline", tex)
    sides = alignment or own
    if sides[:2] == ["right", "left"] or (alignment[:1] == ["right"] and len(rows[0]) == 1):
        return _written(element, "aligned", tex)
    if element.get("framespacing") and element.get("columnlines") == "":
        return _written(element, "array", tex, _columns(element, sides))
    if element.get("displaystyle") == "true" and not sides and all(len(row) == 1 for row in rows):
        return _written(element, "gathered", tex)
    if (set(sides) - {"", "center"}) or element.get("columnlines"):
        return _written(element, "array", tex, _columns(element, sides))
    return _written(element, "matrix", tex)


def small(element: Element, tex: Writer) -> str:
    """A style; a table in script size is a `smallmatrix`, or a `substack` where its rows are close together."""
    inner = unwrapped(element)
    if inner.name == "mtable" and element.get("scriptlevel") == "1":
        if inner.get("rowspacing") in ("0.1em", ".1em"):
            return r"\substack{" + r" \\ ".join(" ".join(row) for row in _rows(inner, tex)) + "}"
        return _written(inner, "smallmatrix", tex)
    return tex(Element("mrow", {}, element.kids, element.text))


def _columns(element: Element, alignment: Sequence[str]) -> str:
    width = max((len(row.kids) for row in element.kids), default=1)
    letters = [(place or "center")[:1] for place in alignment] or ["c"]
    letters += [letters[-1]] * (width - len(letters))
    lines = element.get("columnlines").split()
    out = ""
    for place, letter in enumerate(letters[:width]):
        bar = place < len(lines) and lines[place] in ("solid", "dashed") and place < width - 1
        out += letter + ("|" if bar else "")
    return out


def _rows(element: Element, tex: Writer) -> list[list[str]]:
    rows = []
    for row in element.kids:
        if row.name in ROWS:
            cells = row.kids[1:] if row.name == "mlabeledtr" else row.kids
            rows.append([tex(cell).strip() for cell in cells if cell.name in CELLS])
    return rows or [[]]


def _written(element: Element, name: str, tex: Writer, columns: str = "") -> str:
    rows = [" & ".join(row).rstrip() for row in _rows(element, tex)]
    head = rf"\begin{{{name}}}" + (f"{{{columns}}}" if columns else "")
    return head + " " + r" \\ ".join(rows).strip() + rf" \end{{{name}}}"
