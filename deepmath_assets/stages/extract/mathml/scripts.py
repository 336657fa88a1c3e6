r"""Scripts, limits, accents, braces and long arrows: `msub`, `munder`, `mover`, `mmultiscripts` and their kin."""

import re
from collections.abc import Callable, Sequence

from deepmath_assets.stages.extract.mathml.elements import EMPTY, Element, row_of, unwrapped
from deepmath_assets.stages.extract.mathml.fences import CLOSING, OPENING
from deepmath_assets.stages.extract.mathml.marks import BRACES, OVER, UNDER, WIDE, XARROWS
from deepmath_assets.stages.extract.mathml.packages.mhchem import is_only_phantom
from deepmath_assets.stages.extract.mathml.symbols import FUNCTIONS, FUNCTIONS_IN_WORDS
from deepmath_assets.stages.extract.mathml.tables import is_column, stack
from deepmath_assets.stages.extract.mathml.tokens import join

MANY_INTEGRALS = "∫⋯∫"
LARGE = frozenset("∑∏∐∫∮∬∭⋃⋂⨁⨂⨀⋀⋁⨆⨄∯∰⨌")
LIMITS = LARGE | FUNCTIONS | frozenset(FUNCTIONS_IN_WORDS) | {MANY_INTEGRALS}
LIMITS_OF_SETS = {
    "underline": r"\varliminf",
    "overline": r"\varlimsup",
    "underrightarrow": r"\varinjlim",
    "underleftarrow": r"\varprojlim",
}
ARROWED = "northeastarrow"
PRIMES = re.compile("['′″‴⁗]+")
ONE_TOKEN = re.compile(
    r"\\[A-Za-z]+|[^\\]|\\.|[\d.,]+|\\arg\\(?:max|min)|\\begin\{(\w*matrix)\}(?:(?!\\begin).)*\\end\{\1\}", re.S
)
RAISED = re.compile(r"\^(?:\{(\\circ)\}|([0-9]))")
ONE_ARGUMENT = re.compile(r"\\[A-Za-z]+\{")
Writer = Callable[[Element], str]


def kid(element: Element, place: int) -> Element:
    """A child, an empty row where there is none."""
    return element.kids[place] if place < len(element.kids) else EMPTY


def base(element: Element, tex: Writer) -> str:
    """The TeX of what carries a script, in braces where it is more than one token."""
    inside = tex(element)
    if not inside or ONE_TOKEN.fullmatch(inside) or _is_one_command(inside) or _is_fenced(element):
        return inside
    return "{" + inside + "}"


def _is_one_command(inside: str) -> bool:
    r"""Whether a TeX is one command with one argument in braces.

    >>> _is_one_command(r"\bar{x_{1}}"), _is_one_command(r"\bar{x}\bar{y}"), _is_one_command(r"\frac{a}{b}")
    (True, False, False)
    """
    start = ONE_ARGUMENT.match(inside)
    if not start or not inside.endswith("}"):
        return False
    depth = 0
    for place in range(start.end() - 1, len(inside)):
        depth += (inside[place] == "{") - (inside[place] == "}")
        if depth == 0:
            return place == len(inside) - 1
    return False


def _is_fenced(element: Element) -> bool:
    parts = row_of(element)
    return len(parts) > 1 and parts[0].text.strip() in OPENING and parts[-1].text.strip() in CLOSING


def _argument(element: Element, tex: Writer) -> str:
    r"""The TeX of a script: a table of one column is a `\substack`, a raised sign (a degree) is not raised twice."""
    core = unwrapped(element)
    inside = stack(core, tex) if core.name == "mtable" and core.kids and is_column(core) else tex(element)
    raised = RAISED.fullmatch(inside)
    return raised[1] or raised[2] if raised else inside


def scripted(element: Element, tex: Writer) -> str:
    """`msub`, `msup`, `msubsup`."""
    name, below, above = element.name, "", ""
    carrier = kid(element, 0)
    if name == "msup" and ARROWED in unwrapped(carrier).get("notation"):
        return rf"\cancelto{{{tex(kid(element, 1))}}}{{{join([tex(part) for part in unwrapped(carrier).kids])}}}"
    carried = "" if is_only_phantom(carrier) else base(carrier, tex) or "{}"
    if name in ("msub", "msubsup"):
        below = _argument(kid(element, 1), tex)
    if name in ("msup", "msubsup"):
        above = _argument(kid(element, len(element.kids) - 1 if len(element.kids) > 1 else 1), tex)
    low = f"_{{{below}}}" if below else ""
    if PRIMES.fullmatch(above):
        return above if carried == "{}" and not below else carried + low + above
    return carried + low + (f"^{{{above}}}" if above else "")


