"""The tree of a formula: what a leaf or branch is, and its one canonical spelling.

Here: the node type and structural equality (sums and products sorted). Not here: reading (`expressions`) or values
(`values`). Sum and product are n-ary; a difference is a sum with a factor -1, a quotient a product with a power -1.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from deepmath_assets.stages.evaluation.answers.formulas.vocabulary import FUNCTIONS


@dataclass(frozen=True)
class Node:
    """One node: `kind` is num, sym, add, mul, pow or call; `name` a symbol, a function, or a number's spelling."""

    kind: str
    name: str = ""
    args: tuple["Node", ...] = ()
    value: Fraction = Fraction(0)

    @cached_property
    def text(self) -> str:
        """The canonical spelling, readable and parsable; equal for trees that differ by order or signs of factors
        only.
        """
        return _spelt(self)

    @cached_property
    def symbols(self) -> frozenset[str]:
        """Names of the free symbols, opaque parts included."""
        if self.kind == "sym":
            return frozenset([self.name])
        if self.kind == "call" and self.name not in KNOWN_FUNCTIONS:
            return frozenset([self.text])
        return frozenset().union(*(arg.symbols for arg in self.args))

    @cached_property
    def size(self) -> int:
        """The number of nodes."""
        return 1 + sum(arg.size for arg in self.args)


KNOWN_FUNCTIONS = frozenset([*FUNCTIONS.values(), "root", "factorial", "binom"])
CONSTANTS = frozenset(["pi", "e", "i", "oo"])


def number(value: Fraction | int, spelt: str = "") -> Node:
    return Node("num", spelt, (), Fraction(value))


def symbol(name: str) -> Node:
    return Node("sym", name)


def power(base: Node, exponent: Node) -> Node:
    return Node("pow", "", (base, exponent))


def call(name: str, *args: Node) -> Node:
    return Node("call", name, args)


@lru_cache(maxsize=4096)
def negated(node: Node) -> Node:
    """The node times -1, folded into a number where it is one."""
    if node.kind == "num":
        return number(-node.value, "-" + node.name if node.name else "")
    return product((number(-1), node))


def total(terms: tuple[Node, ...]) -> Node:
    """The sum, nested sums flattened and numbers gathered."""
    return _gathered("add", terms, Fraction(0))


def product(factors: tuple[Node, ...]) -> Node:
    """The product, nested products flattened and numbers gathered."""
    return _gathered("mul", factors, Fraction(1))


def _gathered(kind: str, nodes: tuple[Node, ...], unit: Fraction) -> Node:
    flat = [inner for node in nodes for inner in (node.args if node.kind == kind else (node,))]
    if len(flat) == 1:
        return flat[0]
    constant, rest = unit, []
    for node in flat:
        if node.kind == "num" and _small(node.value) and _small(constant):
            constant = constant + node.value if kind == "add" else constant * node.value
        else:
            rest.append(node)
    if constant != unit or not rest:
        rest.insert(0, number(constant))
    return rest[0] if len(rest) == 1 else Node(kind, "", tuple(sorted(rest, key=lambda n: n.text)))


def _small(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) < 4000


def quotient(top: Node, bottom: Node) -> Node:
    """The quotient; of two numbers it is one number."""
    if bottom.kind == "num" and bottom.value and top.kind == "num":
        return number(top.value / bottom.value)
    if bottom.kind == "num" and bottom.value:
        return product((number(1 / bottom.value), top))
    return product((top, power(bottom, number(-1))))


def power_of_ten(spelt: str, exponent: int) -> Node:
    """A number in E notation; far exponents stay a power, so that nothing large is built."""
    mantissa = Fraction(spelt.rstrip("."))
    if abs(exponent) <= 400:
        return number(mantissa * Fraction(10) ** exponent)
    return product((number(mantissa), power(number(10), number(exponent))))


def _spelt(node: Node) -> str:
    if node.kind == "num":
        return spelt_number(node.value)
    if node.kind == "sym":
        return node.name
    if node.kind == "add":
        return "(" + "+".join(arg.text for arg in node.args).replace("+-", "-") + ")"
    if node.kind == "mul":
        return "*".join(arg.text for arg in node.args)
    if node.kind == "pow":
        return f"({node.args[0].text})^({node.args[1].text})"
    if node.name == "factorial":
        return f"({node.args[0].text})!"
    if node.name == "root":
        return rf"\sqrt[{node.args[0].text}]{{{node.args[1].text}}}"
    if node.name == "log":
        return rf"\log_{{{node.args[0].text}}}({node.args[1].text})"
    return f"{node.name}({','.join(arg.text for arg in node.args)})"


def spelt_number(value: Fraction) -> str:
    """A number as an integer, or p/q in lowest terms; very large ones are shortened by their hash-free digits in hex.

    >>> spelt_number(Fraction(-6, 4)), spelt_number(Fraction(7))
    ('-3/2', '7')
    """
    if not _small(value):
        return f"{value.numerator:x}/{value.denominator:x}h"
    return str(value)
