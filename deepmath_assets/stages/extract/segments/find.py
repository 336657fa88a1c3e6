"""The segments of a page: what the markup states, then what cues say of the rest. The order of the steps, no rule."""

from deepmath_assets.stages.extract.segments.cues import boxed_answers, by_cues
from deepmath_assets.stages.extract.segments.marks import Text, segments_of
from deepmath_assets.stages.extract.segments.spans import Segment
from deepmath_assets.stages.extract.writing.blocks import Mark


def find_segments(
    text: str, blocks: list[str], starts: list[int], ends: list[int], marks: list[Mark]
) -> tuple[Segment, ...]:
    """Segments in order of the text; spans may nest (an answer in its reasoning), none leaves the text."""
    found = segments_of(Text(blocks, starts, ends), marks)
    taken = [(segment.start, segment.end) for segment in found]
    found += by_cues(text, starts, ends, taken)
    found += boxed_answers(text, found)
    return tuple(sorted(found, key=lambda s: (s.start, -s.end, s.role)))
