"""Equality of values: units, percent signs, decimals in place of exact numbers.

Here: same_value and same_formula. Not here: anything with parts (`comparison`), evaluation (`formulas.values`).
"""

import re
from fractions import Fraction

from deepmath_assets.stages.evaluation.answers.formulas.nodes import CONSTANTS, Node, number, product, quotient, symbol
from deepmath_assets.stages.evaluation.answers.formulas.values import TooLarge, always_equal, exact, numeric
from deepmath_assets.stages.evaluation.answers.shapes import Value

_MIN_DIGITS = 8
_MAX_DIGITS = 15


def same_value(first: Value, second: Value) -> bool | None:
    """Values with units: two known units convert, one alone is passed over, degrees meet radians where pi stands."""
    a, b = first.node, second.node
    if first.percent != second.percent and (verdict := _percent_sign_dropped(first, second)):
        return verdict
    known = [side.unit not in ("", "count") for side in (first, second)]
    if all(known):
        if first.unit != second.unit:
            return False
        a, b = product((number(first.factor), a)), product((number(second.factor), b))
        if first.factor == second.factor:
            a, b = first.node, second.node
    elif {first.unit, second.unit} == {"angle", ""}:
        plain, degrees = (b, a) if first.unit == "angle" else (a, b)
        if "pi" in plain.symbols:
            return same_formula(plain, product((degrees, quotient(symbol("pi"), number(180)))))
    return same_formula(a, b)


def _percent_sign_dropped(first: Value, second: Value) -> bool:
    """Whether a number of at least 1 stands for that many percent (the sign is passed over like a unit)."""
    marked, plain = (first, second) if first.percent else (second, first)
    try:
        value = exact(plain.node)
    except (TooLarge, ArithmeticError, ValueError):
        return False
    return value is not None and abs(value) >= 1 and bool(same_formula(product((number(100), marked.node)), plain.node))


def same_formula(first: Node, second: Node) -> bool | None:
    """Whether two formulas have one value everywhere; a decimal of 8 or more digits stands for what rounds to it.

    >>> from deepmath_assets.stages.evaluation.answers.formulas.expressions import parse_formula as p
    >>> same_formula(p("1/3"), p("0.33333333")), same_formula(p("1/3"), p("0.33"))
    (True, False)
    >>> same_formula(p("(x+1)^2"), p("x^2+2x+1"))
    True
    """
    if first.text == second.text:
        return True
    try:
        values = exact(first), exact(second)
    except (TooLarge, ArithmeticError, ValueError):
        values = None, None
    if values[0] is not None and values[0] == values[1]:
        return True
    for decimal, other in ((first, second), (second, first)):
        if digits := _given_digits(decimal):
            return bool(not _given_digits(other) and _rounds_to(other, decimal.value, digits))
    if values[0] is not None and values[1] is not None:
        return False
    verdict = always_equal(first, second)
    return False if verdict is None and not (first.symbols | second.symbols) - CONSTANTS else verdict


def _given_digits(node: Node) -> int:
    """Decimal places of a decimal with at least 8 significant digits, at most 15 counted; 0 for any other formula."""
    spelt = node.name if node.kind == "num" else ""
    significant = len(re.sub(r"\D", "", spelt).lstrip("0"))
    if "." not in spelt or significant < _MIN_DIGITS:
        return 0
    return len(spelt.partition(".")[2]) - max(0, significant - _MAX_DIGITS)


def _rounds_to(node: Node, decimal: Fraction, places: int) -> bool:
    """Whether a value without symbols, rounded to the places given, is the decimal."""
    import mpmath

    if node.symbols - {"pi", "e"}:
        return False
    try:
        with mpmath.workdps(60):
            value = numeric(node, {})
            difference = abs(value - mpmath.mpf(decimal.numerator) / decimal.denominator)
            return bool(mpmath.im(value) == 0 and difference <= mpmath.mpf(10) ** -places * mpmath.mpf("0.51"))
    except (TooLarge, ArithmeticError, ValueError, TypeError):
        return False
