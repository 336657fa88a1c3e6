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

STYLES = frozenset("012")


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
    if len(elements) == 1:
        return join([tex(elements[0])])
    whole = state(elements, tex) or chemistry(elements)
    if whole is not None:
        return whole
    brackets = fences.brackets(elements)
    if not brackets.partners and not any(brackets.marks) and not _has_spaces_or_functions(elements):
        return join([tex(element) for element in elements])
    parts: list[str] = []
    place = 0
    while place < len(elements):
        place += _next(elements, place, brackets, parts)
    return join(parts)


def _has_spaces_or_functions(elements: Sequence[Element]) -> bool:
    return any(element.name == "mspace" or tokens.APPLICATION in element.text for element in elements)


def _next(elements: Sequence[Element], place: int, brackets: fences.Brackets, parts: list[str]) -> int:
    """Appends the TeX of what begins at a place; says how many elements that were."""
    whole, taken = _together(elements, place, brackets)
    if not whole:
        written = brackets.written.get(place)
        taken = 2 if written == fences.MODULUS else 1
        mark = brackets.marks[place]
        whole = written or (fences.bracket(elements[place]) if mark else tex(_applied(elements, place)))
    if whole.startswith(fences.MODULUS):
        while parts and parts[-1] in tokens.SPACING:
            parts.pop()
    parts.append(whole)
    return taken


def _together(elements: Sequence[Element], place: int, brackets: fences.Brackets) -> tuple[str | None, int]:
    """What several elements are as one thing (a matrix, a binomial, a spaced arrow), and how many they are."""
    end = brackets.partners.get(place)
    if end is not None:
        return fences.enclosed_whole(elements, place, end, tex), end + 1 - place
    if brackets.marks[place] == "{":
        return fences.cases(elements, place, tex), 2
    if elements[place].name == "mspace" and place + 2 < len(elements):
        return tokens.spaced_relation(elements[place : place + 3]), 3
    return None, 1


def _applied(elements: Sequence[Element], place: int) -> Element:
    """The element at a place, marked as a function where it is applied to what follows."""
    applies = place + 1 < len(elements) and elements[place + 1].text.strip() == tokens.APPLICATION
    return tokens.applied(elements[place]) if applies else elements[place]


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


def style(element: Element) -> str:
    """`mstyle`: a table in script size, a fraction of given weight, or the row that it holds."""
    level = element.get("scriptlevel")
    whole = small(element, tex) if level == "1" else ""
    if not whole and level in STYLES:
        whole = fences.general_fraction(element, tex)
    return whole or (row(element.kids) if element.kids else tex_of_characters(element.text.strip()))


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
    "mstyle": style,
    "none": lambda element: "",
    "mprescripts": lambda element: "",
}
