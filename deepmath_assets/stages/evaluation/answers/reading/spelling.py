"""One spelling for an answer: widths, punctuation, LaTeX cosmetics, digits in groups, mixed numbers.

Here: rewriting of text that never changes what an answer says. Not here: what it means (`shapes`), or finding it in
prose (`extraction`). Chinese numerals and fractions are rewritten in `chinese`. Own rules; Math-Verify's normaliser
leaves full-width digits, circled numbers, mixed numbers and Chinese punctuation as they are, which is what these are
for.
"""

import re
import unicodedata

from deepmath_assets.stages.evaluation.answers.reading.chinese import rewrite_chinese

_CIRCLED = {chr(0x2460 + i): rf"\textcircled{{{i + 1}}}" for i in range(20)}
_SYMBOLS = {
    "−": "-",
    "–": "-",
    "—": "-",
    "－": "-",
    "﹣": "-",
    "×": r"\times ",
    "÷": r"\div ",
    "·": r"\cdot ",
    "∙": r"\cdot ",
    "∗": "*",
    "√": r"\sqrt ",
    "∞": r"\infty ",
    "≤": r"\le ",
    "⩽": r"\le ",
    "≦": r"\le ",
    "≥": r"\ge ",
    "⩾": r"\ge ",
    "≧": r"\ge ",
    "≠": r"\ne ",
    "≈": r"\approx ",
    "∪": r"\cup ",
    "∩": r"\cap ",
    "∈": r"\in ",
    "∅": r"\emptyset ",
    "Ø": r"\emptyset ",
    "±": r"\pm ",
    "∓": r"\mp ",
    "°": r"^\circ ",
    "∠": r"\angle ",
    "△": r"\triangle ",
    "′": "'",
    "’": "'",
    "∨": r"\text{ or }",
    "。": ".",
    "．": ".",
    "、": ",",
    "【": "[",
    "】": "]",
    "〔": "(",
    "〕": ")",
    "￥": r"\yen ",
    "¥": r"\yen ",
    "€": r"\euro ",
    "£": r"\pound ",
    "⁄": "/",
    "∕": "/",
    "…": r"\dots ",
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ω": "omega",
    "Δ": "Delta",
    "Ω": "Omega",
    "Σ": "Sigma",
    "Φ": "Phi",
}
_COSMETIC = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|textstyle|limits|nolimits|boldsymbol|bm|rm|bf|it|quad|qquad|hfill|allowbreak)(?![A-Za-z])\.?"
    r"|\\phantom\{[^{}]*\}|\\hspace\*?\{[^{}]*\}|(?<!\\)\\[;: ]|~|\u200b|\ufeff|(?<!\\)\\/"
)
_RENAMED = {
    r"\dfrac": r"\frac",
    r"\tfrac": r"\frac",
    r"\cfrac": r"\frac",
    r"\dbinom": r"\binom",
    r"\tbinom": r"\binom",
    r"\leqslant": r"\le",
    r"\leq": r"\le",
    r"\geqslant": r"\ge",
    r"\geq": r"\ge",
    r"\lt": "<",
    r"\gt": ">",
    r"\neq": r"\ne",
    r"\lbrace": r"\{",
    r"\rbrace": r"\}",
    r"\lbrack": "[",
    r"\rbrack": "]",
    r"\lvert": "|",
    r"\rvert": "|",
    r"\vert": "|",
    r"\mid": "|",
    r"\varnothing": r"\emptyset",
    r"\O": r"\emptyset",
    r"\land": r"\text{ and }",
    r"\wedge": r"\text{ and }",
    r"\lor": r"\text{ or }",
    r"\vee": r"\text{ or }",
    r"\degree": r"^\circ",
    r"\colon": ":",
    r"\mbox": r"\text",
    r"\textbf": r"\text",
    r"\textit": r"\text",
    r"\textnormal": r"\text",
    r"\textrm": r"\text",
    r"\operatorname": r"\mathrm",
    r"\mathbf": r"\mathrm",
    r"\mathit": r"\mathrm",
    r"\varphi": r"\phi",
    r"\varepsilon": r"\epsilon",
    r"\ldots": r"\dots",
    r"\cdots": r"\dots",
    r"\lfloor": r"\floor(",
    r"\rfloor": ")",
    r"\lceil": r"\ceil(",
    r"\rceil": ")",
    r"\ast": "*",
    r"\union": r"\cup",
    r"\arctan": r"\atan",
    r"\arcsin": r"\asin",
    r"\arccos": r"\acos",
    r"\lg": r"\log_{10}",
    r"\bigcup": r"\cup",
    r"\bigcap": r"\cap",
    r"\infin": r"\infty",
}
_COMMAND = re.compile(r"\\[A-Za-z]+")
_TEXTUAL_NAME = re.compile(r"\\mathrm\{~?([A-Za-z])\}")
_ASCII_RELATIONS = (("<=", r"\le "), (">=", r"\ge "), ("!=", r"\ne "), ("**", "^"), ("==", "="))
_MIXED_FRAC = re.compile(
    r"(?<![\w.^}{\\])(\d+)\s*\\frac\s*(?:\{\s*(\d+)\s*\}\s*\{\s*(\d+)\s*\}|(\d)(\d)(?!\d))(?![!^])"
)
_MIXED_SLASH = re.compile(r"(?<![\w.^}/])(\d+)\s+(\d+)\s*/\s*(\d+)(?![\d.])")
_MIXED_APE = re.compile(r"(?<![\w.^}/])(\d+)\s*\(\s*(\d+)\s*/\s*(\d+)\s*\)(?![!^])")
_GROUPED = re.compile(r"(?<![\d.,\w])(\d{1,3})((?:,\d{3})+)(?![\d])(?!,\d)")
_GROUPED_TEX = re.compile(r"(?<=\d)\s*(?:\{,\}|,\\!|\\,|\\!)\s*(?=\d{3}(?!\d))")
_GROUPED_SPACE = re.compile(r"(?<![\d.,\w])(\d{1,3})((?: \d{3})+)(?![\d.]*\d| *[/\\(])")


