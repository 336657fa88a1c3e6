"""The text of a solution that runs programs: rationale, fenced program and fenced output in turn (ToRA's layout).

Published texts glue the opening fence to the sentence before it, so fences are looked for anywhere, not at the start
of lines only. What stands in an output block came from an interpreter: fine-tuning gives no loss on it.
"""

import re
from dataclasses import dataclass

from deepmath_assets.stages.instruct.drafts import ToolCall

_FENCE = re.compile(r"```[ \t]*([A-Za-z0-9_+-]*)[ \t]*\r?\n(.*?)(?:```|\Z)", re.DOTALL)
_OUTPUT_NAMES = {"output", "out", "result", "text", ""}
_PROGRAM_NAMES = {"python", "py", "python3"}
_TROUBLE = re.compile(
    r"Traceback \(most recent call last\)|^\w*(?:Error|Exception)\b|timeout", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a transcript; `kind` is text, program or output."""

    kind: str
    text: str


def parts(text: str) -> list[Part]:
    r"""The transcript as text, programs and outputs in order.

    >>> [part.kind for part in parts("Compute:```python\nprint(1)\n```\n```output\n1\n```\nDone.")]
    ['text', 'program', 'output', 'text']
    """
    found: list[Part] = []
    end = 0
    for fence in _FENCE.finditer(text):
        _add(found, "text", text[end : fence.start()])
        _add(found, _kind(fence.group(1).lower(), found), fence.group(2))
        end = fence.end()
    _add(found, "text", text[end:])
    return found


def spelt(pieces: list[Part]) -> str:
    r"""The transcript in its one spelling: each fence at the start of a line, one line break between parts.

    >>> spelt([Part("text", "Run:"), Part("program", "print(1)"), Part("output", "1")])
    'Run:\n```python\nprint(1)\n```\n```output\n1\n```'
    """
    fences = {"program": "```python\n{}\n```", "output": "```output\n{}\n```", "text": "{}"}
    return "\n".join(fences[piece.kind].format(piece.text) for piece in pieces)


def calls(pieces: list[Part]) -> tuple[ToolCall, ...]:
    """The programs in order, each with the output that follows it.

    >>> calls([Part("program", "print(1)"), Part("output", "1")])
    (ToolCall(code='print(1)', output='1', language='python'),)
    """
    found: list[ToolCall] = []
    for piece in pieces:
        if piece.kind == "program":
            found.append(ToolCall(piece.text))
        elif piece.kind == "output" and found:
            found[-1] = ToolCall(found[-1].code, piece.text)
    return tuple(found)


def trouble(call: ToolCall) -> str | None:
    """Why a recorded run is of no use: it raised, or printed nothing; None where it printed a result.

    >>> trouble(ToolCall("1/0", "ZeroDivisionError: division by zero"))
    'raised: ZeroDivisionError: division by zero'
    >>> trouble(ToolCall("x = 1", ""))
    'printed nothing'
    """
    if not (call.output or "").strip():
        return "printed nothing"
    if _TROUBLE.search(call.output or ""):
        return f"raised: {(call.output or '').strip().splitlines()[-1][:120]}"
    return None


def _kind(name: str, before: list[Part]) -> str:
    if name in _PROGRAM_NAMES:
        return "program"
    follows_program = bool(before) and any(part.kind == "program" for part in before)
    return "output" if name in _OUTPUT_NAMES and follows_program else "text"


def _add(found: list[Part], kind: str, text: str) -> None:
    # Python needs its indentation: only whole blank lines at the ends go.
    text = text.strip("\r\n").rstrip() if kind == "program" else text.strip()
    if text or kind == "output":
        found.append(Part(kind, text))
