"""From marks on blocks, as the markup set them, to segments of the text.

A question ends where its solution begins, unless its parts go on behind it; headings and labels ("Solution.") belong
to no segment; the block before a `details` with a solution in it is its question; posts without a role of their own
are the question and its answers, in order.
"""

from dataclasses import dataclass

from deepmath_assets.stages.extract.segments.cues import role_of_label
from deepmath_assets.stages.extract.segments.spans import Segment
from deepmath_assets.stages.extract.writing.blocks import Mark

REPLIES = frozenset(("reasoning", "answer"))
ASKING = frozenset(("question", "example"))


@dataclass(slots=True)
class Text:
    """A written text by its blocks."""

    blocks: list[str]
    starts: list[int]
    ends: list[int]

    def is_heading(self, block: int) -> bool:
        """Whether a block is a heading."""
        return self.blocks[block].startswith("#")

    def is_label(self, block: int) -> bool:
        """Whether a block is a heading, or only names a role."""
        return self.is_heading(block) or bool(role_of_label(self.blocks[block].strip()))

    def size(self, first: int, last: int) -> int:
        """Characters of a stretch of blocks."""
        return sum(map(len, self.blocks[first:last]))

    def segment(self, role: str, first: int, last: int, mark: Mark) -> Segment | None:
        """A segment of blocks without headings and labels at its ends; None where nothing is left."""
        while first < last and self.is_label(first):
            first += 1
        while last > first and self.is_label(last - 1):
            last -= 1
        if first >= last:
            return None
        return Segment(role, self.starts[first], self.ends[last - 1], mark.confidence, mark.evidence)


def segments_of(text: Text, marks: list[Mark]) -> list[Segment]:
    """The segments that the markup states, in order of the text."""
    marks = sorted(_settled(marks), key=lambda mark: (mark.first, -mark.last))
    found: list[Segment | None] = []
    for place, mark in enumerate(marks):
        inner = [m for m in _within(marks, place) if m.role in REPLIES]
        if mark.role in ASKING and inner:
            found.append(_asked(text, mark, inner))
        elif mark.role not in REPLIES or not any(m.role == mark.role for m in inner):
            found.append(text.segment(mark.role, mark.first, mark.last, mark))
        if mark.evidence == "details" and mark.role in REPLIES and not _enclosed(marks, place):
            found.append(_asked_before(text, mark, marks[:place]))
    return sorted((s for s in found if s is not None), key=lambda s: (s.start, -s.end))


def _settled(marks: list[Mark]) -> list[Mark]:
    """Marks with the roles of posts settled by order, and without the shells round posts."""
    posts = [mark for mark in marks if mark.evidence == "post"]
    if len(posts) < 2:
        marks = [mark for mark in marks if mark.role != "post"]
        posts = [mark for mark in posts if mark.role != "post"]
    first = True
    for mark in posts:
        if mark.role == "post":
            mark.role = "question" if first else "answer"
        first = False
    return [m for m in marks if m.evidence == "post" or not any(m.first <= p.first and p.last <= m.last for p in posts)]


def _within(marks: list[Mark], place: int) -> list[Mark]:
    """The marks inside one mark, which follow it in the order."""
    outer, inner = marks[place], []
    for mark in marks[place + 1 :]:
        if mark.first >= outer.last:
            break
        if mark.last <= outer.last:
            inner.append(mark)
    return inner


def _enclosed(marks: list[Mark], place: int) -> bool:
    mark = marks[place]
    return any(m.role in ASKING and m.first <= mark.first and mark.last <= m.last for m in marks[:place])


def _asked(text: Text, mark: Mark, inner: list[Mark]) -> Segment | None:
    """The question of an environment with replies in it: its head, or all of it where parts go on behind them."""
    head = text.size(mark.first, inner[0].first)
    whole = text.size(mark.first, mark.last)
    replies, reached = 0, mark.first
    for reply in inner:
        replies += text.size(max(reply.first, reached), max(reply.last, reached))
        reached = max(reached, reply.last)
    asked = whole - replies
    by_head, by_whole = 2 * head / max(1, head + asked), 2 * asked / max(1, asked + whole)
    return text.segment("question", mark.first, inner[0].first if by_head >= by_whole else mark.last, mark)


def _asked_before(text: Text, mark: Mark, earlier: list[Mark]) -> Segment | None:
    floor = max((m.last for m in earlier if m.last <= mark.first), default=0)
    first = mark.first
    while first > floor and not text.is_heading(first - 1):
        first -= 1
    return text.segment("question", first, mark.first, mark)
