"""Chinese ways to write a number, rewritten as LaTeX that the parser reads.

Here: numerals (三千六百, 两, 半), large units (1.2亿), fractions (四分之三, 百分之25), mixed numbers (三又二分之一),
根号, 无穷大. Not here: Chinese units (`units`), 或 and 和 (`structure`), sentences (`extraction`).
Numerals are rewritten only where they cannot be part of a word.
"""

import re
from fractions import Fraction

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_NUMERAL = "[〇零一二两三四五六七八九十百千万亿]+"
_NUMBER = rf"(?:\d+(?:\.\d+)?|{_NUMERAL}(?:点[〇零一二三四五六七八九]+)?)"
_PARTS = re.compile(rf"({_NUMBER})分之({_NUMBER})")
_MIXED = re.compile(rf"({_NUMBER})又\s*(\(?[\d+]+\s*/\s*\d+\)?|\\frac\{{\d+\}}\{{\d+\}})")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)\s*([万亿]+)")
_WHOLE_NUMERAL = re.compile(rf"(?<![一-鿿A-Za-z])(负?)({_NUMERAL}(?:点[〇零一二三四五六七八九]+)?)(?![一-鿿])")
_COUNTERS = "个|只|人|元|天|页|岁|米|千米|厘米|分米|毫米|克|千克|吨|小时|分钟|秒|升|毫升"
_COUNTERS_AT_END = "角|分|度|次|条|位|本|种|块|棵|张|辆|名|倍|平方米|平方厘米|立方米|立方厘米"  # 三角形 is no count
_COUNTED_NUMERAL = re.compile(rf"(?<![\d.])({_NUMERAL})(?=(?:{_COUNTERS})|(?:{_COUNTERS_AT_END})(?![一-鿿]))")
_RATIO = re.compile(rf"^({_NUMBER})\s*比\s*({_NUMBER})$")


def chinese_number(text: str) -> Fraction | None:
    """The value of a Chinese numeral, or None if the text is not one.

    >>> [str(chinese_number(t)) for t in ("十二", "一百零五", "三千六百", "两万", "三点一四", "一二", "万")]
    ['12', '105', '3600', '20000', '157/50', '12', 'None']
    """
    whole, _, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or not all(c in _DIGITS for c in decimals):
        return None
    return value + sum((Fraction(_DIGITS[c], 10**i) for i, c in enumerate(decimals, 1)), Fraction(0))


def _whole(text: str) -> Fraction | None:
    if not text or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return Fraction(int("".join(str(_DIGITS[c]) for c in text)))
    if text[0] in _LARGE:
        return None
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section, digit = section + (digit or 1) * _SMALL[char], 0
        else:
            total, section, digit = (total + section + digit) * _LARGE[char], 0, 0
    return Fraction(total + section + digit)


def rewrite_chinese(text: str) -> str:
    r"""The text with Chinese numbers, fractions, roots and connectives in LaTeX or ASCII.

    >>> rewrite_chinese("四分之三"), rewrite_chinese("1.2亿"), rewrite_chinese("3又1/2"), rewrite_chinese("根号2")
    ('(3/4)', '120000000', '(3+1/2)', '\\sqrt{2}')
    """
    if not re.search("[一-鿿]", text):
        return text
    text = text.replace("正无穷大", r"\infty ").replace("负无穷大", r"-\infty ").replace("无穷大", r"\infty ")
    text = re.sub(r"根号\s*(\d+|[a-z]|\([^()]*\))", r"\\sqrt{\1}", text)
    text = re.sub(r"^一半$", "1/2", text.strip())
    text = _RATIO.sub(lambda m: f"{_plain(m.group(1))}:{_plain(m.group(2))}", text)
    text = _PARTS.sub(_fraction, text)
    text = _MIXED.sub(lambda m: f"({_plain(m.group(1))}+{m.group(2).strip('()')})", text)
    text = _SCALED.sub(_scaled, text)
    text = _WHOLE_NUMERAL.sub(lambda m: ("-" if m.group(1) else "") + _plain(m.group(2)), text)
    return _COUNTED_NUMERAL.sub(lambda m: _plain(m.group(1)), text)


def _plain(text: str) -> str:
    """The number in digits (unchanged if it is none)."""
    value = chinese_number(text)
    return text if value is None else _spelt(value)


def _spelt(value: Fraction) -> str:
    """A terminating value as digits, another as p/q."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"({value.numerator}/{value.denominator})"


def _fraction(match: re.Match[str]) -> str:
    bottom, top = _plain(match.group(1)), _plain(match.group(2))
    return f"({top}/{bottom})"


def _scaled(match: re.Match[str]) -> str:
    scale = 1
    for char in match.group(2):
        scale *= _LARGE[char]
    return _spelt(Fraction(match.group(1)) * scale)
