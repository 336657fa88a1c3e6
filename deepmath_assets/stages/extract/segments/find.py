"""The segments of a page: what the markup states, then what cues say of the rest. The order of the steps, no rule."""

from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.segments.cues import boxed_answers, by_cues
from deepmath_assets.stages.extract.segments.marks import Text, segments_of
from deepmath_assets.stages.extract.segments.numbered import matched_items
from deepmath_assets.stages.extract.segments.spans import Segment
from deepmath_assets.stages.extract.segments.structured import by_stated_texts, stated_texts
from deepmath_assets.stages.extract.writing.blocks import Mark


def find_segments(
    tree: Tree, text: str, blocks: list[str], starts: list[int], ends: list[int], marks: list[Mark]
) -> tuple[Segment, ...]:
    """Segments in order of the text; spans may nest (an answer in its reasoning), none leaves the text."""
    found = segments_of(Text(blocks, starts, ends), marks)
    if not found and (stated := stated_texts(tree)):
        found = by_stated_texts(text, starts, ends, stated)
    taken = [(segment.start, segment.end) for segment in found]
    found += matched_items(text, by_cues(text, starts, ends, taken))
    found += boxed_answers(text, found)
    once = {(segment.start, segment.end, segment.role): segment for segment in reversed(found)}  # markup before cues
    return tuple(sorted(once.values(), key=lambda s: (s.start, -s.end, s.role)))
