"""Whether two answers are the same mathematical object: True, False, or None where these rules cannot tell.

Here: equality of shapes by the strict rules (order of tuples, ends of intervals, units, 8 significant digits for a
decimal in place of an exact value). Not here: reading (`shapes`), formulas (`formulas`), the last resort for None
(`symbolic`).
"""

import re

from deepmath_assets.stages.evaluation.answers.formulas.nodes import (
    CONSTANTS,
    Node,
    negated,
    number,
    product,
    total,
)
from deepmath_assets.stages.evaluation.answers.formulas.values import (
    proportional,
)
from deepmath_assets.stages.evaluation.answers.quantities import same_formula, same_value
from deepmath_assets.stages.evaluation.answers.regions import region_of, same_region
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

_COMMAND = re.compile(r"\\(?!text|mathrm|dollar|yen|euro|pound)[A-Za-z]+")


def same_answer(first: Shape, second: Shape) -> bool | None:
    """Whether two shapes are one answer; None where a part is beyond these rules.

    >>> from deepmath_assets.stages.evaluation.answers.reading.structure import read_shape
    >>> same_answer(read_shape("x=0.5"), read_shape("1/2")), same_answer(read_shape("(1,2)"), read_shape("(2,1)"))
    (True, False)
    """
    if isinstance(first, Words) or isinstance(second, Words):
        return _same_words(first, second)
    if isinstance(first, Relation) and isinstance(second, Relation):
        return _same_relation(first, second)
    if isinstance(first, Relation) or isinstance(second, Relation):
        return _relation_and_other(first, second)
    if isinstance(first, Members) or isinstance(second, Members):
        return _same_members(first, second)
    if isinstance(first, Tuple) and isinstance(second, Tuple):
        return _same_tuple(first, second)
    if (
        (isinstance(first, Tuple) or isinstance(second, Tuple))
        and isinstance(first, Tuple | Value)
        and isinstance(second, Tuple | Value)
    ):
        return same_region(region_of(first), region_of(second))
    if isinstance(first, Union) or isinstance(second, Union):
        return _same_union(first, second)
    if isinstance(first, Matrix) and isinstance(second, Matrix):
        return _same_matrix(first, second)
    if isinstance(first, Ratio) or isinstance(second, Ratio):
        return _same_ratio(first, second)
    if isinstance(first, Value) and isinstance(second, Value):
        return same_value(first, second)
    return False


def plain_words(text: str) -> str:
    r"""The letters and digits of a text, for comparing words.

    >>> plain_words(r"\text{Odd}"), plain_words("分层抽样.")
    ('odd', '分层抽样')
    """
    text = re.sub(r"\\(?:text\w*|mathrm|mbox)(?![A-Za-z])|\\[ ,;!]", " ", text)
    tidy = re.sub(r"[\s{}$.,;:!?。，；：()\"'~]", "", text)
    return tidy.lower() if len(tidy) > 1 else tidy


def _same_words(first: Shape, second: Shape) -> bool | None:
    """Words by their letters; a formula that was not read is undecided, anything else that is words on one side only
    differs.
    """
    if isinstance(first, Words) and isinstance(second, Words) and plain_words(first.text) == plain_words(second.text):
        return bool(plain_words(first.text))
    unread = [side.text for side in (first, second) if isinstance(side, Words)]
    return None if all(_unread_formula(text) for text in unread) else False


def _unread_formula(text: str) -> bool:
    """Whether words may be a formula in LaTeX beyond our parser: a command, brackets in pairs, no sentence."""
    paired = all(text.count(opening) == text.count(closing) for opening, closing in ("{}", "()"))
    return paired and bool(_COMMAND.search(text)) and not re.search("[一-鿿]", text)


def _all(verdicts: list[bool | None]) -> bool | None:
    """True where all are, False where one is, else None."""
    if False in verdicts:
        return False
    return None if None in verdicts else True


def is_name(shape: Shape) -> bool:
    """Whether one side of an equation only names what the other side is: x, f(x), |AB|, NO/BO, (p, q)."""
    if isinstance(shape, Value):
        return not shape.unit and _names(shape.node)
    if isinstance(shape, Tuple):
        return all(is_name(item) for item in shape.items)
    return (isinstance(shape, Ratio) and all(_names(part) for part in shape.parts)) or isinstance(shape, Words)


