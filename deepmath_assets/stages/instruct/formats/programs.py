"""Program of Thoughts: `{question, answer, executed, generated}` with a table, a passage or choices where there are.

`generated` is Python that leaves its result in `ans`, with or without `def solver()`; the record's program prints it.
Source: wenhuchen/Program-of-Thoughts (Chen et al. 2022). What the publisher's own run gave (`executed`) is not trusted:
the stage runs the program again.
"""

from deepmath_assets.stages.instruct.drafts import Draft, Row, ToolCall, Unusable, as_text


def claims(row: Row) -> bool:
    """True of rows with a generated program."""
    return {"question", "answer", "generated"} <= row.keys()


def read(row: Row) -> list[Draft] | Unusable:
    """One draft whose program prints its answer."""
    code = str(row["generated"]).strip("\n")
    if "ans" not in code:
        return Unusable("bad_record", "the program leaves nothing in `ans`")
    program = f"{without_preamble(code)}\nprint(ans)"
    reasoning = f"```python\n{program}\n```"
    return [Draft("pot", _question(row), reasoning, as_text(row["answer"]), (ToolCall(program),))]


def without_preamble(code: str) -> str:
    r"""The program without the few-shot prompt's echo: comments before the first statement that repeat the question.

    >>> without_preamble("import math\n# Question: how many?\n# Answer this question by a function.\nans = 1")
    'import math\nans = 1'
    """
    lines = [line for line in code.splitlines() if not line.startswith(("# Question:", "# Answer this question"))]
    return "\n".join(lines).strip("\n")


def _question(row: Row) -> str:
    question = as_text(row["question"])
    pieces = [as_text(row.get("table")), as_text(row.get("passage")), question]
    choices = row.get("choices")
    if choices:
        pieces.append("Options: " + ", ".join(map(as_text, choices)))
    joint = " " if row.get("passage") else "\n"
    return joint.join(piece for piece in pieces if piece)
