"""GAOKAO-Bench: `{keywords, year, category, question, answer, analysis, index, score}`, Chinese entrance examinations.

`answer` is a list of letters for choice questions and a string for blanks and open questions; `analysis` is the worked
solution. Question numbers and points in front of the question are no part of it.
"""

import re

from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable, as_text

_NUMBER = re.compile(r"^\s*(?:\d+\s*[.．、]\s*)?(?:[(（]\s*\d+\s*分\s*[)）]\s*)?")
_KINDS = {"MCQs": "choice", "Fill-in-the-Blank": "blank", "Open-ended": "open"}


def claims(row: Row) -> bool:
    """True of rows with a worked `analysis`."""
    return {"question", "answer", "analysis"} <= row.keys()


def read(row: Row) -> list[Draft] | Unusable:
    """One draft; its level is the kind of the question (choice, blank, open)."""
    answer, analysis = as_text(row["answer"]), as_text(row["analysis"])
    if not answer:
        return Unusable("no_answer", "the answer is empty")
    keywords = str(row.get("keywords", ""))
    level = next((kind for name, kind in _KINDS.items() if name in keywords), "")
    question = _NUMBER.sub("", as_text(row["question"]), count=1)
    return [Draft("cot" if analysis else "answer_only", question, analysis, answer, level=level)]
