r"""MathML tokens (`mi mn mo mtext ms mspace`) as TeX: function names, font variants, text; and tokens side by side."""

import re
import unicodedata
from collections.abc import Sequence

from deepmath_assets.stages.extract.mathml.elements import BREAK, Element
from deepmath_assets.stages.extract.mathml.symbols import (
    FUNCTIONS,
    FUNCTIONS_IN_WORDS,
    UPRIGHT_GREEK,
    VARIANTS,
    alphabet_of,
    tex_of_characters,
)

SPACES = re.compile(r"[\s\u2009\u202f]+")
WIDTH = re.compile(r"(-?[\d.]+)(em|mu|ex|px|pt)?")
NAMED_WIDTHS = {"veryverythin": 1, "verythin": 2, "thin": 3, "medium": 4, "thick": 5}
NAMED_WIDTHS |= {"verythick": 6, "veryverythick": 7}
STEPS = ((1.9, r"\qquad"), (0.9, r"\quad"), (0.27, r"\;"), (0.21, r"\:"), (0.1, r"\,"))
SPACING = frozenset(command for _, command in STEPS) | {r"\!", r"\ ", ""}
DIMENSIONS = ("width", "height", "depth")
LETTER = re.compile("[A-Za-z]")
APPLIED = "data-applied"
WORD = re.compile(r"[^\W\d_]{2,}")
WORDS = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+)+")
TEXT_SPECIAL = re.compile(r"(?<!\\)([%#&_{}$])")
TEXT_FONTS = {"bold": "textbf", "italic": "textit", "monospace": "texttt", "sans-serif": "textsf"}
IN_A_FONT = re.compile(r"\\(?:math[a-z]+|boldsymbol)\{")
APPLICATION = "\u2061"
UNSEEN = {ord("\xa0"): " "} | dict.fromkeys(map(ord, "\u200b\u2061\u2062\u2063\u2064\ufeff"), "")
ENDS_IN_COMMAND = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z]+$")
FONT_RUN = re.compile(r"\\(mathrm|mathit|mathtt|mathsf|mathbf|mathbb)\{[^{}\\]*\}(?:\\\1\{[^{}\\]*\})+")
BOLD_RUN = re.compile(r"(?:\\(?:boldsymbol|mathbf)\{(?:[^{}\\]|\\[A-Za-z]+)*\}){2,}")
BOLD = re.compile(r"\\(?:boldsymbol|mathbf)\{((?:[^{}\\]|\\[A-Za-z]+)*)\}")
RELATIONS = {"⟺": r"\iff", "⟹": r"\implies", "⟸": r"\impliedby"}


def join(parts: Sequence[str]) -> str:
    r"""Parts of a row, a blank only where a command would run into a letter.

    >>> join(["\\alpha", "x", "+", "\\sin", "(x)"])
    '\\alpha x+\\sin(x)'
    >>> join(["\\mathrm{a}", "\\mathrm{b}", "\\boldsymbol{c}", "\\boldsymbol{+}", "\\boldsymbol{d}"])
    '\\mathrm{ab}\\boldsymbol{c+d}'
    """
    out = ""
    for part in parts:
        if _runs_together(out, part):
            out += " "
        out += part
    if "}\\" not in out:
        return out
    return BOLD_RUN.sub(_one_bold, FONT_RUN.sub(_one_font, out))


def _runs_together(before: str, part: str) -> bool:
    if not part or not before or not before[-1].isalpha() or not (part[0].isalpha() or part[0] == "*"):
        return False
    return bool(ENDS_IN_COMMAND.search(before[-40:]))


def _one_font(run: re.Match[str]) -> str:
    return run[0].replace(rf"}}\{run[1]}{{", "")


def _one_bold(run: re.Match[str]) -> str:
    """Bold letters round a bold operator as one group: a single command set them."""
    inside = BOLD.findall(run[0])
    if not any(part in "+-=<>*/,;:()[]" or part.startswith("\\") for part in inside) or len(inside) < 3:
        return run[0]
    return rf"\boldsymbol{{{join(inside)}}}"


def spaced_relation(elements: Sequence[Element]) -> str:
    r"""`\iff` and its kin, which are long arrows between two thick spaces, and `\mod`; `""` for other elements."""
    before, middle, after = elements
    if after.name != "mspace":
        return ""
    if middle.text.strip() == "mod":
        return r"\mod" if space(before) in (r"\quad", r"\qquad") else ""
    if middle.name != "mo" or space(before) != space(after) or space(after) != r"\;":
        return ""
    return RELATIONS.get(middle.text.strip(), "")


