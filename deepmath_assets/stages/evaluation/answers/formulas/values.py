"""Values of formulas: exact where they are rational, else to 100 digits at fixed points.

Here: evaluation under limits (bits, depth, magnitude) and the test whether two formulas are equal everywhere. The
points come from a hash of the symbol's name, so the answer never varies. Not here: decimals given instead of exact
values (`comparison`). Identity by evaluation: two analytic expressions that agree to 60 digits at several unrelated
points are equal (Schwartz-Zippel in spirit); mpmath does the arithmetic. Points at which one side is not real are
passed over, unless the formula holds the imaginary unit.
"""

import hashlib
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from deepmath_assets.stages.evaluation.answers.formulas.nodes import Node

_MAX_BITS = 1_200_000
_MAX_REDUCED_BITS = 20_000
_MAX_FACTORIAL = 5_000
_MAX_EXPONENT = 10**15
_MAX_SIZE = 400
_DIGITS = 100


class TooLarge(ArithmeticError):
    """A value beyond what is worth computing."""


def exact(node: Node) -> Fraction | None:
    """The rational value, or None where it is none or has symbols. Raises TooLarge beyond a million bits.

    >>> from deepmath_assets.stages.evaluation.answers.formulas.expressions import parse_formula
    >>> str(exact(parse_formula("2^{10}/3"))), exact(parse_formula("x"))
    ('1024/3', None)
    """
    if node.kind == "num":
        return node.value
    if node.kind == "sym":
        return None
    values = [exact(arg) for arg in node.args]
    if any(value is None for value in values):
        return None
    return _exact_of(node, [value for value in values if value is not None])


def _exact_of(node: Node, values: list[Fraction]) -> Fraction | None:
    if node.kind in ("add", "mul"):
        _refuse_slow_reduction(values, node.kind)
    if node.kind == "add":
        return _bounded(sum(values, Fraction(0)))
    if node.kind == "mul":
        return _bounded(math.prod(values, start=Fraction(1)))
    if node.kind == "pow":
        return _exact_power(*values)
    return _exact_call(node.name, values)


def _bounded(value: Fraction) -> Fraction:
    if _bits(value) > _MAX_BITS:
        raise TooLarge
    return value


def _refuse_slow_reduction(values: list[Fraction], kind: str) -> None:
    """Raises TooLarge where the greatest common divisor of a long numerator and a long denominator would be needed."""
    tops = sum(value.numerator.bit_length() for value in values)
    bottoms = sum(value.denominator.bit_length() for value in values)
    if max(tops, bottoms) > _MAX_BITS or min(tops + (bottoms if kind == "add" else 0), bottoms) > _MAX_REDUCED_BITS:
        raise TooLarge


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _exact_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1:
        root = _exact_root(base, exponent.denominator)
        return None if root is None else _exact_power(root, Fraction(exponent.numerator))
    if base in (0, 1, -1):
        if base == 0 and exponent <= 0:
            return None
        return base if base != -1 or exponent.numerator % 2 else Fraction(1)
    if (_bits(base) - 1) * abs(exponent) > _MAX_BITS or abs(exponent) > _MAX_BITS:
        raise TooLarge
    return _bounded(base**exponent.numerator)


def _exact_root(base: Fraction, degree: int) -> Fraction | None:
    """The real root of a perfect power, else None (even roots of negatives and large degrees too)."""
    if degree > 64 or degree < 1 or (base < 0) or _bits(base) > 4000:
        return None
    top, bottom = _integer_root(base.numerator, degree), _integer_root(base.denominator, degree)
    return Fraction(top, bottom) if top**degree == base.numerator and bottom**degree == base.denominator else None


def _integer_root(value: int, degree: int) -> int:
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= value else (low, middle - 1)
    return low


def _exact_call(name: str, values: list[Fraction]) -> Fraction | None:
    if name == "sqrt":
        return _exact_root(values[0], 2)
    if name == "root" and values[0].denominator == 1:
        root = _exact_root(abs(values[1]), int(values[0]))
        return root if root is None or values[1] >= 0 else (-root if values[0] % 2 else None)
    if name == "abs":
        return abs(values[0])
    if name in ("floor", "ceil"):
        return Fraction(math.floor(values[0]) if name == "floor" else math.ceil(values[0]))
    if name == "factorial" and values[0].denominator == 1 and values[0] >= 0:
        if values[0] > _MAX_FACTORIAL:
            raise TooLarge
        return Fraction(math.factorial(int(values[0])))
    if name == "binom" and all(v.denominator == 1 and v >= 0 for v in values):
        if values[0] > _MAX_FACTORIAL:
            raise TooLarge
        return Fraction(math.comb(int(values[0]), int(values[1])))
    return None


def always_equal(first: Node, second: Node) -> bool | None:
    """Whether two formulas agree at every point tried; None where no point can tell."""
    return _at_points(first, second, lambda a, b, close: close(a, b))


