"""Worked mathematical problems in English and Chinese whose answers are right by construction.

A problem is a family's numbers poured into one of its wordings. `problems` serves benchmarks, instruction records and
held-out training sets, one-step drills among them; `page_problem` serves web pages with other wordings of the same
families, so that a page shares no long word sequence with a benchmark item unless a leak was planted.
"""

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from deepmath_assets.sample_web.exercises.families import DRILLS, FAMILIES, Draw
from deepmath_assets.sample_web.model import stream
from deepmath_assets.sample_web.prose.grammar import expand, words

Problem = dict[str, Any]
ITEM_FAMILIES = (*FAMILIES, *DRILLS)
EASY_FAMILIES = (*FAMILIES[-4:], *DRILLS)
ENDINGS = {"en": "The answer is {}.", "zh": "所以答案是{}。"}


@cache
def _texts() -> dict[str, Any]:
    return {**words("exercises/arithmetic"), **words("exercises/mathematics"), **words("exercises/drills")}


def _problem(rng: random.Random, lang: str, style: str, family: tuple[str, Draw]) -> Problem:
    name, draw = family
    entry = _texts()[name]
    values: dict[str, Any] = draw(rng)
    question = expand(rng, rng.choice(entry[lang][style]), lang, values)
    reasoning = expand(rng, rng.choice(entry[lang][f"{style}_reason"]), lang, values)
    program = expand(rng, entry["program"], lang, values)
    facts = {"subject": entry["subject"], "level": entry["level"], "lang": lang, "family": name}
    return {"question": question, "reasoning": reasoning, "answer": values["answer"], "program": program, **facts}


def page_problem(rng: random.Random, lang: str, family: int | None = None) -> Problem:
    """One problem in a wording for web pages; formulas stand as `$...$`."""
    return _problem(rng, lang, "page", FAMILIES[family] if family is not None else rng.choice(FAMILIES))


def problems(
    seed: int, count: int, language: str, families: Sequence[tuple[str, Draw]] = ITEM_FAMILIES
) -> list[Problem]:
    """`count` problems, no question twice: question, reasoning, answer, program, subject, level (1-5), lang, family.

    Families take turns, so every prefix is balanced; a longer list starts with the shorter one. Raises ValueError when
    the language is neither `en` nor `zh`.

    >>> problems(1, 2, "en") == problems(1, 5, "en")[:2]
    True
    """
    if language not in ENDINGS:
        raise ValueError(f"problems are written in en and zh, not in {language!r}: ask for one of these")
    rng = stream(seed, "problems", language)
    found: dict[str, Problem] = {}
    turn = 0
    while len(found) < count:
        problem = _problem(rng, language, "item", families[turn % len(families)])
        turn += 1
        found.setdefault(problem["question"], problem)
    return list(found.values())


def solution(problem: Problem) -> str:
    """The reasoning with its closing sentence, which states the answer."""
    return join_lines(problem, ENDINGS[problem["lang"]].format(problem["answer"]))


def join_lines(problem: Problem, ending: str) -> str:
    """The reasoning and an ending on lines of their own."""
    return f"{problem['reasoning']}\n{ending}"