def under_over(element: Element, tex: Writer) -> str:
    """`munder`, `mover`, `munderover`: accents, braces, long arrows, limits."""
    inner = kid(element, 0)
    below = kid(element, 1) if element.name != "mover" else None
    above = kid(element, len(element.kids) - 1) if element.name != "munder" and len(element.kids) > 1 else None
    if (accent := _accent(element, inner, below, above, tex)) is not None:
        return accent
    core = unwrapped(inner)
    symbol = core.all_text().strip()
    if core.name == "mo" and symbol in XARROWS and _is_stretched(inner, core, below, above):
        optional = f"[{tex(below)}]" if below else ""
        return rf"\{XARROWS[symbol]}{optional}{{{tex(above) if above else ''}}}"
    low, high = (_argument(script, tex) if script else "" for script in (below, above))
    if symbol in LIMITS or _is_braced(core) or _names_limits(core):
        carrier = rf"\operatorname*{{{symbol}}}" if _is_new_name(core, symbol) else base(inner, tex)
        carrier = r"\idotsint" if symbol == MANY_INTEGRALS else carrier
        return carrier + (f"_{{{low}}}" if below else "") + (f"^{{{high}}}" if above else "")
    if (beside := _beside_limits(core, tex)) is not None:
        return beside + (f"_{{{low}}}" if below else "") + (f"^{{{high}}}" if above else "")
    out = "{" + tex(inner) + "}"
    if above is not None:
        out = rf"\overset{{{high}}}{out}"
    if below is not None:
        out = rf"\underset{{{low}}}{out if above is None else '{' + out + '}'}"
    return out


def _beside_limits(core: Element, tex: Writer) -> str | None:
    r"""A large operator with scripts of its own beside its limits, as `\sideset` writes it; None for another base."""
    if core.name not in ("msub", "msup", "msubsup") or unwrapped(kid(core, 0)).text.strip() not in LARGE:
        return None
    carrier = Element(core.name, core.attrs, [EMPTY, *core.kids[1:]])
    return rf"\sideset{{}}{{{scripted(carrier, tex).removeprefix('{}')}}}{tex(kid(core, 0))}"


def _is_stretched(inner: Element, core: Element, *labels: Element | None) -> bool:
    """Whether an arrow is as long as its labels: unless it says no or lies in a group; an equals sign says so."""
    if core.get("stretchy") or core.get("minsize"):
        return core.get("stretchy") != "false"
    if any(part.name == "mpadded" for label in labels if label for part in (label, *label.kids)):
        return True
    return inner is core and core.text.strip() != "="


def _is_braced(core: Element) -> bool:
    """Whether a base is something under or over a brace, whose label then is a script."""
    if core.name not in ("munder", "mover") or len(core.kids) != 2:
        return False
    return unwrapped(core.kids[1]).all_text().strip() in BRACES or unwrapped(core.kids[0]).text.strip() in LIMITS


def _names_limits(core: Element) -> bool:
    """Whether an operator takes limits: a word, or something with `movablelimits`."""
    words = core.all_text().strip()
    word = core.name in ("mo", "mi") and len(words) > 2 and words.islower() and " " not in words
    return word or core.get("movablelimits") == "true"


def _is_new_name(core: Element, words: str) -> bool:
    """Whether a word that takes limits is none that TeX knows."""
    return core.name in ("mi", "mo") and len(words) > 1 and words.isascii() and words.isalpha() and words not in LIMITS


def _accent(element: Element, inner: Element, below: Element | None, above: Element | None, tex: Writer) -> str | None:
    mark = unwrapped((below if element.name == "munder" else above) or EMPTY) if element.name != "munderover" else EMPTY
    symbol = mark.all_text().strip()
    if mark.name not in ("mo", "mi", "mtext", "mn") or not symbol:
        return None
    core = unwrapped(inner)
    if core.name == "mo" and core.all_text().strip() in XARROWS:
        return None
    command = (UNDER if element.name == "munder" else OVER).get(symbol)
    if core.text.strip() == "lim" and command in LIMITS_OF_SETS:
        return LIMITS_OF_SETS[command]
    if command is None or (core.text.strip() in LIMITS and command not in ("underline", "overline")):
        return None
    return rf"\{_width(command, mark, inner)}{{{tex(inner)}}}"


def _width(command: str, mark: Element, inner: Element) -> str:
    """The accent as wide as it is drawn: said by `stretchy`, else wide over more than one letter."""
    single = len(inner.all_text().strip()) <= 1
    if command == "bar" and mark.get("accent") == "false":
        return "overline"
    stretchy = mark.get("stretchy")
    return WIDE.get(command, command) if stretchy == "true" or (not single and stretchy != "false") else command


def multiscripts(element: Element, tex: Writer) -> str:
    """`mmultiscripts`: scripts behind, and before on an empty base."""
    kids = element.kids
    names = [part.name for part in kids]
    split = names.index("mprescripts") if "mprescripts" in names else len(kids)
    after, before = _pairs(kids[1:split], tex), _pairs(kids[split + 1 :], tex)
    return (("{}" + before) if before else "") + base(kid(element, 0), tex) + after


def _pairs(kids: Sequence[Element], tex: Writer) -> str:
    out = ""
    for place in range(0, len(kids), 2):
        below, above = tex(kids[place]), tex(kids[place + 1]) if place + 1 < len(kids) else ""
        out += ("{}" if out else "") + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")
    return out
