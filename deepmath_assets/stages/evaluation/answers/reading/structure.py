"""What kind of answer a text is (`shapes`).

Here: the top level of an answer, read after `respell`. Not here: formulas (`formulas`), equality (`comparison`).
An answer that cannot be read as mathematics is Words: nothing raises.
"""

import re

from deepmath_assets.stages.evaluation.answers.formulas.expressions import parse_formula
from deepmath_assets.stages.evaluation.answers.formulas.scanning import NotAFormula
from deepmath_assets.stages.evaluation.answers.reading.choices import labels
from deepmath_assets.stages.evaluation.answers.reading.units import compound_quantity, split_unit
from deepmath_assets.stages.evaluation.answers.shapes import (
    Matrix,
    Members,
    Ratio,
    Relation,
    Shape,
    Tuple,
    Union,
    Value,
    Words,
)

_WORD_OR = re.compile(r"\\text\s*\{\s*,?\s*or\s*\}|(?<![A-Za-z\\])or(?![A-Za-z])|或者?|\\text\s*\{\s*或\s*\}")
_WORD_AND = re.compile(
    r"\\text\s*\{\s*,?\s*and\s*\}|(?<![A-Za-z\\])and(?![A-Za-z])|和|且|与|及|\\text\s*\{\s*(?:和|且)\s*\}"
)
_RELATION = re.compile(r"\\(?:le|ge|ne|in|approx|sim|equiv)(?![A-Za-z])|[<>=]")
_MATRIX = re.compile(
    r"^\[?\s*\(?\s*\\begin\s*\{(?:[pbvBV]?matrix|array|smallmatrix)\}(?:\{[^{}]*\})?(.*)\\end\s*\{\w+\}\s*\)?\s*\]?$",
    re.S,
)
_BUILDER = re.compile(r"^\\\{\s*[A-Za-z]\s*(?:\\in\s*\\?[A-Za-z{}]+)?\s*[|:]\s*(.*)\\\}$")
_PLAIN_WORDS = re.compile(
    r"[A-Za-z]{4,}(?:[ -][A-Za-z]+)*|[A-Za-z]{2,}(?:[ -][A-Za-z]{2,})+"
)  # not a product of symbols
_NUMERIC_WORDS = re.compile(r"infinity|inf")
_MAX_TEXT = 4000
_NO_MARKS = dict.fromkeys(range(4), " ")  # control characters by which `_marked` splits


def read_shape(text: str) -> Shape:
    """The shape of a respelt answer.

    >>> read_shape("(1,2)").closing, read_shape("x=5").signs, read_shape("3, 5").kind, read_shape("odd number").text
    (')', ('=',), 'list', 'odd number')
    """
    text = _trimmed(text.translate(_NO_MARKS))
    if not text or len(text) > _MAX_TEXT:
        return Words(text)
    if _PLAIN_WORDS.fullmatch(text) and not _NUMERIC_WORDS.fullmatch(text) and re.search("[aeiouAEIOU]", text):
        return Words(text)
    if numbers := labels(text):
        return Members("set", tuple(Value(parse_formula(str(n))) for n in numbers))
    try:
        return _listed(text)
    except (NotAFormula, RecursionError):
        return Words(text)


def _trimmed(text: str) -> str:
    r"""The text without closing punctuation, outer braces of TeX, and a \text around the whole."""
    text = text.strip().strip(";").strip()
    text = re.sub(r"[.,;:]+$", "", text) if not re.search(r"\d\.$", text) else text[:-1]
    while match := re.fullmatch(r"\s*\\(?:text|mathrm|boxed|fbox|mathbf)\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*", text):
        text = match.group(1).strip()
    if text.startswith("{") and matching(text, 0) == len(text) - 1 and not split_top(text[1:-1], ",")[1:]:
        text = text[1:-1].strip()
    return text


def matching(text: str, start: int) -> int:
    """The place of the bracket that closes the one at `start`, any kind closing any kind; -1 if none does."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return at
    return -1


def split_top(text: str, separators: str) -> list[str]:
    """The parts between separators outside brackets and environments."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        depth += text.startswith(r"\begin", at) - text.startswith(r"\end", at)
        if char in separators and depth <= 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]


def _marked(text: str, pattern: re.Pattern[str], mark: str) -> str:
    """The text with the pattern's matches outside brackets replaced by a mark."""
    depth, out, last = [0], [], 0
    for char in text:
        depth.append(depth[-1] + (char in "([{") - (char in ")]}"))
    for match in pattern.finditer(text):
        if depth[match.start()] <= 0:
            out.append(text[last : match.start()] + mark)
            last = match.end()
    return "".join(out) + text[last:]


def _listed(text: str) -> Shape:
    if compound_quantity(text):
        return _value(text)
    parts = [part for part in split_top(text, ";\n") if part.strip()]
    if len(parts) > 1:
        return Members("blanks", tuple(_blank(_trimmed(part)) for part in parts))
    alternatives = _parts(_marked(text, _WORD_OR, "\x00"), "\x00")
    joined = _parts(_marked(text, _WORD_AND, "\x01"), "\x01")
    if len(joined) > 1 and len(alternatives) == 1 and all(_inequality(part) for part in joined):
        return Members("and", tuple(_single(_trimmed(part)) for part in joined))
    marked = _marked(_marked(text, _WORD_OR, ","), _WORD_AND, ",")
    items = _parts(marked, ",")
    if len(items) > 1:
        return _list_of(items)
    return _single(_trimmed(items[0]) if items else text)


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in split_top(text, separator) if part.strip()]


