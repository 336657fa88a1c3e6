r"""Rows, fractions, roots, scripts, accents, fences as TeX. Tables are in `tables.py`, tokens in `tokens.py`."""

import re
from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml import tokens
from deepmath_assets.stages.extract.mathml.elements import EMPTY, WRAPPERS, Element, row_of, unwrapped
from deepmath_assets.stages.extract.mathml.fences import CLOSING, OPENING, fence, has_no_line, is_binomial, is_modulus
from deepmath_assets.stages.extract.mathml.marks import NOTATIONS, OVER, UNDER, WIDE, XARROWS
from deepmath_assets.stages.extract.mathml.symbols import FUNCTIONS, tex_of_characters
from deepmath_assets.stages.extract.mathml.tables import fenced_table, small, table

LIMITS = frozenset("∑∏∐∫∮∬∭⋃⋂⨁⨂⨀⋀⋁⨆⨄∯∰") | FUNCTIONS
ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")
SAME_FONT = re.compile(
    r"(\\(?P<font>mathrm|mathbf|mathit|mathtt|mathsf|mathbb|mathfrak|mathcal)\{[^{}\\]*)\}\\(?P=font)\{"
)
FENCE_TAGS = WRAPPERS | {"mo"}
PRIMES = re.compile("['′″‴⁗]+")


def tex(element: Element) -> str:
    """The TeX of any element."""
    handler = HANDLERS.get(element.name)
    if handler is not None:
        return handler(element)
    if element.kids:
        return row(element.kids)
    return tex_of_characters(element.text.strip())


def row(elements: Sequence[Element]) -> str:
    """The TeX of elements side by side; a table with its fences is one environment."""
    if elements and elements[0].name in FENCE_TAGS:
        fenced = fenced_table(elements, tex)
        if fenced is not None:
            return fenced
        if len(elements) == 3 and is_binomial(elements):
            return tex(elements[1])
    if len(elements) > 3 and elements[-1].text.strip() == ")":
        for place in range(len(elements) - 3):
            if is_modulus(elements[place:]):
                return join([row(elements[:place]), rf"\pmod{{{row(elements[place + 2 : -1])}}}"])
    parts = []
    for place, element in enumerate(elements):
        if element.name == "mi":
            after = elements[place + 1].text if place + 1 < len(elements) else ""
            parts.append(tokens.identifier(element, applied=after.strip() == tokens.APPLICATION))
        elif element.name == "mo" and element.text.strip() in OPENING | CLOSING:
            parts.append(fence(elements, place))
        else:
            parts.append(tex(element))
    return join(parts)


def join(parts: Sequence[str]) -> str:
    r"""Parts of a row, a blank only where a command would run into a letter.

    >>> join(["\\alpha", "x", "+", "\\sin", "(x)"])
    '\\alpha x+\\sin(x)'
    """
    out = ""
    for part in parts:
        if (
            part
            and out
            and out[-1].isalpha()
            and (part[0].isalpha() or part[0] == "*")
            and ENDS_IN_COMMAND.search(out[-40:])
        ):
            out += " "
        out += part
    return SAME_FONT.sub(r"\1", out) if "}\\" in out else out


def group(element: Element) -> str:
    """The TeX of an argument, in braces."""
    return "{" + tex(element) + "}"


def base(element: Element) -> str:
    """The TeX of what carries a script, in braces where it is more than one token."""
    inside = tex(element)
    single = re.fullmatch(r"\\[A-Za-z]+|[^\\]|\\[A-Za-z]+\{[^{}]*\}|\\operatorname\{[^{}]*\}|\\.|\d+", inside, re.S)
    return inside if single or not inside or _is_fenced(element) else "{" + inside + "}"


def _is_fenced(element: Element) -> bool:
    parts = row_of(element)
    return len(parts) > 1 and parts[0].text.strip() in OPENING - {""} and parts[-1].text.strip() in CLOSING - {""}


def _kid(element: Element, place: int) -> Element:
    return element.kids[place] if place < len(element.kids) else EMPTY


def fraction(element: Element) -> str:
    above, below = _kid(element, 0), _kid(element, 1)
    if element.get("bevelled") == "true":
        return f"{{{tex(above)}}}/{{{tex(below)}}}"
    return (r"\binom" if has_no_line(element) else r"\frac") + group(above) + group(below)


def root(element: Element) -> str:
    return rf"\sqrt[{tex(_kid(element, 1))}]{group(_kid(element, 0))}"


def square_root(element: Element) -> str:
    return r"\sqrt{" + row(element.kids) + "}"


def scripted(element: Element) -> str:
    """`msub`, `msup`, `msubsup`."""
    name, below, above = element.name, "", ""
    carrier = _kid(element, 0)
    if _is_only_phantom(carrier):
        carrier = EMPTY
    if name in ("msub", "msubsup"):
        below = tex(_kid(element, 1))
    if name in ("msup", "msubsup"):
        above = tex(_kid(element, len(element.kids) - 1 if len(element.kids) > 1 else 1))
    out = base(carrier) + (f"_{{{below}}}" if below else "")
    if PRIMES.fullmatch(above):
        return out + (r"^{\prime}" if below and above == "'" else above)
    return out + (f"^{{{above}}}" if above else "")


def _is_only_phantom(element: Element) -> bool:
    """Whether a base is invisible and without width: mhchem's way to align the scripts of what stands before."""
    while element.name in WRAPPERS and len(element.kids) == 1:
        if element.get("width") in ("0", "0px", "0em"):
            return unwrapped(element).name == "mphantom"
        element = element.kids[0]
    return False