def applied(element: Element) -> Element:
    """An element whose name, under its scripts, is marked as that of a function applied to what follows."""
    if element.name == "mi":
        return Element("mi", {**element.attrs, APPLIED: "true"}, element.kids, element.text)
    if element.name in ("msub", "msup", "msubsup", "mrow", "munder") and element.kids:
        return Element(element.name, element.attrs, [applied(element.kids[0]), *element.kids[1:]], element.text)
    return element


def identifier(element: Element) -> str:
    """The TeX of an `mi`, or of a word in `mo`."""
    text = SPACES.sub(" ", element.text.strip())
    if text in FUNCTIONS:
        return "\\" + text
    if text in FUNCTIONS_IN_WORDS:
        return FUNCTIONS_IN_WORDS[text]
    given = element.get("mathvariant")
    if UPRIGHT_GREEK.fullmatch(text) and given == "normal":
        return "\\up" + tex_of_characters(text)[1:]
    variant = VARIANTS.get(given, "")
    tex = tex_of_characters(text)
    if variant == "mathrm" or (not variant and text.isascii() and (WORD.fullmatch(text) or WORDS.fullmatch(text))):
        return _upright(text, tex, element.name == "mo" or APPLIED in element.attrs)
    if not variant or not tex:
        return tex
    return _in_font(variant, text, tex)


def _upright(text: str, tex: str, applied: bool) -> str:
    if not text.isascii() or not re.search("[A-Za-z]", text):
        return tex
    if WORDS.fullmatch(text):
        return rf"\text{{{text}}}"
    return rf"\operatorname{{{tex}}}" if applied and text.isalpha() else rf"\mathrm{{{tex}}}"


def _in_font(variant: str, text: str, tex: str) -> str:
    """Letters in a font, where they are not already letters of that alphabet."""
    if IN_A_FONT.match(tex):
        return tex
    bold = variant == "boldsymbol" or (variant == "mathbf" and not re.fullmatch(r"[A-Za-z0-9]+", text))
    return rf"\boldsymbol{{{tex}}}" if bold else rf"\{variant}{{{tex}}}"


def number(element: Element) -> str:
    """The TeX of an `mn`."""
    tex = tex_of_characters(element.text.strip())
    variant = VARIANTS.get(element.get("mathvariant"), "")
    return rf"\{variant}{{{tex}}}" if variant and variant != "mathrm" and tex else tex


def operator(element: Element) -> str:
    """The TeX of an `mo`."""
    text = SPACES.sub(" ", element.text.strip())
    if text == "mod":
        return r"\bmod"
    if text in FUNCTIONS_IN_WORDS or (len(text) > 1 and WORD.fullmatch(text)):
        return identifier(element)
    if WORDS.fullmatch(text):
        return rf"\text{{ {text} }}"
    if LETTER.fullmatch(text):
        return rf"\mathrm{{{text}}}"
    if element.get("mathvariant") in ("bold", "bold-italic") and text:
        return rf"\boldsymbol{{{tex_of_characters(text)}}}"
    return tex_of_characters(text)


def text(element: Element) -> str:
    r"""The TeX of `mtext` and `ms`: `\text{...}`, or a space."""
    words = SPACES.sub(" ", element.all_text().translate(UNSEEN))
    if not words.strip():
        return r"\ " if words else ""
    if element.name == "ms":
        words = f"{element.get('lquote') or '“'}{words}{element.get('rquote') or '”'}"
    if len(words) == 1 and not words.isalnum():
        return tex_of_characters(words)
    variant = element.get("mathvariant") or alphabet_of(words.strip())
    plain = unicodedata.normalize("NFKC", words) if alphabet_of(words.strip()) else words
    return rf"\{TEXT_FONTS.get(variant, 'text')}{{{TEXT_SPECIAL.sub(_escaped, plain)}}}"


def _escaped(special: re.Match[str]) -> str:
    return "\\" + special[1]


def space(element: Element) -> str:
    r"""The TeX of an `mspace`: a break, unless it has a size (MathML 3, 3.2.7), or the nearest spacing command."""
    if element.get(BREAK) == "newline" and not any(map(element.get, DIMENSIONS)):
        return r"\\"
    width = _ems(element.get("width"))
    return next((command for least, command in STEPS if width >= least), r"\!" if width < -0.1 else "")


def _ems(width: str) -> float:
    """A width in em; the named ones of MathML 2 are eighteenths."""
    if width.endswith("mathspace"):
        name = width.removesuffix("mathspace")
        return NAMED_WIDTHS.get(name.removeprefix("negative"), 0) / (-18 if name.startswith("negative") else 18)
    match = WIDTH.match(width)
    if not match:
        return 0.0
    value = float(match[1].strip(".") or 0) if match[1].count(".") < 2 else 0.0
    return value / {"mu": 18, "ex": 2, "px": 16, "pt": 12}.get(match[2] or "em", 1)
