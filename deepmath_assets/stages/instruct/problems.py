"""From the segments of clean pages to problems: question, reasoning and final answer.

The extract stage marks spans by role; here they are put together: a question opens a problem, reasoning and answers up
to the next question belong to it. What a page calls an answer is often a whole solution (a post under a question, a
fold-out "Answer"): a long one is reasoning, and the final answer is looked for in it. The words that announce an answer
come from the pack. Not covered: a question and its solution on different pages; problems whose answer is a proof.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.base.hashing import text_hash
from deepmath_assets.lake.contracts.decisions import DROPPED
from deepmath_assets.profiles.shapes.instruct import Instruct

PROBLEMS = {
    "problem_id": pl.String,
    "page_id": pl.String,
    "url": pl.String,
    "domain": pl.String,
    "language": pl.String,
    "subdomain": pl.String,
    "question": pl.String,
    "reasoning": pl.String,
    "answer": pl.String,
    "confidence": pl.Float64,
}
_SOLUTION_ROLES = ("reasoning", "answer")


@dataclass(slots=True)
class _Open:
    """A problem while its page is read."""

    start: int
    question: str
    confidence: float
    reasoning: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)


def problems(pages: pl.DataFrame, settings: Instruct, answer_cues: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Problems of the pages (contract Problems), and those left out: no solution, no final answer, too long.

    `pages` has page_id, url, domain, language, text, segments and, where known, subdomain. One candidate is one
    question segment; candidates = kept + dropped.
    """
    cue = cue_pattern(answer_cues)
    kept: list[dict[str, Any]] = []
    dropped: list[dict[str, str]] = []
    for page in pages.iter_rows(named=True):
        for found in _candidates(page["text"], page["segments"]):
            row_id = problem_id(page["page_id"], found.start)
            reasoning, answer = solved(found.reasoning, found.answers, cue, settings.max_answer_chars)
            reason = _refusal(found, reasoning, answer, settings)
            if reason:
                dropped.append({"row_id": row_id, "reason": reason[0], "detail": f"{page['url']}: {reason[1]}"})
            else:
                kept.append(_row(page, row_id, found, reasoning, answer))
    return pl.DataFrame(kept, schema=PROBLEMS), pl.DataFrame(dropped, schema=DROPPED)


def problem_id(page_id: str, start: int) -> str:
    """The id of the problem that a question segment opens, by its page and its first character.

    >>> problem_id("a", 1) == problem_id("a", 1) != problem_id("a", 2)
    True
    """
    return text_hash(f"{page_id}\0{start}")


def question_ids(pages: pl.DataFrame) -> pl.DataFrame:
    """The ids of all question segments of the pages, read from the segments alone: one column, `row_id`."""
    spans = pages.select("page_id", "segments").explode("segments").drop_nulls("segments").unnest("segments")
    found = spans.filter(role="question").select("page_id", "start").iter_rows()
    return pl.DataFrame({"row_id": [problem_id(page, start) for page, start in found]}, schema={"row_id": pl.String})


def cue_pattern(cues: Iterable[str]) -> re.Pattern[str]:
    r"""A pattern that finds what follows an announcing word up to the end of its sentence or line.

    >>> cue_pattern(["the answer is", "答案是"]).findall("So the answer is $5$. 因此答案是 7。")
    ['$5$', '7']
    """
    words = "|".join(re.escape(cue) for cue in sorted(cues, key=lambda cue: (-len(cue), cue)))
    # A full stop ends a sentence only before white space, so that 2.5 stays whole.
    return re.compile(
        rf"(?:{words or '(?!)'})\s*[:：]?\s*([^\n。；;]+?)(?=\.?\s*$|\.\s|[。；;\n])", re.IGNORECASE | re.MULTILINE
    )


def solved(
    reasoning: Sequence[str], answers: Sequence[str], cue: re.Pattern[str], max_answer_chars: int
) -> tuple[str, str]:
    r"""Reasoning and final answer out of a problem's spans; the answer is empty where none is stated.

    >>> solved(["Add: $2+2=4$."], ["Answer: $4$"], cue_pattern(["answer"]), 40)
    ('Add: $2+2=4$.', '4')
    >>> solved([r"Thus $x=\boxed{3}$."], [], cue_pattern([]), 40)
    ('Thus $x=\\boxed{3}$.', '3')
    """
    short = [text for text in answers if len(text) <= max_answer_chars and "\n" not in text.strip()]
    long = [text for text in answers if text not in short]
    worked = "\n\n".join(text.strip() for text in (*reasoning, *long) if text.strip())
    for text in short:
        announced = cue.findall(text)
        return worked, bare(last_boxed(text) or (announced[-1] if announced else text))
    announced = [bare(found) for found in cue.findall(worked)]
    boxed = last_boxed(worked)
    stated = boxed or (announced[-1] if announced and len(announced[-1]) <= max_answer_chars else "")
    return worked, bare(stated)


def bare(answer: str) -> str:
    """The answer without closing punctuation and without the dollars that make all of it a formula.

    >>> bare("$x = 3$."), bare("**12**"), bare("（C）。")
    ('x = 3', '12', '（C）')
    """
    text = answer.strip().rstrip(".。,，;；").strip().strip("*").strip()
    if len(text) > 2 and text.startswith("$") and text.endswith("$") and "$" not in text.strip("$"):
        text = text.strip("$").strip()
    return text


def _candidates(text: str, segments: Sequence[Mapping[str, Any]]) -> list[_Open]:
    found: list[_Open] = []
    for segment in sorted(segments, key=lambda s: (s["start"], s["end"])):
        role, span = segment["role"], text[segment["start"] : segment["end"]].strip()
        if role == "question":
            found.append(_Open(segment["start"], span, segment["confidence"]))
        elif role in _SOLUTION_ROLES and found and span:
            (found[-1].reasoning if role == "reasoning" else found[-1].answers).append(span)
            found[-1].confidence = min(found[-1].confidence, segment["confidence"])
    return found


def _refusal(found: _Open, reasoning: str, answer: str, settings: Instruct) -> tuple[str, str] | None:
    if len(found.question) < settings.min_question_chars:
        return "no_question", f"{len(found.question)} characters of question"
    if not answer:
        return "no_answer", "no final answer is stated" if reasoning else "no solution follows the question"
    if max(len(found.question), len(reasoning)) > settings.max_problem_chars:
        return "too_long", f"{len(found.question)} characters of question, {len(reasoning)} of reasoning"
    if found.confidence < settings.min_problem_confidence:
        return "low_quality", f"confidence {found.confidence:.2f}"
    return None


def _row(page: Mapping[str, Any], row_id: str, found: _Open, reasoning: str, answer: str) -> dict[str, Any]:
    own = {"problem_id": row_id, "question": found.question, "reasoning": reasoning, "answer": answer}
    carried = {name: page[name] for name in ("page_id", "url", "domain", "language")}
    return {**own, **carried, "subdomain": page.get("subdomain") or "", "confidence": found.confidence}
