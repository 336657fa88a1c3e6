"""Units of measure: taken off an answer, and converted where both answers carry one.

Here: the table of units (SI prefixes spelt out, the units of school problems in English and Chinese), and splitting
`number unit`. Not here: percent (part of the number) and degrees with a formula (`shapes` asks for the unit
`degree`). A word that is no known unit is a counting word ("apples", 个苹果): it is dropped and never compared.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from deepmath_assets.stages.evaluation.answers.formulas.vocabulary import CIRCULAR

_TABLE = """
length 1 m meter meters metre metres 米 公尺
length 1000 km kilometer kilometers kilometre kilometres 千米 公里
length 1/10 dm 分米
length 1/100 cm centimeter centimeters centimetre centimetres 厘米
length 1/1000 mm millimeter millimeters 毫米
length 1609344/1000000 mile miles
length 3048/10000 foot feet ft
length 254/10000 inch inches in
length 9144/10000 yard yards yd
area 1 平方米 square_meters square_meter sqm
area 1000000 平方千米 平方公里 square_kilometers
area 1/100 平方分米
area 1/10000 平方厘米 square_centimeters
area 10000 公顷 hectare hectares
volume 1 立方米 cubic_meters
volume 1/1000 立方分米 升 liter liters litre litres L
volume 1/1000000 立方厘米 毫升 ml mL cubic_centimeters
mass 1 kg kilogram kilograms 千克 公斤
mass 1/1000 g gram grams 克
mass 1000 吨 ton tons tonne tonnes
mass 1/2 斤
time 1 s second seconds sec 秒 秒钟
time 60 min minute minutes 分钟
time 3600 h hour hours hr hrs 小时 时
time 86400 day days 天 日
time 604800 week weeks 周 星期
yuan 1 元 yuan 块钱 块 圆
yuan 1/10 角 毛
yuan 1/100 分
dollar 1 dollar dollars usd 美元
dollar 1/100 cent cents 美分
euro 1 euro euros 欧元
pound 1 pound pounds
angle 1 degree degrees 度
"""
_UNITS = {
    name: (kind, Fraction(factor))
    for line in _TABLE.strip().splitlines()
    for kind, factor, *names in [line.split()]
    for name in names
}
_POWERS = {"2": "area", "3": "volume"}
_TEX_UNIT = re.compile(r"(?:\\[;,: ]|\s|~)*\\(?:text|mathrm)\s*\{([^{}]*)\}(?:\s*\^\s*\{?\s*([23])\s*\}?)?\s*[.]?\s*$")
_WORD_UNIT = re.compile(
    r"(?:(?<=[\d)}%.!])\s*|(?<=[a-z])\s+)((?:(?:square|cubic|sq)\s+)?[A-Za-z]{2,}(?:\s+[A-Za-z]+)*)(?:\s*\^\s*\{?\s*([23])\s*\}?)?\s*[.]?\s*$"
)
_SYMBOL_UNIT = re.compile(
    r"^(-?[\d./]+)\s+((?:k?m|[cdm]m|k?g|m?L|ml|h|s|min)(?:/(?:h|s|min|k?m|k?g|L))?)(?:\s*\^\s*\{?\s*([23])\s*\}?)?$"
)
_FORMULA_WORDS = frozenset(
    [*CIRCULAR, "log", "ln", "exp", "pi", "sqrt", "arcsin", "arccos", "arctan", "mod", "inf", "infinity", "or", "and"]
)
_CHINESE_UNIT = re.compile(r"(?<=[^\s一-鿿])\s*((?:\(?[一-鿿][一-鿿/]*\)?))\s*[.]?\s*$")
_CHINESE_PREFIX = re.compile(r"^[一-鿿]+[:,]?\s*(?=[-\d(\\$])")
_COMPOUND = re.compile(
    r"^(\d+)\s*([一-鿿]{1,2})\s*(\d+)\s*([一-鿿]{1,2})$|^(\d+)\s*([a-z]+)\s*(?:and|,)?\s*(\d+)\s*([a-z]+)$"
)
_DEGREE = re.compile(r"\s*\^\s*\\circ\s*$|\s*\^\s*\{\s*\\circ\s*\}\s*$|\\degree\s*$")
_CURRENCY = {"\\dollar": "dollar", "\\yen": "元", "\\euro": "euro", "\\pound": "pound"}
_TRIGONOMETRIC = re.compile(rf"(?:{'|'.join(CIRCULAR)})(?![a-z])")


@dataclass(frozen=True)
class Quantity:
    """An answer's formula text and its unit: `kind` is empty without a unit and `count` for a word that is no known
    unit.
    """

    text: str
    kind: str = ""
    factor: Fraction = Fraction(1)


def split_unit(text: str) -> Quantity:
    r"""The formula and the unit of an answer.

    >>> split_unit("15元")
    Quantity(text='15', kind='yuan', factor=Fraction(1, 1))
    >>> split_unit(r"10\text{ cm}").kind, split_unit("15个苹果").kind, split_unit("36").kind
    ('length', 'count', '')
    """
    if compound := compound_quantity(text):
        return compound
    for sign, name in _CURRENCY.items():
        if sign in text:
            kind, factor = _UNITS[name]
            return Quantity(re.sub(r"\s*(?:dollars?|元)?\s*$", "", text.replace(sign, " ")).strip(), kind, factor)
    if (match := _DEGREE.search(text)) and not _TRIGONOMETRIC.search(text):
        return Quantity(text[: match.start()], "angle")
    text = _CHINESE_PREFIX.sub("", text)
    if match := _SYMBOL_UNIT.match(text):
        return Quantity(match.group(1), *unit_of(match.group(2), match.group(3)))
    for pattern in (_TEX_UNIT, _WORD_UNIT, _CHINESE_UNIT):
        if (match := pattern.search(text)) and match.start() > 0 and _is_unit(text, match):
            kind, factor = unit_of(match.group(1), match.group(2) if match.re.groups > 1 else None)
            if kind != "percent":
                return Quantity(text[: match.start()].strip(), kind, factor)
            return Quantity(text[: match.start()].strip() + "%")
    return Quantity(text)


def _is_unit(text: str, match: re.Match[str]) -> bool:
    """Whether the words at the end are a unit, not symbols: unknown ones need a space before them and three letters
    (2ab is a product).
    """
    if match.re is not _WORD_UNIT:
        return True
    words = match.group(1).split()
    if _FORMULA_WORDS & set(words):
        return False
    if unit_of(match.group(1), match.group(2))[0] != "count":
        return True
    return match.start(1) > match.start() and all(len(word) >= 3 for word in words[:1])


def unit_of(words: str, exponent: str | None = None) -> tuple[str, Fraction]:
    """Kind and factor of a unit; `count` for any other word.

    >>> unit_of("cm", "2"), unit_of("apples")
    (('area', Fraction(1, 10000)), ('count', Fraction(1, 1)))
    """
    words = words.strip().strip("().").strip()
    if words.lower() in ("percent", "pct", "percentage", "percent points", "per cent"):
        return "percent", Fraction(1)
    if "/" in words and not exponent:
        parts = [unit_of(part) for part in words.split("/", 1)]
        if "count" not in (parts[0][0], parts[1][0]):
            return f"{parts[0][0]}/{parts[1][0]}", parts[0][1] / parts[1][1]
    squared = re.match(r"(?:square|sq\.?)\s+(\w+)$", words)
    cubed = re.match(r"cubic\s+(\w+)$", words)
    if squared or cubed:
        words, exponent = (squared or cubed).group(1), "2" if squared else "3"  # type: ignore[union-attr]
    kind, factor = _UNITS.get(words) or _UNITS.get(words.lower()) or ("count", Fraction(1))
    if kind == "length" and exponent:
        return _POWERS[exponent], factor ** int(exponent)
    return kind, factor


def compound_quantity(text: str) -> Quantity | None:
    """`5元5角`, `32 dollars and 50 cents`: the sum in the larger unit."""
    match = _COMPOUND.match(text.strip().rstrip("."))
    if not match:
        return None
    first, unit, second, small = [part for part in match.groups() if part is not None]
    kind, factor = unit_of(unit)
    other, part = unit_of("分钟" if kind == "time" and small == "分" else small)
    if kind != other or kind == "count" or part >= factor:
        return None
    value = int(first) + int(second) * part / factor
    return Quantity(str(value), kind, factor)
