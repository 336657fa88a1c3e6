"""The canonical spelling of an answer, by shape.

Here: key_of. Keys are read by people (they stand in SFT answers and reports) and by `grade` (grade(key, answer)
holds). Not here: equality; two keys may differ for equal answers, `grading.cluster_answers` joins those.
"""

import re

from deepmath_assets.stages.evaluation.answers.comparison import is_name
from deepmath_assets.stages.evaluation.answers.formulas.nodes import CONSTANTS, Node, spelt_number
from deepmath_assets.stages.evaluation.answers.formulas.values import TooLarge, exact
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

_SIGNS = {
    "=": "=",
    "<": "<",
    ">": ">",
    "le": r" \le ",
    "ge": r" \ge ",
    "ne": r" \ne ",
    "in": r" \in ",
    "approx": r" \approx ",
}
_SMALL_BITS = 2_000
_LONG_DECIMAL = 8


def key_of(shape: Shape) -> str:
    r"""The canonical spelling of a shape.

    >>> from deepmath_assets.stages.evaluation.answers.reading.structure import read_shape
    >>> key_of(read_shape("x=0.50")), key_of(read_shape(r"\{2,1\}"))
    ('1/2', '\\{1, 2\\}')
    """
    if isinstance(shape, Relation) and set(shape.signs) <= {"="} and is_name(shape.sides[0]):
        value = shape.sides[-1]
        if not (isinstance(value, Value) and value.node.symbols - CONSTANTS):  # y = 2x + 1 keeps its name
            return key_of(value)
    return _spelt(shape)


def _spelt(shape: Shape) -> str:
    if isinstance(shape, Words):
        return _words(shape.text)
    if isinstance(shape, Value):
        return _node(shape.node)  # without its unit: the grader passes over a unit on one side
    if isinstance(shape, Tuple):
        return shape.opening + ", ".join(_spelt(item) for item in shape.items) + shape.closing
    if isinstance(shape, Members):
        return _members(shape)
    if isinstance(shape, Relation):
        signs = [*(_SIGNS.get(sign, f" \\{sign} ") for sign in shape.signs), ""]
        return "".join(_spelt(side) + sign for side, sign in zip(shape.sides, signs, strict=True))
    if isinstance(shape, Union):
        return r" \cup ".join(sorted(_spelt(item) for item in shape.items))
    if isinstance(shape, Ratio):
        return ":".join(_node(part) for part in shape.parts)
    return _matrix(shape)


def _words(text: str) -> str:
    r"""Words in lower case (a single letter as it is), without \text and braces."""
    tidy = re.sub(r"\s+", " ", re.sub(r"\\(?:text\w*|mathrm|mbox)(?![A-Za-z])|[{}$]", " ", text)).strip().rstrip(".")
    return tidy.lower() if len(tidy) > 1 else tidy


def _matrix(shape: Matrix) -> str:
    rows = r" \\ ".join(" & ".join(_spelt(cell) for cell in row) for row in shape.rows)
    return rf"\begin{{pmatrix}}{rows}\end{{pmatrix}}"


def _members(shape: Members) -> str:
    items = [_spelt(item) for item in shape.items]
    if shape.kind == "blanks":
        return "; ".join(items)
    if shape.kind == "and":
        return " and ".join(items)
    ordered = sorted(items, key=lambda text: (len(text), text))
    return r"\{" + ", ".join(ordered) + r"\}" if shape.kind == "set" else ", ".join(ordered)


def _node(node: Node) -> str:
    if node.kind == "num" and "." in node.name and len(node.name) > _LONG_DECIMAL:
        return node.name  # it may stand for an exact value: its digits are kept as given
    try:
        value = exact(node)
    except (TooLarge, ArithmeticError, ValueError):
        value = None
    if value is not None and max(value.numerator.bit_length(), value.denominator.bit_length()) < _SMALL_BITS:
        return spelt_number(value)
    text = node.text.replace("oo", r"\infty")
    return text[1:-1] if node.kind == "add" else text
