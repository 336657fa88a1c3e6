"""GSM8K and what keeps its spelling: a solution with calculator notes `<<48/2=24>>` and a last line `#### 72`.

Read here: `{question, answer}`, the rephrased `{question, answer, rewritten_question, rewritten_answer}` and
`{query, response}` (rejection sampling, MetaMathQA). The notes are removed, the last line becomes the answer.
Source: openai/grade-school-math; field names of OFA-Sys/gsm8k-ScRel and meta-math/MetaMath.
"""

import re

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable

_NOTE = re.compile(r"<<[^<>]*>>")
_FINAL = re.compile(r"^\s*####[ \t]*(.+?)\s*$", re.MULTILINE)
_SPOKEN = re.compile(r"^\s*The answer is:?[ \t]*(.+?)\.?\s*$", re.MULTILINE)


def claims(row: Row) -> bool:
    """True of rows with a question and a solution as plain text."""
    return {"question", "answer"} <= row.keys() or {"query", "response"} <= row.keys()


def read(row: Row) -> list[Draft] | Unusable:
    """The draft of the row; a rephrased row gives two, the original and its rephrasing."""
    if "query" in row:
        return _drafts([(str(row["query"]), str(row["response"]), "")])
    original = str(row["question"])
    pairs = [(original, str(row["answer"]), "")]
    if "rewritten_question" in row:
        pairs.append((str(row["rewritten_question"]), str(row["rewritten_answer"]), original))
    return _drafts(pairs)


def solution(text: str) -> tuple[str, str] | None:
    r"""Reasoning and answer of a solution, or None where it states no answer.

    >>> solution("48/2 = <<48/2=24>>24\n#### 24")
    ('48/2 = 24', '24')
    >>> solution("no last line") is None
    True
    """
    plain = _NOTE.sub("", text).strip()
    for pattern in (_FINAL, _SPOKEN):
        found = list(pattern.finditer(plain))
        if found:
            return plain[: found[-1].start()].strip(), found[-1].group(1).strip()
    boxed = last_boxed(plain)
    return (plain, boxed) if boxed else None


def _drafts(pairs: list[tuple[str, str, str]]) -> list[Draft] | Unusable:
    found = []
    for question, text, origin in pairs:
        solved = solution(text)
        if solved is not None:
            found.append(Draft("cot", question.strip(), *solved, origin=origin.strip()))
    return found or Unusable("no_answer", "the solution has no last line '#### answer' and no box")
