"""The kinds of answers: words, a value with a unit, a tuple or interval, a set or list, a relation, a matrix.

Here: the types only. Not here: reading them (`reading.structure`), equality (`comparison`), spelling (`keys`).
"""

from dataclasses import dataclass
from fractions import Fraction

from deepmath_assets.stages.evaluation.answers.formulas.nodes import Node


@dataclass(frozen=True)
class Words:
    """Anything that is no mathematics."""

    text: str


@dataclass(frozen=True)
class Value:
    """A formula with its unit; a percent sign is in the formula and noted."""

    node: Node
    unit: str = ""
    factor: Fraction = Fraction(1)
    percent: bool = False


@dataclass(frozen=True)
class Tuple:
    """Coordinates, or an interval: brackets count, order counts."""

    opening: str
    items: tuple["Shape", ...]
    closing: str


@dataclass(frozen=True)
class Members:
    """Several answers: `kind` is set (braces), list (commas), blanks (semicolons, ordered), and (conjunction of
    relations).
    """

    kind: str
    items: tuple["Shape", ...]


@dataclass(frozen=True)
class Relation:
    """Sides and the signs between them: a = b, -1 <= x < 2, x in S."""

    sides: tuple["Shape", ...]
    signs: tuple[str, ...]
    left: str


@dataclass(frozen=True)
class Union:
    """A union of intervals or sets, in the order given."""

    items: tuple["Shape", ...]


@dataclass(frozen=True)
class Ratio:
    """a : b : c."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Matrix:
    """Rows of entries."""

    rows: tuple[tuple["Shape", ...], ...]


Shape = Words | Value | Tuple | Members | Relation | Union | Ratio | Matrix
