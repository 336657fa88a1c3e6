"""A segment: a span of the text with a role, how sure we are of it, and by what evidence."""

from dataclasses import dataclass

ROLES = ("question", "reasoning", "answer", "theorem", "proof", "example", "definition", "text")


@dataclass(frozen=True, slots=True)
class Segment:
    """`text[start:end]` has this role; `evidence` names the rule that said so."""

    role: str
    start: int
    end: int
    confidence: float
    evidence: str