def _names(node: Node) -> bool:
    if node.kind == "sym":
        return node.name not in CONSTANTS
    if node.kind == "call":
        return node.name in "fghFGHIPQR" or (node.name in ("abs", "cos", "sin", "tan") and _names(node.args[0]))
    if node.kind == "pow":
        return node.args[1].value == -1 and node.args[1].kind == "num" and _names(node.args[0])
    capitals = all(arg.kind != "sym" or arg.name[0].isupper() or arg.name[0] == "\\" for arg in node.args)
    return node.kind == "mul" and capitals and all(_names(arg) for arg in node.args)


def _relation_and_other(first: Shape, second: Shape) -> bool | None:
    relation, other = (first, second) if isinstance(first, Relation) else (second, first)
    if not isinstance(relation, Relation):
        return None
    if set(relation.signs) <= {"="} and (is_name(relation.sides[0]) or len(relation.sides) > 2):
        return same_answer(relation.sides[-1], other)
    if relation.signs == ("in",):
        return same_answer(relation.sides[-1], other)
    if isinstance(other, Members) and len(other.items) == 1:
        return same_answer(relation, other.items[0])
    return same_region(region_of(relation), region_of(other))


def _same_relation(first: Relation, second: Relation) -> bool | None:
    equations = [set(side.signs) <= {"="} for side in (first, second)]
    if all(equations):
        return _same_equation(first, second)
    if any(equations) or first.signs == ("in",) or second.signs == ("in",):
        named, other = (first, second) if equations[0] or first.signs == ("in",) else (second, first)
        return same_answer(named.sides[-1], other) if is_name(named.sides[0]) else False
    if first.signs == second.signs and _all(
        [same_answer(a, b) for a, b in zip(first.sides, second.sides, strict=True)]
    ):
        return True
    if "ne" in first.signs or "ne" in second.signs:
        return first.signs == second.signs and _proportional_sides(first, second, positive=False)
    if len(first.signs) == len(second.signs) == 1:
        return _same_inequality(first, second)
    regions = region_of(first), region_of(second)
    if None not in regions:
        return same_region(*regions)
    return _same_chain(first, second)


def _same_chain(first: Relation, second: Relation) -> bool | None:
    """Chains of inequalities that no interval says: the sides in order, from either end."""
    turned = tuple({"<": ">", ">": "<", "le": "ge", "ge": "le"}.get(sign, sign) for sign in reversed(second.signs))
    for sides, signs in ((second.sides, second.signs), (second.sides[::-1], turned)):
        if signs == first.signs:
            return _all([same_answer(a, b) for a, b in zip(first.sides, sides, strict=True)])
    return False


def _difference(relation: Relation) -> Node | None:
    ends = relation.sides[0], relation.sides[-1]
    if not all(isinstance(side, Value) for side in ends):
        return None
    left, right = (side.node for side in ends if isinstance(side, Value))
    return total((left, negated(right)))


def _proportional_sides(first: Relation, second: Relation, positive: bool) -> bool | None:
    a, b = _difference(first), _difference(second)
    return None if a is None or b is None else proportional(a, b, positive)


def _same_equation(first: Relation, second: Relation) -> bool | None:
    """Equations up to a non-zero factor; named tuples by their values."""
    if is_name(first.sides[0]) and is_name(second.sides[0]) and _one_name(first.sides[0], second.sides[0]):
        return same_answer(first.sides[-1], second.sides[-1])
    if (verdict := _proportional_sides(first, second, positive=False)) is not None:
        return verdict
    return _all(
        [same_answer(a, b) for a, b in ((first.sides[0], second.sides[0]), (first.sides[-1], second.sides[-1]))]
    )


def _one_name(first: Shape, second: Shape) -> bool:
    if isinstance(first, Words) and isinstance(second, Words):
        return plain_words(first.text) == plain_words(second.text)
    return bool(same_answer(first, second))