def respell(text: str) -> str:
    r"""The answer in one spelling: ASCII punctuation, plain LaTeX names, no spacing commands, no digit groups.

    >>> respell("（１，２）")
    '(1,2)'
    >>> respell(r"\left(\dfrac{1}{2}\right)"), respell("1 234 567"), respell("14{,}916"), respell(r"1\frac{1}{2}")
    ('(\\frac{1}{2} )', '1234567', '14916', '(1+1/2)')
    """
    text = rewrite_chinese(_plain_characters(text))
    text = _plain_latex(text)
    return re.sub(r"\s+", " ", _without_digit_groups(_mixed_numbers(text))).strip()


def _plain_characters(text: str) -> str:
    """The text with superscripts, symbols and full-width characters replaced by ASCII or LaTeX names."""
    for circled, name in _CIRCLED.items():
        text = text.replace(circled, name)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ]+", lambda m: "^{" + m.group().translate(_SUPERSCRIPTS) + "}", text)
    text = re.sub(r"[₀₁₂₃₄₅₆₇₈₉]+", lambda m: "_{" + m.group().translate(_SUBSCRIPTS) + "}", text)
    text = re.sub(r"(?<=\d)(?=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])", " ", text)
    for symbol, name in _SYMBOLS.items():
        text = text.replace(symbol, name)
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/").replace("。", ".").replace("、", ",")
    return "".join(rf"\{_GREEK[c]} " if c in _GREEK else c for c in text)


def _plain_latex(text: str) -> str:
    """The text without cosmetics of LaTeX: sizes, spaces, aliases, math delimiters, units of currency."""
    text = _GROUPED_TEX.sub("", text)
    text = text.replace(r"\!", "").replace(r"\,", " ")
    text = _COSMETIC.sub(" ", text)
    text = _COMMAND.sub(lambda m: _RENAMED.get(m.group(), m.group()), text)
    text = _TEXTUAL_NAME.sub(r" \1", text)
    text = re.sub(r"\^\s*\{?\s*\\circ\s*\}?", r"^\\circ ", text)
    for spelt, name in _ASCII_RELATIONS:
        text = text.replace(spelt, name)
    text = text.replace(r"\$", r"\dollar ").replace(r"\%", "%").replace(r"\#", "#").replace(r"\&", "&")
    text = re.sub(r"(?<!\\)\\[()\[\]]", " ", text)
    return _currency_or_delimiter(text)


def _currency_or_delimiter(text: str) -> str:
    """Paired dollar signs are math delimiters and vanish; a single one is the currency."""
    if text.count("$") % 2 == 0:
        return text.replace("$", " ")
    return re.sub(r"\$(?=\s*[\d.])", r"\\dollar ", text, count=1).replace("$", " ")


def _mixed_numbers(text: str) -> str:
    r"""Mixed numbers as sums in brackets: `1 1/2`, `1\frac12`, `1(5/6)`."""

    def as_sum(match: re.Match[str]) -> str:
        whole, top, bottom = [part for part in match.groups() if part is not None]
        return f"({whole}+{top}/{bottom})" if 0 < int(top) < int(bottom) else match.group()

    for pattern in (_MIXED_FRAC, _MIXED_SLASH, _MIXED_APE):
        text = pattern.sub(as_sum, text)
    return text


def _without_digit_groups(text: str) -> str:
    """Digit groups closed up: `1,234` outside brackets, `1 234`, and a space after a decimal point."""
    text = re.sub(r"(?<=\d)\. (?=\d)", ".", text)
    text = _GROUPED_SPACE.sub(lambda m: m.group().replace(" ", ""), text)
    pieces, depth, start = [], 0, 0
    for at, char in enumerate(text):  # inside brackets a comma separates coordinates: (1,234) is a pair
        step = (char in "([{") - (char in ")]}")
        if step and (depth == 0 or depth + step == 0):
            pieces.append(_close_groups(text[start:at]) if depth == 0 else text[start:at])
            start = at
        depth = max(0, depth + step)
    return "".join(pieces) + (_close_groups(text[start:]) if depth == 0 else text[start:])


def _close_groups(text: str) -> str:
    return _GROUPED.sub(lambda m: m.group().replace(",", ""), text)