def under_over(element: Element) -> str:
    """`munder`, `mover`, `munderover`: accents, braces, long arrows, limits."""
    inner = _kid(element, 0)
    below = _kid(element, 1) if element.name != "mover" else None
    above = _kid(element, len(element.kids) - 1) if element.name != "munder" and len(element.kids) > 1 else None
    if (accent := _accent(element, inner, below, above)) is not None:
        return accent
    core = unwrapped(inner)
    symbol = core.all_text().strip()
    if core.name == "mo" and symbol in XARROWS and symbol != "=" and _is_stretched(core, below, above):
        optional = f"[{tex(below)}]" if below else ""
        return rf"\{XARROWS[symbol]}{optional}{{{tex(above) if above else ''}}}"
    if symbol in LIMITS or core.name in ("munder", "mover") or _names_limits(core):
        return base(inner) + (f"_{group(below)}" if below else "") + (f"^{group(above)}" if above else "")
    out = group(inner)
    if above is not None:
        out = rf"\overset{group(above)}{out}"
    if below is not None:
        out = rf"\underset{group(below)}{out if above is None else '{' + out + '}'}"
    return out


def _is_stretched(core: Element, *labels: Element | None) -> bool:
    """Whether an arrow is as long as its labels, which then are padded."""
    padded = (kid for label in labels if label for kid in (label, *label.kids))
    return core.get("stretchy") == "true" or bool(core.get("minsize")) or any(k.name == "mpadded" for k in padded)


def _names_limits(core: Element) -> bool:
    """Whether an operator takes limits: a word, or something with `movablelimits`."""
    words = core.all_text().strip()
    return core.get("movablelimits") == "true" or (core.name in ("mo", "mi") and len(words) > 2 and words.islower())


def _accent(element: Element, inner: Element, below: Element | None, above: Element | None) -> str | None:
    mark = unwrapped((below if element.name == "munder" else above) or EMPTY) if element.name != "munderover" else EMPTY
    symbol = mark.all_text().strip()
    if mark.name not in ("mo", "mi", "mtext", "mn") or not symbol:
        return None
    if unwrapped(inner).name == "mo" and unwrapped(inner).all_text().strip() in XARROWS | {"∑": ""}:
        return None
    command = (UNDER if element.name == "munder" else OVER).get(symbol)
    if command is None:
        return None
    single = len(inner.all_text().strip()) <= 1
    if command == "bar" and mark.get("accent") == "false":
        command = "overline"
    if not single and command in WIDE and mark.get("stretchy") != "false":
        command = WIDE[command]
    return rf"\{command}{group(inner)}"


def multiscripts(element: Element) -> str:
    kids = element.kids
    names = [kid.name for kid in kids]
    split = names.index("mprescripts") if "mprescripts" in names else len(kids)
    after, before = _pairs(kids[1:split]), _pairs(kids[split + 1 :])
    return (("{}" + before) if before else "") + base(_kid(element, 0)) + after


def _pairs(kids: Sequence[Element]) -> str:
    out = ""
    for place in range(0, len(kids), 2):
        below, above = tex(kids[place]), tex(kids[place + 1]) if place + 1 < len(kids) else ""
        out += ("{}" if out else "") + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return out


def fenced(element: Element) -> str:
    """`mfenced`, as the row that it stands for."""
    opening = element.attrs.get("open")
    closing = element.attrs.get("close")
    separators = element.attrs.get("separators")
    marks = [c for c in ("," if separators is None else separators) if not c.isspace()]
    kids: list[Element] = [Element("mo", {}, text="(" if opening is None else opening)]
    for place, kid in enumerate(element.kids):
        if place and marks:
            kids.append(Element("mo", {}, text=marks[min(place - 1, len(marks) - 1)]))
        kids.append(kid)
    kids.append(Element("mo", {}, text=")" if closing is None else closing))
    return row(kids)


def enclosed(element: Element) -> str:
    notation = element.get("notation") or "longdiv"
    inside = row(element.kids)
    if "updiagonalstrike" in notation and "downdiagonalstrike" in notation:
        return rf"\xcancel{{{inside}}}"
    for name, command in NOTATIONS:
        if name in notation.split():
            return rf"\{command}{{{inside}}}"
    return inside


def phantom(element: Element) -> str:
    inside = row(element.kids)
    return rf"\phantom{{{inside}}}" if inside else ""


HANDLERS: dict[str, Callable[[Element], str]] = {
    "mi": lambda element: tokens.identifier(element, applied=False),
    "mn": tokens.number,
    "mo": lambda element: (
        row(element.kids) if element.kids else "|" if element.text.strip() == "∣" else tokens.operator(element)
    ),
    "mtext": tokens.text,
    "ms": tokens.text,
    "mspace": tokens.space,
    "mfrac": fraction,
    "msqrt": square_root,
    "mroot": root,
    "msub": scripted,
    "msup": scripted,
    "msubsup": scripted,
    "munder": under_over,
    "mover": under_over,
    "munderover": under_over,
    "mmultiscripts": multiscripts,
    "mfenced": fenced,
    "menclose": enclosed,
    "mphantom": phantom,
    "mtable": lambda element: table(element, tex),
    "mstyle": lambda element: small(element, tex),
    "none": lambda element: "",
    "mprescripts": lambda element: "",
}
