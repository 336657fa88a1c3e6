"""Final answers without any solution: `{id, question, answer, instruction}` of Chinese primary-school collections."""

from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable, as_text


def claims(row: Row) -> bool:
    """True of rows whose instruction asks for the bare answer."""
    return {"question", "answer", "instruction"} <= row.keys()


def read(row: Row) -> list[Draft] | Unusable:
    """One draft without reasoning."""
    answer = as_text(row["answer"])
    if not answer:
        return Unusable("no_answer", "the answer is empty")
    return [Draft("answer_only", as_text(row["question"]), "", answer)]