def _same_inequality(first: Relation, second: Relation) -> bool | None:
    """One sign each: the differences, turned so that they must be positive, agree up to a positive factor."""
    strict = [relation.signs[0] in "<>" for relation in (first, second)]
    if strict[0] != strict[1]:
        return False
    turned = [_difference(relation) for relation in (first, second)]
    if turned[0] is None or turned[1] is None:
        return None
    ahead = [
        node if relation.signs[0] in (">", "ge") else negated(node)
        for node, relation in zip(turned, (first, second), strict=True)
        if node
    ]
    return proportional(ahead[0], ahead[1], positive=True)


def _same_union(first: Shape, second: Shape) -> bool | None:
    """Unions as sets on the line; those with single points part by part."""
    regions = region_of(first), region_of(second)
    if None in regions and isinstance(first, Union) and isinstance(second, Union):
        return len(first.items) == len(second.items) and _same_set(first.items, second.items)
    return same_region(*regions)


def _same_members(first: Shape, second: Shape) -> bool | None:
    sides = [shape if isinstance(shape, Members) else Members("one", (shape,)) for shape in (first, second)]
    kinds = {side.kind for side in sides}
    inequalities = any(
        isinstance(item, Relation) and set(item.signs) & {"<", ">", "le", "ge"} for side in sides for item in side.items
    )
    if inequalities or "and" in kinds or isinstance(first, Union) or isinstance(second, Union):
        regions = region_of(first), region_of(second)
        if None not in regions:
            return same_region(*regions)
    if (named := _named_tuple(first, second)) is not None:
        return named
    if "one" in kinds and kinds & {"set"} and isinstance(first if sides[0].kind == "one" else second, Tuple):
        return False
    if "blanks" in kinds and "set" not in kinds:
        if len(sides[0].items) != len(sides[1].items):
            return False
        return _all([same_answer(a, b) for a, b in zip(sides[0].items, sides[1].items, strict=True)])
    if "one" in kinds and len(sides[0].items) != len(sides[1].items):
        return False
    return _same_set(sides[0].items, sides[1].items)


def _named_tuple(first: Shape, second: Shape) -> bool | None:
    """X = 1, y = 2 against (1, 2): the values in the order given, where each has another name. None for any other
    pair.
    """
    listed, other = (first, second) if isinstance(first, Members) else (second, first)
    if not isinstance(listed, Members) or listed.kind != "list" or not isinstance(other, Tuple):
        return None
    named = [
        item for item in listed.items if isinstance(item, Relation) and item.signs == ("=",) and is_name(item.sides[0])
    ]
    if len(named) != len(listed.items) or len({item.left for item in named}) != len(named):
        return None
    return _same_tuple(Tuple("(", tuple(item.sides[-1] for item in named), ")"), other)


def _same_set(first: tuple[Shape, ...], second: tuple[Shape, ...]) -> bool | None:
    """Whether each member of either side has an equal one on the other (order and repetition do not count)."""
    verdicts = [[same_answer(a, b) for b in second] for a in first]
    found = [_any(row) for row in verdicts] + [_any(list(column)) for column in zip(*verdicts, strict=True)]
    return len(first) == len(second) if not first or not second else _all(found)


def _any(verdicts: list[bool | None]) -> bool | None:
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _same_tuple(first: Tuple, second: Tuple) -> bool | None:
    if len(first.items) != len(second.items):
        return False
    if len(first.items) == 2 and (first.opening, first.closing) != (second.opening, second.closing):
        return False
    return _all([same_answer(a, b) for a, b in zip(first.items, second.items, strict=True)])


def _same_matrix(first: Matrix, second: Matrix) -> bool | None:
    if [len(row) for row in first.rows] != [len(row) for row in second.rows]:
        return False
    cells = [(a, b) for r, s in zip(first.rows, second.rows, strict=True) for a, b in zip(r, s, strict=True)]
    return _all([same_answer(a, b) for a, b in cells])


def _same_ratio(first: Shape, second: Shape) -> bool | None:
    sides = [
        shape.parts if isinstance(shape, Ratio) else (shape.node, number(1)) if isinstance(shape, Value) else ()
        for shape in (first, second)
    ]
    if len(sides[0]) != len(sides[1]) or not sides[0]:
        return False
    crossed = [
        (product((a, sides[1][0])), product((b, sides[0][0]))) for a, b in zip(sides[0][1:], sides[1][1:], strict=True)
    ]
    return _all([same_formula(a, b) for a, b in crossed])
