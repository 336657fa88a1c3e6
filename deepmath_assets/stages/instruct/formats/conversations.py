"""Conversations: `{conversations: [{from: human | gpt, value}]}`; two turns are chain of thought, four run a program.

In the four-turn kind the third turn is a person's, who pastes what the program printed. It becomes the output block
after the program, so that the record reads as ToRA's do. Source: percent4/llm_math_solver.
"""

import re

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.stages.instruct.drafts import Draft, Row, Unusable, as_text
from deepmath_assets.stages.instruct.transcript import Part, calls, parts, spelt, trouble

_TITLE = re.compile(r"^\s*题目\s*[:：]\s*")
_FENCED = re.compile(r"```(?:[A-Za-z0-9]*\n)?(.*?)(?:```|\Z)", re.DOTALL)
_LEAD = re.compile(r"(?:结果|输出)[^:：\n]*(?:为|是)?\s*[:：]\s*", re.DOTALL)


def claims(row: Row) -> bool:
    """True of rows with a list of turns."""
    turns = row.get("conversations")
    return isinstance(turns, list) and all(isinstance(t, dict) and {"from", "value"} <= t.keys() for t in turns)


def read(row: Row) -> list[Draft] | Unusable:
    """One draft, of kind tool where a program and its output are there."""
    turns = [(str(turn["from"]), as_text(turn["value"])) for turn in row["conversations"]]
    if len(turns) < 2 or turns[0][0] == "gpt":
        return Unusable("bad_record", f"{len(turns)} turns, the first by {turns[0][0] if turns else 'nobody'}")
    pieces = _pieces(turns[1:])
    programs = calls(pieces)
    closing = "\n".join(piece.text for piece in pieces if piece.kind == "text")
    answer = last_boxed(closing)
    if not answer:
        return Unusable("no_answer", "the last turn has no \\boxed{}")
    if programs and trouble(programs[-1]):
        return Unusable("program_failed", f"the program {trouble(programs[-1])}")
    question = _TITLE.sub("", turns[0][1])
    return [Draft("tool" if programs else "cot", question, spelt(pieces), answer, programs)]


def pasted(turn: str) -> str:
    """What the program printed, out of the turn in which a person pastes it.

    >>> pasted("运行结果为：```共有: 41 人```")
    '共有: 41 人'
    >>> pasted("上面的代码执行结果为：42")
    '42'
    """
    fenced = _FENCED.search(turn)
    if fenced:
        return fenced.group(1).strip()
    lead = _LEAD.search(turn)
    return turn[lead.end() :].strip() if lead else turn.strip()


def _pieces(turns: list[tuple[str, str]]) -> list[Part]:
    found: list[Part] = []
    for speaker, text in turns:
        if speaker == "gpt":
            found.extend(parts(text))
        else:
            found.append(Part("output", pasted(text)))
    return found
