"""Solution sets on the line: inequalities, intervals and their unions as one list of intervals.

Here: region_of(shape) and equality of regions. Not here: inequalities in several variables (`comparison` compares
their sides).
"""

from dataclasses import dataclass
from typing import Any

from deepmath_assets.stages.evaluation.answers.formulas.nodes import CONSTANTS, Node, negated, symbol
from deepmath_assets.stages.evaluation.answers.formulas.values import TooLarge, always_equal, numeric
from deepmath_assets.stages.evaluation.answers.shapes import Members, Relation, Shape, Tuple, Union, Value

_UNBOUNDED = symbol("oo")
_TURNED = {"<": ">", ">": "<", "le": "ge", "ge": "le"}


@dataclass(frozen=True)
class Interval:
    """Lower and upper end, and whether each belongs to it."""

    low: Node
    low_in: bool
    high: Node
    high_in: bool


def region_of(shape: Shape) -> tuple[Interval, ...] | None:
    r"""The intervals that an answer says, or None if it says none.

    >>> from deepmath_assets.stages.evaluation.answers.reading.structure import read_shape
    >>> [(i.low.text, i.low_in, i.high.text, i.high_in) for i in region_of(read_shape(r"-1 \le x<2"))]
    [('-1', True, '2', False)]
    """
    if isinstance(shape, Tuple):
        return _from_brackets(shape)
    if isinstance(shape, Relation):
        return _from_relation(shape)
    if isinstance(shape, Value) and shape.node.name == r"\mathbb{R}":
        return (Interval(negated(_UNBOUNDED), False, _UNBOUNDED, False),)
    if isinstance(shape, Union) or (isinstance(shape, Members) and shape.kind in ("list", "set")):
        parts = [region_of(item) for item in shape.items]
        return None if None in parts or not parts else tuple(interval for part in parts if part for interval in part)
    if isinstance(shape, Members) and shape.kind == "and":
        return _intersection([region_of(item) for item in shape.items])
    return None


def _from_brackets(shape: Tuple) -> tuple[Interval, ...] | None:
    ends = [item.node for item in shape.items if isinstance(item, Value)]
    if len(ends) != 2 or len(shape.items) != 2:
        return None
    return (Interval(ends[0], shape.opening == "[", ends[1], shape.closing == "]"),)


def _from_relation(shape: Relation) -> tuple[Interval, ...] | None:
    """X > a, a < x, a < x <= b and x in S, with x one symbol or f(x)."""
    if shape.signs == ("in",):
        return region_of(shape.sides[-1])
    if len(shape.sides) == 2 and not _unknown(shape.sides[0]) and _unknown(shape.sides[1]):
        shape = Relation(shape.sides[::-1], tuple(_TURNED.get(sign, sign) for sign in shape.signs), "")
    sides = [side.node for side in shape.sides if isinstance(side, Value)]
    if len(sides) != len(shape.sides) or any(sign not in (*_TURNED, "ne") for sign in shape.signs):
        return None
    if len(sides) == 3 and _unknown(shape.sides[1]):
        return _between(sides, shape.signs)
    if len(sides) == 2 and _unknown(shape.sides[0]):
        return _one_sided(sides[1], shape.signs[0])
    return None


def _one_sided(bound: Node, sign: str) -> tuple[Interval, ...]:
    below = Interval(negated(_UNBOUNDED), False, bound, sign == "le")
    above = Interval(bound, sign == "ge", _UNBOUNDED, False)
    return {"<": (below,), "le": (below,), ">": (above,), "ge": (above,)}.get(sign, (below, above))


def _between(sides: list[Node], signs: tuple[str, ...]) -> tuple[Interval, ...] | None:
    if all(sign in (">", "ge") for sign in signs):
        sides, signs = sides[::-1], tuple(_TURNED[sign] for sign in reversed(signs))
    if not all(sign in ("<", "le") for sign in signs):
        return None
    return (Interval(sides[0], signs[0] == "le", sides[2], signs[1] == "le"),)


def _unknown(shape: Shape) -> bool:
    """Whether a side is the unknown of an inequality."""
    return isinstance(shape, Value) and (
        (shape.node.kind == "sym" and shape.node.name not in CONSTANTS)
        or (shape.node.kind == "call" and shape.node.name in "fghFG")
    )


def _place(node: Node) -> Any:
    """The number at which an end lies; infinities included. None for an end with symbols."""
    import mpmath

    if node == _UNBOUNDED:
        return mpmath.inf
    if node == negated(_UNBOUNDED):
        return -mpmath.inf
    try:
        value = numeric(node, {})
    except (TooLarge, ArithmeticError, ValueError, TypeError, KeyError):
        return None
    return value if mpmath.im(value) == 0 else None


def _intersection(regions: list[tuple[Interval, ...] | None]) -> tuple[Interval, ...] | None:
    """The common part of single intervals; an empty tuple where they do not meet."""
    if any(region is None or len(region) != 1 for region in regions):
        return None
    intervals = [region[0] for region in regions if region]
    if any(_place(end) is None for interval in intervals for end in (interval.low, interval.high)):
        return None
    low = max(intervals, key=lambda i: (_place(i.low), not i.low_in))
    high = min(intervals, key=lambda i: (_place(i.high), i.high_in))
    if _place(low.low) > _place(high.high):
        return ()
    return (Interval(low.low, low.low_in, high.high, high.high_in),)


def same_region(first: tuple[Interval, ...] | None, second: tuple[Interval, ...] | None) -> bool | None:
    """Whether two regions are one set; touching intervals are joined first. False where one is no region."""
    if first is None or second is None:
        return False
    a, b = _joined(first), _joined(second)
    if len(a) != len(b):
        return False
    verdicts = [_same_interval(x, y) for x, y in zip(a, b, strict=True)]
    return False if False in verdicts else None if None in verdicts else True


def _joined(region: tuple[Interval, ...]) -> list[Interval]:
    """The intervals in order of their lower ends, those that touch or overlap made one (as written where ends have
    symbols).
    """
    if any(_place(end) is None for interval in region for end in (interval.low, interval.high)):
        return list(region)
    out: list[Interval] = []
    for interval in sorted(region, key=lambda i: (_place(i.low), not i.low_in)):
        last = out[-1] if out else None
        if last and (
            _place(interval.low) < _place(last.high)
            or (_place(interval.low) == _place(last.high) and (interval.low_in or last.high_in))
        ):
            upper = max(last, interval, key=lambda i: (_place(i.high), i.high_in))
            out[-1] = Interval(last.low, last.low_in, upper.high, upper.high_in)
        else:
            out.append(interval)
    return out


def _same_interval(first: Interval, second: Interval) -> bool | None:
    if (first.low_in, first.high_in) != (second.low_in, second.high_in):
        return False
    verdicts = [a.text == b.text or always_equal(a, b) for a, b in ((first.low, second.low), (first.high, second.high))]
    ends = {end.text for end in (first.low, first.high, second.low, second.high)}
    if None in verdicts and ({"oo", "-1*oo"} & ends):
        return False
    return False if False in verdicts else None if None in verdicts else True
