"""Textual cues: words that open a question, a line of reasoning or an answer, in Chinese and English.

A cue stands at the start of a line, alone, numbered, or before a colon or full stop; prose that only mentions the
word is no cue. A segment ends at the next cue, or at a heading of the same rank or above.
"""

import re
from dataclasses import dataclass, replace

from deepmath_assets.stages.extract.segments.spans import Segment

_CUES = (
    (
        "question",
        "题意(?:简述|描述|概述)?|题目(?:大意|描述|内容|背景)?|题面|问题(?:描述)?|例题|习题|练习|描述|"
        "problems?(?: statement| description)?|questions?|"
        "exercises?|description|statement|task",
    ),
    ("example", "例子?|worked example|example"),
    (
        "reasoning",
        "思路(?:分析)?|分析|解析|题解|解题(?:思路|过程|方法)?|解法|解答|做法|证明?|解|提示|过程|推导|想法|我的思路|算法|"
        "solutions?|proof(?: sketch)?|analysis|hints?|explanation|approach|idea|sketch of proof|sol",
    ),
    ("answer", "答案|答|正确答案|结论|answers?|final answer|ans|result"),
)
_NUMBER = r"(?:\s*[(（]?\d+(?:\.\d+)*[)）]?|\s*[一二三四五六七八九十]+|\s+[IVX]{1,4}|\s+[A-Z])?"
CUES = tuple(
    (
        role,
        re.compile(
            rf"\s*(?:#+\s*|[-*]\s+)?[【\[（(]?(?:\d+(?:\.\d+)*[.、]?\s*)?(?:{words}){_NUMBER}[】\]）)]?\s*(?P<end>[:：]|[.。](?=\s|$)|$|[】\]])",
            re.I,
        ),
    )
    for role, words in _CUES
)
ANY_CUE = re.compile(rf"[\s#*\-【\[（(\d.、]*(?:{'|'.join(words for _, words in _CUES)})", re.I)
HEADING = re.compile(r"(#{1,6})\s")
HEADING_ALONE = re.compile(r"#{1,6}\s[^\n]*")
LABEL = {role: re.compile(rf"\W*(?:{words}){_NUMBER}\W*", re.I) for role, words in _CUES}
BOXED = re.compile(r"\\boxed\s*\{")
LONGEST_LABEL = 40
INLINE_RANK = 9


@dataclass(slots=True)
class Line:
    """A line of the text that may hold a cue: offsets, rank of the heading it is (0 for none)."""

    start: int
    end: int
    rank: int


def role_of_label(text: str) -> str:
    """The role that a label names, `""` for any other text.

    >>> role_of_label("Solution 2."), role_of_label("题解"), role_of_label("Solution of the equation")
    ('reasoning', 'reasoning', '')
    """
    if len(text) > LONGEST_LABEL:
        return ""
    return next((role for role, pattern in LABEL.items() if pattern.fullmatch(text)), "")


def by_cues(text: str, starts: list[int], ends: list[int], taken: list[tuple[int, int]]) -> list[Segment]:
    """Segments that cues open in a text, given by its blocks; blocks with a role from the markup are left alone."""
    found: list[Segment] = []
    role, begin, rank, last = "", 0, 0, 0
    for line in _lines(text, starts, ends):
        marked = _inside(line.start, taken)
        cue = None if marked else _cue(text, line)
        if role and (cue or marked or (line.rank and line.rank <= rank)):
            _add(found, text, role, begin, last)
            role = ""
        if cue:
            role, begin = cue
            rank = line.rank or INLINE_RANK
        last = line.end
    if role:
        _add(found, text, role, begin, last)
    return _asked_examples(text, found)


def _asked_examples(text: str, found: list[Segment]) -> list[Segment]:
    """Examples that a reply follows are questions."""
    settled = []
    for place, segment in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        replied = (
            after is not None and after.role in ("reasoning", "answer") and after.start - segment.end <= LONGEST_LABEL
        )
        settled.append(replace(segment, role="question") if segment.role == "example" and replied else segment)
    return settled


def boxed_answers(text: str, segments: list[Segment]) -> list[Segment]:
    r"""The last `\boxed{...}` of each line of reasoning, as its answer."""
    found = []
    for segment in segments:
        if segment.role != "reasoning":
            continue
        places = [match.end() for match in BOXED.finditer(text, segment.start, segment.end)]
        if places and (end := _closing(text, places[-1], segment.end)) > 0:
            found.append(Segment("answer", places[-1], end, 0.8, "boxed"))
    return found


def _closing(text: str, start: int, limit: int) -> int:
    depth = 1
    for match in re.finditer(r"\\.|[{}]", text[start:limit]):
        depth += (match[0] == "{") - (match[0] == "}")
        if depth == 0:
            return start + match.start()
    return -1


def _cue(text: str, line: Line) -> tuple[str, int] | None:
    head = text[line.start : min(line.end, line.start + 80)]
    if not ANY_CUE.match(head):
        return None
    for role, pattern in CUES:
        match = pattern.match(head)
        if match and (line.rank or match["end"] or line.end - line.start <= LONGEST_LABEL):
            return role, line.start + match.end()
    return None


def _lines(text: str, starts: list[int], ends: list[int]) -> list[Line]:
    lines = []
    for start, end in zip(starts, ends, strict=True):
        if text.startswith(("```", "|"), start):
            lines.append(Line(start, end, 0))
            continue
        while start < end:
            stop = text.find("\n", start, end)
            stop = end if stop < 0 else stop
            heading = HEADING.match(text, start, stop)
            lines.append(Line(start, stop, len(heading[1]) if heading else 0))
            start = stop + 1
    return lines


def _inside(place: int, taken: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in taken)


def _add(found: list[Segment], text: str, role: str, begin: int, end: int) -> None:
    while begin < end and text[begin].isspace():
        begin += 1
    if begin < end and not HEADING_ALONE.fullmatch(text, begin, end):
        found.append(Segment(role, begin, end, 0.7, "cue"))
