"""What a reader of one published format returns: drafts, before any of them is checked.

A draft is {question, reasoning, answer} with its tool calls and what the publisher says about it. `origin` is the
question that it was made from (rephrased, turned backwards) or the question itself: it decides the split, so that a
rephrasing never stands in the training split while its original is held out, and it is decontaminated as well.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SCHEMA_VERSION = 1

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_BLANKS = re.compile(r"\s+")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A program that the solution runs, and what it printed (None: the publisher does not say)."""

    code: str
    output: str | None = None
    language: str = "python"


@dataclass(frozen=True, slots=True)
class Draft:
    """One question with its solution; `kind` is cot, pot, tool or answer_only."""

    kind: str
    question: str
    reasoning: str
    answer: str
    tool_calls: tuple[ToolCall, ...] = ()
    subdomain: str = ""
    level: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A published row that yields no draft, with a reason of `decisions` and the evidence."""

    reason: str
    detail: str


def written_in(text: str) -> str:
    """The language of a question: zh where any Han character occurs, else en.

    >>> written_in("求 x 的值"), written_in("Find x")
    ('zh', 'en')
    """
    return "zh" if _CJK.search(text) else "en"


def question_key(question: str) -> str:
    """The question without case, white space and typographic variants: equal for copies, not for other numbers.

    >>> question_key("What is  ２+2 ?") == question_key("what is 2+2?")
    True
    """
    return _BLANKS.sub("", unicodedata.normalize("NFKC", question)).casefold().replace("$", "")


def as_text(value: object) -> str:
    """A published value as text: whole floats without `.0`, lists joined, None as nothing.

    >>> as_text(39.0), as_text(["A", "C"]), as_text(None), as_text(" 7 ")
    ('39', 'AC', '', '7')
    """
    if value is None:
        return ""
    if isinstance(value, list):
        return "".join(map(as_text, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
