r"""ToRA: `{messages: [user, assistant], gt, level, dataset}`, one assistant message in which rationale, program and
output alternate, closed by a sentence with `\boxed{}` (Gou et al. 2023, microsoft/ToRA).
"""

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable, as_text
from deepmath_assets.stages.instruct.transcript import calls, parts, spelt, trouble


def claims(row: Row) -> bool:
    """True of rows with a list of messages that have a role."""
    messages = row.get("messages")
    return isinstance(messages, list) and all(isinstance(m, dict) and "role" in m for m in messages)


def read(row: Row) -> list[Draft] | Unusable:
    """One draft: the assistant's messages as one transcript."""
    said = {
        role: [as_text(m.get("content")) for m in row["messages"] if m["role"] == role]
        for role in ("user", "assistant")
    }
    if not said["user"] or not said["assistant"]:
        return Unusable("bad_record", "a user and an assistant message are needed")
    pieces = parts("\n".join(said["assistant"]))
    answer = last_boxed("\n".join(piece.text for piece in pieces if piece.kind == "text"))
    if not answer:
        return Unusable("no_answer", "the closing sentence has no \\boxed{}")
    programs = calls(pieces)
    if programs and trouble(programs[-1]):
        return Unusable("program_failed", f"the last program {trouble(programs[-1])}")
    kind = "tool" if programs else "cot"
    return [Draft(kind, said["user"][0], spelt(pieces), answer, programs, level=as_text(row.get("level")))]
