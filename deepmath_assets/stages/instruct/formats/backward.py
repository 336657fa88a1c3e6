"""FOBAR: a question turned backwards, a number of the original replaced by x and the original answer given.

`{question, answer, original_question, ...}` of MetaMath with a model's reasoning, either as `inv_question_pred_answer`
beside its cleaned answer `pred_inv_answer_cleaned` or as `output` that ends in `#### answer`. A row whose predicted
answer is not the true one is not used.
"""

import re

from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable, as_text
from deepmath_assets.stages.instruct.formats.gsm8k import solution

_SPOKEN = re.compile(r"\n?[^\n]*\b(?:answer|value of x) is:?[^\n]*$", re.IGNORECASE)


def claims(row: Row) -> bool:
    """True of rows that carry the reasoning for the inverse question."""
    turned = {"question", "answer", "original_question"} <= row.keys()
    return turned and bool({"inv_question_pred_answer", "output"} & row.keys())


def read(row: Row) -> list[Draft] | Unusable:
    """One draft, with the original question as its origin."""
    answer = as_text(row["answer"])
    reasoning, predicted = _predicted(row)
    if not _same_number(answer, predicted):
        return Unusable("answer_mismatch", f"the reasoning ends in {predicted!r}, the answer is {answer!r}")
    origin = as_text(row.get("original_question"))
    return [Draft("cot", as_text(row["question"]), reasoning, answer, origin=origin)]


def _predicted(row: Row) -> tuple[str, str]:
    if "output" in row:
        return solution(as_text(row["output"]).rsplit("\nThe answer is", 1)[0]) or ("", "")
    return _SPOKEN.sub("", as_text(row["inv_question_pred_answer"])).strip(), as_text(
        row.get("pred_inv_answer_cleaned")
    )


def _same_number(one: str, other: str) -> bool:
    try:
        return float(one.replace(",", "")) == float(other.replace(",", ""))
    except ValueError:
        return one == other
