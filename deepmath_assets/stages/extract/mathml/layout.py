r"""Rows, fractions, roots, fences, enclosures as TeX; scripts, tables and tokens are in files of their names."""

from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml import fences, scripts, tokens
from deepmath_assets.stages.extract.mathml.elements import Element, unwrapped
from deepmath_assets.stages.extract.mathml.marks import NOTATIONS
from deepmath_assets.stages.extract.mathml.packages.braket import state
from deepmath_assets.stages.extract.mathml.packages.mhchem import chemistry
from deepmath_assets.stages.extract.mathml.scripts import kid
from deepmath_assets.stages.extract.mathml.symbols import tex_of_characters
from deepmath_assets.stages.extract.mathml.tables import EDGES, array, small, table
from deepmath_assets.stages.extract.mathml.tokens import join


def tex(element: Element) -> str:
    """The TeX of any element."""
    handler = HANDLERS.get(element.name)
    if handler is not None:
        return handler(element)
    if element.kids:
        return row(element.kids)
    return tex_of_characters(element.text.strip())


def row(elements: Sequence[Element]) -> str:
    """The TeX of elements side by side, with what brackets make of the elements between them."""
    whole = state(elements, tex) or chemistry(elements)
    if whole is not None:
        return whole
    parts: list[str] = []
    closing: dict[int, str] = {}
    partners = fences.pairs(elements) if len(elements) > 1 else {}
    place = 0
    while place < len(elements):
        end = partners.get(place)
        whole = fences.cases(elements, place, tex) if end is None else _pair(elements, place, end, parts)
        if whole:
            parts.append(whole)
            place = place + 2 if end is None else end + 1
            continue
        taken, written = 1, closing.get(place, "")
        if end is not None and fences.stretches(elements, place, end):
            closing[end] = fences.stretched(elements[end], "right")
            written = fences.stretched(elements[place], "left")
        elif not written:
            taken, written = _one(elements, place)
        parts.append(written)
        place += taken
    return join(parts)


def _pair(elements: Sequence[Element], start: int, end: int, before: list[str]) -> str | None:
    """A pair of brackets with its content as one thing: a matrix, a binomial, a modulus."""
    number = fences.modulus(elements, start, end)
    if number:
        while before and before[-1] in tokens.SPACING:
            before.pop()
        return rf"\pmod{{{row(number).strip()}}}"
    return fences.enclosed_whole(elements, start, end, tex)


def _one(elements: Sequence[Element], place: int) -> tuple[int, str]:
    """The TeX of the element at a place, and how many elements it took."""
    element = elements[place]
    if element.name == "mspace" and place + 2 < len(elements):
        relation = tokens.spaced_relation(elements[place : place + 3])
        if relation:
            return 3, relation
    if place + 1 < len(elements) and elements[place + 1].text.strip() == tokens.APPLICATION:
        return 1, tex(tokens.applied(element))
    if fences.mark_of(element):
        return 1, fences.bracket(element)
    return 1, tex(element)


def group(element: Element) -> str:
    """The TeX of an argument, in braces."""
    return "{" + tex(element) + "}"


def fraction(element: Element) -> str:
    above, below = kid(element, 0), kid(element, 1)
    if element.get("bevelled") == "true":
        return f"{{{tex(above)}}}/{{{tex(below)}}}"
    if fences.has_no_line(element):
        return rf"{{{tex(above)} \atop {tex(below)}}}"
    return r"\frac" + group(above) + group(below)


def root(element: Element) -> str:
    return rf"\sqrt[{tex(kid(element, 1))}]{group(kid(element, 0))}"


def square_root(element: Element) -> str:
    return r"\sqrt{" + row(element.kids) + "}"


def fenced(element: Element) -> str:
    """`mfenced`, as the row that it stands for."""
    opening = element.attrs.get("open")
    closing = element.attrs.get("close")
    separators = element.attrs.get("separators")
    marks = [c for c in ("," if separators is None else separators) if not c.isspace()]
    kids: list[Element] = [Element("mo", {}, text="(" if opening is None else opening)]
    for place, part in enumerate(element.kids):
        if place and marks:
            kids.append(Element("mo", {}, text=marks[min(place - 1, len(marks) - 1)]))
        kids.append(part)
    kids.append(Element("mo", {}, text=")" if closing is None else closing))
    return row(kids)


def enclosed(element: Element) -> str:
    """`menclose`: a box, a strike, or the outer lines of an array."""
    notation = (element.get("notation") or "longdiv").split()
    inner = unwrapped(element.kids[0]) if len(element.kids) == 1 else element
    if inner.name == "mtable" and set(notation) <= EDGES:
        return array(inner, tex, frozenset(notation))
    inside = row(element.kids)
    if {"updiagonalstrike", "downdiagonalstrike"} <= set(notation):
        return rf"\xcancel{{{inside}}}"
    return next((rf"\{command}{{{inside}}}" for name, command in NOTATIONS if name in notation), inside)


def phantom(element: Element) -> str:
    """`mphantom`; one round a table only measures it, as numbered cases do."""
    inside = row(element.kids)
    return rf"\phantom{{{inside}}}" if inside and r"\begin" not in inside else ""


def token(read: Callable[[Element], str]) -> Callable[[Element], str]:
    """A token that holds elements is the row of them; it may do so in HTML that was broken or by a macro."""
    return lambda element: row(element.kids) if element.kids else read(element)


def space(element: Element) -> str:
    """A space, with what an HTML parser left inside of an element that was not closed."""
    return join([tokens.space(element), row(element.kids)])


HANDLERS: dict[str, Callable[[Element], str]] = {
    "mi": token(tokens.identifier),
    "mn": token(tokens.number),
    "mo": token(lambda element: fences.bracket(element) if fences.mark_of(element) else tokens.operator(element)),
    "mtext": tokens.text,
    "ms": tokens.text,
    "mspace": space,
    "mfrac": fraction,
    "msqrt": square_root,
    "mroot": root,
    "msub": lambda element: scripts.scripted(element, tex),
    "msup": lambda element: scripts.scripted(element, tex),
    "msubsup": lambda element: scripts.scripted(element, tex),
    "munder": lambda element: scripts.under_over(element, tex),
    "mover": lambda element: scripts.under_over(element, tex),
    "munderover": lambda element: scripts.under_over(element, tex),
    "mmultiscripts": lambda element: scripts.multiscripts(element, tex),
    "mfenced": fenced,
    "menclose": enclosed,
    "mphantom": phantom,
    "mtable": lambda element: table(element, tex),
    "mstyle": lambda element: small(element, tex),
    "none": lambda element: "",
    "mprescripts": lambda element: "",
}
