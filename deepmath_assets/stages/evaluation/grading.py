"""Whether an answer is right: one function for the SFT normaliser, the reward and the evaluation.

Here: `grade`, `answer_key` and clustering, on top of `answers/`. Our own rules decide; only what they cannot read
goes to Math-Verify (if installed), in a child process with a time limit, because its own limit is an alarm that fails
in threads. Strict by default; mode `paper` adds what DeepSeekMath's evaluator forgives (a factor of 100 either way,
an absolute 1e-3) and is labelled so in reports.
"""

import re
from functools import lru_cache
from typing import Literal

from deepmath_assets.base.errors import BadInput
from deepmath_assets.stages.evaluation.answers.comparison import plain_words, same_answer
from deepmath_assets.stages.evaluation.answers.keys import key_of
from deepmath_assets.stages.evaluation.answers.paper import forgiven_by_paper
from deepmath_assets.stages.evaluation.answers.reading.choices import choice_letters, chosen_letters
from deepmath_assets.stages.evaluation.answers.reading.extraction import boxes, extract_answer
from deepmath_assets.stages.evaluation.answers.reading.spelling import respell
from deepmath_assets.stages.evaluation.answers.reading.structure import read_shape
from deepmath_assets.stages.evaluation.answers.shapes import Shape
from deepmath_assets.stages.evaluation.answers.symbolic import math_verify_agrees

__all__ = ["Mode", "answer_key", "cluster_answers", "extract_answer", "grade"]

Mode = Literal["strict", "paper"]
_MAX_ANSWER = 100_000


def grade(answer: str, gold: str, mode: str = "strict") -> bool:
    r"""Whether the answer (bare, boxed, or at the end of a text) is the gold.

    >>> grade("所以答案是：二分之一。", r"\frac{1}{2}"), grade("0.33", "1/3"), grade(r"\boxed{(2,1)}", "(1,2)")
    (True, False, False)
    >>> grade("50", "0.5"), grade("50", "0.5", mode="paper")
    (False, True)
    """
    if mode not in ("strict", "paper"):
        raise BadInput(f"grading mode {mode!r} is unknown; use 'strict' or 'paper'")
    answer, gold = answer.strip()[-_MAX_ANSWER:], gold.strip()
    if not answer or not gold:
        return False
    if answer == gold:
        return True
    if letters := choice_letters(gold):
        if chosen_letters(answer) == letters:
            return True
        if len(letters) == 1 and chosen_letters(answer):
            return False
    given = extract_answer(answer)
    if not given.strip():
        return False
    accepted = any(_matches(given, option) for option in _options(gold))
    return accepted or (mode == "paper" and forgiven_by_paper(given, gold))


def _options(gold: str) -> list[str]:
    """The golds: alternatives are separated by ##; a boxed gold is opened."""
    parts = [part.strip() for part in re.split(r"\\?#\s*\\?#", gold) if part.strip()]
    return [extract_answer(part) if boxes(part) else part for part in parts]


@lru_cache(maxsize=20_000)
def _read(text: str) -> tuple[str, Shape]:
    spelt = respell(text)
    return spelt, read_shape(spelt)


@lru_cache(maxsize=20_000)
def _matches(given: str, gold: str) -> bool:
    verdict = _by_rules(given, gold)
    return math_verify_agrees(_read(given)[0], _read(gold)[0]) if verdict is None else verdict


@lru_cache(maxsize=50_000)
def _by_rules(given: str, gold: str) -> bool | None:
    """The verdict of our own rules; None where they cannot tell."""
    spelt_given, given_shape = _read(given)
    spelt_gold, gold_shape = _read(gold)
    if spelt_given == spelt_gold or (
        plain_words(spelt_given) == plain_words(spelt_gold) and not re.search(r"[\d(\[{]", spelt_gold)
    ):
        return True
    return same_answer(given_shape, gold_shape)


def answer_key(answer: str) -> str:
    r"""One canonical spelling of the answer in a text: equal for answers that differ only in spelling; itself a
    gradable answer.

    >>> answer_key("答案是四分之三"), answer_key(r"\boxed{1\frac{1}{2}}"), answer_key("选C"), answer_key("5, 3")
    ('3/4', '3/2', 'C', '3, 5')
    """
    given = extract_answer(answer)
    if letters := choice_letters(respell(given)) or (
        chosen_letters(given) if len(given) < 12 and re.search("选|[(]", given) else ""
    ):
        return letters
    return key_of(_read(given)[1])


def cluster_answers(keys: list[str]) -> list[int]:
    """The cluster number of each key, in order of first sight: equal keys, and keys that our rules find equal, are one
    cluster.

    Math-Verify is not asked here: a vote over 64 samples compares up to 2,000 pairs.

    >>> cluster_answers(["2", "sqrt(4)", "3", "2"])
    [0, 0, 1, 0]
    """
    heads: list[str] = []
    known: dict[str, int] = {}
    for key in keys:
        if key not in known:
            match = next((i for i, head in enumerate(heads) if key and head and _by_rules(key, head)), len(heads))
            if match == len(heads):
                heads.append(key)
            known[key] = match
    return [known[key] for key in keys]
