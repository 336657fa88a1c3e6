"""Ape210K: `{id, original_text, ans, equation}`, Chinese word problems with an equation `x=...` as program.

Fractions are written `(3/5)`, mixed numbers `1(5/6)` (one and five sixths, no product), percentages `93.75%`. The
equation becomes one line of Python; one without any operation only repeats the answer and counts as answer only.
Source: Zhao et al. 2020, github.com/Chenny0808/ape210k.
"""

import ast
import re

from deepmath_assets.stages.instruct.drafts import Draft, Row, ToolCall, Unusable, as_text

_MIXED = re.compile(r"(?<![\d.)])(\d+)\((\d+)/(\d+)\)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_MARKS = str.maketrans(
    {"[": "(", "]": ")", "{": "(", "}": ")", "×": "*", "÷": "/", ":": "/", "：": "/", "（": "(", "）": ")"}
)
_ALLOWED = re.compile(r"[0-9+\-*/(). ]+")


def claims(row: Row) -> bool:
    """True of rows with an equation."""
    return {"original_text", "ans", "equation"} <= row.keys()


def read(row: Row) -> list[Draft] | Unusable:
    """One draft whose program prints x."""
    question, answer = as_text(row["original_text"]), as_text(row["ans"])
    expression = as_python(as_text(row["equation"]))
    if expression is None:
        return Unusable("bad_record", f"not an equation of arithmetic: {as_text(row['equation'])[:120]!r}")
    if not re.search(r"[+\-*/]", expression.lstrip("-")):
        return [Draft("answer_only", question, "", answer)]
    program = f"x = {expression}\nprint(x)"
    return [Draft("pot", question, f"```python\n{program}\n```", answer, (ToolCall(program),))]


def as_python(equation: str) -> str | None:
    """The right side of `x=...` as a Python expression, or None where it is none.

    >>> as_python("x=1(5/6)+(1/2)")
    '(1+5/6)+(1/2)'
    >>> as_python("x=(15/(15+1))*100%")
    '(15/(15+1))*(100/100)'
    >>> as_python("x=2^3") , as_python("x=import os") is None
    ('2**3', True)
    """
    text = equation.strip().translate(_MARKS)
    left, _, right = text.partition("=") if "=" in text else ("x", "=", text)
    if left.strip().lower() != "x":
        return None
    text = _PERCENT.sub(r"(\1/100)", _MIXED.sub(r"(\1+\2/\3)", right)).replace("^", "**")
    # Leading zeros are no Python: 007 -> 7.
    text = re.sub(r"(?<![\d.])0+(?=\d)", "", text).strip()
    if not text or not _ALLOWED.fullmatch(text):
        return None
    return text if _parses(text) else None


def _parses(expression: str) -> bool:
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return not any(isinstance(node, ast.Call) for node in ast.walk(tree))
