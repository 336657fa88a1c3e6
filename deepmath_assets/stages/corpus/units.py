r"""A text as a sequence of units: one word, number, operator or Chinese character each.

Decontamination and near-duplicate search both ask whether two texts say the same, whatever they look like. So the
scanner sees through what writers, typesetters and extractors vary: case, full-width forms, punctuation, line wraps,
Markdown, `$` style, spacing, `\left`, `\dfrac`, calculator notes, figure sources. What is left are the units of the
paper's "10-gram" (section 2.1, where the unit is not stated): words for English, characters for Chinese, both in one
sequence, so that one scan serves a page of two languages. Products and fractions leave no unit of their own
(`\frac{a}{b}`, `a/b`, `a \cdot b`, `a*b` differ in look only as often as not); signs of relation and the minus do.

What is not covered: traditional against simplified characters, numerals in words, renamed variables.
"""

import re
import unicodedata
from collections.abc import Sequence

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_OPERATORS = "=<>+−–≤≥≠≈≡±÷√°%∈∉∪∩⊂⊆∞∠∥⊥∑∫→"
_SCANNER = re.compile(
    rf"""
      <<[^<>\n]*>>                                     # calculator notes
    | \[asy\].*?\[/asy\]                               # figure sources
    | \\(?:begin|end)\s*\{{[^{{}}]*\}}
    | \\[dtc]?frac\s*\d\s*\d                           # \frac12
    | \\[a-z]+
    | \\.
    | [{_HAN}]
    | [a-zà-öø-ʯ]+(?:['’ʼ][a-z]+|(?<=[a-z]{{2}})[-‐]\n?[a-z]{{2,}})*       # janet's, two-digit
    | \d+(?:(?:,|\{{,\}}|\\,)\d{{3}}(?!\d))+(?:\.\d+)?   # 70,000
    | \d+(?:\.\d+)?
    | [α-ω]
    | [а-я]+
    | [{_OPERATORS}‐-]
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_MARKS = re.compile(r"^[ \t]*(?:(?:[-*+>]|\#{1,6})[ \t]+)+", re.MULTILINE)
_SPELT_UNIT = re.compile(rf"[{_HAN}]|[^ {_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
_NOISE = re.compile(r"['’ʼ\n‐-]|,|\{,\}|\\,")

_SAME = {
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "neq": "≠", "ne": "≠",
    "approx": "≈", "equiv": "≡", "pm": "±", "div": "÷", "sqrt": "√", "circ": "°", "degree": "°", "in": "∈",
    "notin": "∉", "cup": "∪", "cap": "∩", "subset": "⊂", "subseteq": "⊆", "infty": "∞", "angle": "∠",
    "parallel": "∥", "perp": "⊥", "sum": "∑", "int": "∫", "to": "→", "rightarrow": "→", "lt": "<", "gt": ">",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_SILENT_COMMANDS = (
    "left right big bigg bigl bigr biggl biggr middle displaystyle textstyle scriptstyle limits nolimits "
    "frac dfrac tfrac cfrac over cdot times ast text textbf textit textrm textsf texttt mathrm mathbf mathbb "
    "mathcal mathit mathsf mathfrak boldsymbol bm mbox hbox rm bf it operatorname emph underline boxed fbox quad "
    "qquad hspace vspace hfill mid vert lvert rvert newline par item label tag notag nonumber hline centering "
    "ldots dots cdots dotsc dotsb phantom strut"
)
_SILENT = frozenset(_SILENT_COMMANDS.split(" "))
_OTHER_SIGNS = {"-": "−", "‐": "−", "–": "−", "ς": "σ"}


def units_of(text: str) -> list[str]:
    r"""Units of a text, in order.

    >>> units_of(r"Compute $\dfrac{1}{2} \leq x$, **Janet's** 70,000 eggs")
    ['compute', '1', '2', '≤', 'x', 'janets', '70000', 'eggs']
    >>> units_of("小明有３个苹果，（共）")
    ['小', '明', '有', '3', '个', '苹', '果', '共']
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    return [unit for mark in _SCANNER.findall(_LINE_MARKS.sub("", plain)) for unit in _read(mark)]


def spelt(units: Sequence[str]) -> str:
    """Units as one text: a space between two of them, none beside a Chinese character.

    >>> spelt(["小", "明", "有", "3", "x", "个"])
    '小明有3 x个'
    """
    return spelt_with_places(units)[0]


def spelt_with_places(units: Sequence[str]) -> tuple[str, list[int], list[int]]:
    """Units as one text, with the start and the end of each unit in it.

    >>> spelt_with_places(["two", "eggs"])
    ('two eggs', [0, 4], [3, 8])
    """
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place, after_han = 0, True
    for unit in units:
        han = is_han(unit)
        if not (han or after_han):
            parts.append(" ")
            place += 1
        parts.append(unit)
        starts.append(place)
        place += len(unit)
        ends.append(place)
        after_han = han
    return "".join(parts), starts, ends


def units_in(spelt_text: str) -> list[str]:
    """The units that `spelt` joined.

    >>> units_in("小明有3 x个")
    ['小', '明', '有', '3', 'x', '个']
    """
    return _SPELT_UNIT.findall(spelt_text)


def is_han(unit: str) -> bool:
    """Whether a unit is a character of a language written without spaces.

    >>> is_han("明"), is_han("ming")
    (True, False)
    """
    return unit >= "\u2e80" and _IS_HAN.match(unit) is not None


def _read(mark: str) -> tuple[str, ...]:
    """The units that one mark of the scanner stands for: mostly one, none for layout."""
    first = mark[0]
    if first == "\\":
        return _command(mark)
    if (first == "<" and len(mark) > 1) or first == "[":
        return ()
    if first.isdigit() or len(mark) > 1:
        return (_NOISE.sub("", mark),)
    return (_OTHER_SIGNS.get(mark, mark),)


def _command(mark: str) -> tuple[str, ...]:
    name = mark[1:]
    if name[-1].isdigit():
        return tuple(digit for digit in name if digit.isdigit())
    if name == "%":
        return ("%",)
    if not name.isalpha() or name in _SILENT:
        return ()
    return (_SAME.get(name, name),)