def proportional(first: Node, second: Node, positive: bool = False) -> bool | None:
    """Whether one formula is a non-zero (positive) constant times the other."""
    import mpmath

    ratios: list[Any] = []

    def same_ratio(a: Any, b: Any, close: Callable[[Any, Any], bool]) -> bool:
        if min(abs(a), abs(b)) < mpmath.mpf(10) ** -60:
            return bool(abs(a - b) < mpmath.mpf(10) ** -60)
        ratios.append(a / b)
        return close(ratios[0], ratios[-1]) and not (positive and mpmath.re(ratios[-1]) <= 0)

    return _at_points(first, second, same_ratio)


def _at_points(
    first: Node, second: Node, agrees: Callable[[Any, Any, Callable[[Any, Any], bool]], bool]
) -> bool | None:
    import mpmath

    if first.size + second.size > _MAX_SIZE:
        return None
    names = sorted((first.symbols | second.symbols) - {"pi", "e", "i"})
    if "oo" in names:
        return None
    compared = 0
    for point in range(6 if names else 1):
        with mpmath.workdps(_DIGITS):
            places = {name: _coordinate(name, point, mpmath) for name in names}
            try:
                a, b = numeric(first, places), numeric(second, places)
            except (TooLarge, ArithmeticError, ValueError, TypeError, RecursionError):
                continue
            if not _comparable(a, b, "i" in first.symbols | second.symbols, mpmath):
                continue
            compared += 1
            if not agrees(a, b, _close):
                return False
    return True if compared else None


def _comparable(a: Any, b: Any, with_imaginary: bool, mpmath: Any) -> bool:
    """Whether both are finite, not both beyond 40 digits (only structure tells there), and real unless they speak of
    i.
    """
    if not (mpmath.isfinite(a) and mpmath.isfinite(b)) or min(abs(a), abs(b)) > mpmath.mpf(10) ** 40:
        return False
    tiny = mpmath.mpf(10) ** -60
    return with_imaginary or bool(abs(mpmath.im(a)) <= tiny * (1 + abs(a)) and abs(mpmath.im(b)) <= tiny * (1 + abs(b)))


def _close(a: Any, b: Any) -> bool:
    import mpmath

    scale = max(abs(a), abs(b))
    if scale == 0:
        return True
    return bool(abs(a - b) <= scale * mpmath.mpf(10) ** -60) or bool(scale < mpmath.mpf(10) ** -85)


def _coordinate(name: str, point: int, mpmath: Any) -> Any:
    """A number between 0.3 and 2.3, of either sign from the third point on."""
    digest = hashlib.sha256(f"{point}:{name}".encode()).digest()
    size = mpmath.mpf(int.from_bytes(digest[:12], "big")) / mpmath.mpf(2) ** 96 * 2 + mpmath.mpf(3) / 10
    return -size if point >= 2 and digest[12] % 2 else size


def numeric(node: Node, places: dict[str, Any]) -> Any:
    """The value as an mpmath number at the working precision. Raises TooLarge or ArithmeticError without one."""
    import mpmath

    if node.kind == "num":
        return mpmath.mpf(node.value.numerator) / node.value.denominator
    if node.kind == "sym":
        return {"pi": mpmath.pi, "e": mpmath.e, "i": mpmath.mpc(0, 1)}.get(node.name) or places[node.name]
    if node.text in places:
        return places[node.text]
    values = [numeric(arg, places) for arg in node.args]
    if node.kind == "add":
        return mpmath.fsum(values)
    if node.kind == "mul":
        return mpmath.fprod(values)
    if node.kind == "pow":
        return _numeric_power(values[0], values[1], mpmath)
    return _numeric_call(node.name, values, mpmath)


def _numeric_power(base: Any, exponent: Any, mpmath: Any) -> Any:
    if base == 0 and mpmath.re(exponent) <= 0:
        raise TooLarge
    if base != 0 and abs(exponent) * (1 + abs(mpmath.log(abs(base)))) > _MAX_EXPONENT:
        raise TooLarge
    return mpmath.power(base, exponent)


def _numeric_call(name: str, values: list[Any], mpmath: Any) -> Any:
    if any(abs(value) > _MAX_EXPONENT for value in values) and name not in ("sqrt", "root", "ln", "log", "abs"):
        raise TooLarge
    if name == "log":
        return mpmath.log(values[1]) / mpmath.log(values[0])
    if name == "root":
        degree, base = values
        if degree == 0:
            raise TooLarge
        odd = degree == mpmath.floor(degree) and int(degree) % 2 == 1
        return (
            -mpmath.root(-base, int(degree))
            if odd and mpmath.im(base) == 0 and base < 0
            else mpmath.power(base, 1 / degree)
        )
    plain = {"abs": abs, "binom": mpmath.binomial, "factorial": mpmath.factorial}
    return plain[name](*values) if name in plain else getattr(mpmath, name)(*values)
