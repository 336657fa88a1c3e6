r"""MathML tokens (`mi mn mo mtext ms mspace`) as TeX: function names, font variants, text."""

import re

from deepmath_assets.stages.extract.mathml.elements import Element
from deepmath_assets.stages.extract.mathml.symbols import (
    FUNCTIONS,
    FUNCTIONS_IN_WORDS,
    UPRIGHT_GREEK,
    VARIANTS,
    tex_of_characters,
)

SPACES = re.compile(r"[\s\u2009\u202f]+")
WIDTH = re.compile(r"(-?[\d.]+)(em|mu|ex|px|pt)?")
WORD = re.compile(r"[^\W\d_]{2,}")
TEXT_SPECIAL = re.compile(r"([%#&_{}])")
APPLICATION = "\u2061"


def identifier(element: Element, applied: bool) -> str:
    r"""The TeX of an `mi` (or a word in `mo`); `applied` says that it is applied to what follows."""
    text = SPACES.sub(" ", element.text.strip())
    if text in FUNCTIONS:
        return "\\" + text
    if text in FUNCTIONS_IN_WORDS:
        return FUNCTIONS_IN_WORDS[text]
    if UPRIGHT_GREEK.fullmatch(text) and element.get("mathvariant") == "normal":
        return "\\up" + tex_of_characters(text)[1:]
    variant = VARIANTS.get(element.get("mathvariant"), "")
    tex = tex_of_characters(text)
    if variant == "mathrm" or (not variant and WORD.fullmatch(text) and text.isascii()):
        if not text.isascii() or not re.search("[A-Za-z]", text):
            return tex
        return rf"\operatorname{{{tex}}}" if applied and len(text) > 1 else rf"\mathrm{{{tex}}}"
    if variant == "boldsymbol" or (variant == "mathbf" and not re.fullmatch(r"[A-Za-z0-9]+", text)):
        return rf"\boldsymbol{{{tex}}}"
    return rf"\{variant}{{{tex}}}" if variant and tex else tex


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
    if len(text) > 1 and (WORD.fullmatch(text) or text in FUNCTIONS_IN_WORDS):
        return identifier(element, applied=True)
    if element.get("mathvariant") == "bold" and text:
        return rf"\boldsymbol{{{tex_of_characters(text)}}}"
    return tex_of_characters(text)


def text(element: Element) -> str:
    r"""The TeX of `mtext` and `ms`: `\text{...}`, or a space."""
    words = SPACES.sub(" ", element.all_text().replace("\xa0", " "))
    if not words.strip():
        return r"\ " if words else ""
    if element.name == "ms":
        words = f"“{words}”"
    if len(words) == 1 and not words.isalnum():
        return tex_of_characters(words)
    command = {"bold": "textbf", "italic": "textit", "monospace": "texttt", "sans-serif": "textsf"}
    escaped = TEXT_SPECIAL.sub(r"\\\1", words)
    return rf"\{command.get(element.get('mathvariant'), 'text')}{{{escaped}}}"


def space(element: Element) -> str:
    r"""The TeX of an `mspace`: a break, or the nearest spacing command."""
    if element.get("linebreak") == "newline":
        return r"\\"
    match = WIDTH.match(element.get("width"))
    if not match:
        return ""
    value = float(match[1].strip(".") or 0) if match[1].count(".") < 2 else 0.0
    width = value / {"mu": 18, "ex": 2, "px": 16, "pt": 12}.get(match[2] or "em", 1)
    steps = ((1.9, r"\qquad"), (0.9, r"\quad"), (0.27, r"\;"), (0.21, r"\:"), (0.1, r"\,"))
    return next((command for least, command in steps if width >= least), r"\!" if width < -0.1 else "")