def _inequality(text: str) -> bool:
    return bool(re.search(r"[<>]|\\[lg]e(?![a-z])", text))


def _list_of(items: list[str]) -> Shape:
    """A list; plus-minus doubles a member, nested lists (x = 1 or 2) are opened."""
    found: list[Shape] = []
    for item in items:
        shape = _single(_trimmed(item))
        found.extend(shape.items if isinstance(shape, Members) and shape.kind == "list" else [shape])
    return Members("list", tuple(found))


def _blank(text: str) -> Shape:
    """One of several blanks: named values with commas (p = 5, q = 2) are a tuple."""
    text = re.sub(r"^\(\d\)\s*[.:]?\s*(?=\S)", "", text)
    shape = _listed(text)
    if (
        isinstance(shape, Members)
        and shape.kind == "list"
        and all(isinstance(i, Relation) and i.signs == ("=",) for i in shape.items)
    ):
        return Tuple("(", tuple(i.sides[-1] for i in shape.items if isinstance(i, Relation)), ")")
    return shape


def _single(text: str) -> Shape:
    """One member of an answer."""
    if match := _BUILDER.match(text):
        return _listed(_trimmed(match.group(1)))
    if match := _MATRIX.match(text):
        return _matrix(match.group(1))
    if _top_relation(text):
        return _relation(text)
    if r"\cup" in text and len(parts := _parts(_marked(text, re.compile(r"\\cup(?![a-z])"), "\x02"), "\x02")) > 1:
        return Union(tuple(_single(_trimmed(part)) for part in parts))
    if bracketed := _bracketed(text):
        return bracketed
    if r"\pm" in text or r"\mp" in text:
        return _both_signs(text)
    if text.count(":") and not re.search("[一-鿿]", text):
        return _ratio(text)
    return _value(text)


def _matrix(inside: str) -> Matrix:
    inside = re.sub(
        r"\\hline|\\cr(?![a-z])|\\\\\s*\[[^\]]*\]", lambda m: r"\\" if m.group().startswith(r"\\") else "", inside
    )
    rows = [row for row in re.split(r"\\\\|\\cr(?![a-z])", inside) if row.strip()]
    return Matrix(tuple(tuple(_listed(_trimmed(cell)) for cell in row.split("&")) for row in rows))


def _top_relation(text: str) -> bool:
    return _marked(text, _RELATION, "\x03") != text


def _relation(text: str) -> Shape:
    marked = _marked(text, _RELATION, "\x03")
    sides = [_trimmed(side) for side in marked.split("\x03")]
    depth_free = _signs_at_top(text)
    if not sides[-1] or (not sides[0] and len(sides) < 3 and depth_free[0] != "="):
        raise NotAFormula("half a relation")
    if not sides[0]:
        sides, depth_free = sides[1:], depth_free[1:]
        if len(sides) == 1:
            return _single(sides[0])
    return Relation(tuple(_side(side) for side in sides), tuple(depth_free), sides[0])


def _signs_at_top(text: str) -> list[str]:
    found: list[str] = []
    depth = 0
    at = 0
    while at < len(text):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        match = _RELATION.match(text, at)
        if match and depth <= 0:
            found.append({"approx": "="}.get(sign := match.group().lstrip("\\"), sign))
            at = match.end()
        else:
            at += 1
    return found


def _side(text: str) -> Shape:
    try:
        return _single(text) if not split_top(text, ",")[1:] else _listed(text)
    except NotAFormula:
        return Words(text)


def _bracketed(text: str) -> Shape | None:
    """A tuple, interval or set that is the whole text."""
    if re.fullmatch(r"\\emptyset|\\\{\s*\\\}|\{\s*\}", text):
        return Members("set", ())
    braces = text.startswith(r"\{") and text.endswith(r"\}") and matching(text, 1) == len(text) - 1
    if braces:
        return _set(text[2:-2])
    if text.startswith("{") and matching(text, 0) == len(text) - 1:
        return _set(text[1:-1])
    if text[:1] in "([" and text[:1] and matching(text, 0) == len(text) - 1:
        parts = split_top(text[1:-1], ",;")
        if len(parts) > 1:
            return Tuple(text[0], tuple(_single(_trimmed(part)) for part in parts), text[-1])
    return None


def _set(inside: str) -> Members:
    shape = _list_of([part for part in _parts(inside, ",;") if part])
    return Members("set", shape.items if isinstance(shape, Members) else (shape,))


def _both_signs(text: str) -> Shape:
    plus, minus = text.replace(r"\pm", "+").replace(r"\mp", "-"), text.replace(r"\pm", "-").replace(r"\mp", "+")
    return Members("list", (_value(plus), _value(minus)))


def _ratio(text: str) -> Shape:
    parts = text.split(":")
    if (
        re.search(r":\s*\d\d$", text)
        and re.fullmatch(r"[\d:\s]+", text)
        and (len(parts[-1].strip()) == 2 and parts[-1].strip()[0] == "0")
    ):
        return Words(text.replace(" ", ""))
    return Ratio(tuple(parse_formula(part) for part in parts))


def _value(text: str) -> Shape:
    quantity = split_unit(text)
    try:
        return Value(parse_formula(quantity.text), quantity.kind, quantity.factor, quantity.text.endswith("%"))
    except NotAFormula:
        if quantity.text == text:
            raise
        return Value(parse_formula(text))
