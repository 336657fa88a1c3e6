"""Lists of problems and the lists of their answers: each item is a segment of its own where the two lists match.

Textbooks print exercises in one place and answers in another. Two lists match if they have as many items; where items
carry numbers of their own, the numbers must agree as well.
"""

import re
from itertools import pairwise

from deepmath_assets.stages.extract.segments.spans import Segment

ITEM = re.compile(r"^(?:- |(?P<number>\d{1,3})[.)、．]\s*)", re.M)
LEAST_ITEMS = 2


def matched_items(text: str, segments: list[Segment]) -> list[Segment]:
    r"""The segments, with each pair of matching lists replaced by the segments of their items.

    >>> text = "- One and one?\n- Two and one?\n\n- 2\n- 3"
    >>> lists = [Segment("question", 0, 29, 0.7, "cue"), Segment("answer", 31, 38, 0.7, "cue")]
    >>> [(s.role, text[s.start : s.end]) for s in matched_items(text, lists)]
    [('question', 'One and one?'), ('question', 'Two and one?'), ('answer', '2'), ('answer', '3')]
    """
    items = {place: _items(text, segment) for place, segment in enumerate(segments)}
    split: set[int] = set()
    for place, segment in enumerate(segments):
        if segment.role != "question" or len(items[place]) < LEAST_ITEMS:
            continue
        for later in range(place + 1, len(segments)):
            if segments[later].role != "question" and _match(items[place], items[later]):
                split |= {place, later}
                break
    return [
        part
        for place, segment in enumerate(segments)
        for part in ([item for _, item in items[place]] if place in split else [segment])
    ]


def _match(problems: list[tuple[str, Segment]], answers: list[tuple[str, Segment]]) -> bool:
    numbers = [number for number, _ in problems]
    return len(problems) == len(answers) and (not any(numbers) or numbers == [number for number, _ in answers])


def _items(text: str, segment: Segment) -> list[tuple[str, Segment]]:
    """The items of a segment that is one list, with their numbers; nothing for running text."""
    if segment.evidence != "cue":
        return []
    marks = list(ITEM.finditer(text, segment.start, segment.end))
    if not marks or marks[0].start() != segment.start:
        return []
    bounds = [*(mark.start() for mark in marks), segment.end]
    found = []
    for mark, (_, end) in zip(marks, pairwise(bounds), strict=True):
        body = text[mark.end() : end].rstrip()
        found.append((mark["number"] or "", Segment(segment.role, mark.end(), mark.end() + len(body), 0.6, "numbered")))
    return [(number, item) for number, item in found if item.start < item.end]
