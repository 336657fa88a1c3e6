"""What DeepSeekMath's own evaluator forgives beyond strict equality (PAPER.md section 5; deepseek-ai/DeepSeek-Math
evaluation).

Here: numbers equal within an absolute 1e-3 to gold / 100, gold or gold x 100. Figures made with it are labelled
`paper`; never the default, since it passes 0.5 for 50 and any two numbers below 1e-3.
"""

from deepmath_assets.stages.evaluation.answers.reading.spelling import respell
from deepmath_assets.stages.evaluation.answers.reading.structure import read_shape
from deepmath_assets.stages.evaluation.answers.shapes import Members, Relation, Shape, Tuple, Value

_TOLERANCE = 1e-3


def forgiven_by_paper(answer: str, gold: str) -> bool:
    """Whether the evaluator of the paper takes the answer for the gold; lists and tuples member by member.

    >>> forgiven_by_paper("0.2", "20"), forgiven_by_paper("3.1415", "3.1411"), forgiven_by_paper("4", "5")
    (True, True, False)
    """
    return _close(read_shape(respell(answer)), read_shape(respell(gold)))


def _close(first: Shape, second: Shape) -> bool:
    first = first.sides[-1] if isinstance(first, Relation) and set(first.signs) == {"="} else first
    second = second.sides[-1] if isinstance(second, Relation) and set(second.signs) == {"="} else second
    if isinstance(first, Value) and isinstance(second, Value):
        given, gold = _number(first), _number(second)
        return (
            given is not None
            and gold is not None
            and any(abs(given - gold * factor) <= _TOLERANCE for factor in (0.01, 1, 100))
        )
    if (
        isinstance(first, Tuple | Members)
        and isinstance(second, Tuple | Members)
        and len(first.items) == len(second.items)
    ):
        return all(_close(a, b) for a, b in zip(first.items, second.items, strict=True))
    return False


def _number(shape: Value) -> float | None:
    from deepmath_assets.stages.evaluation.answers.formulas.values import TooLarge, numeric

    if shape.node.symbols - {"pi", "e"}:
        return None
    try:
        return float(numeric(shape.node, {}))
    except (TooLarge, ArithmeticError, ValueError, TypeError):
        return None
