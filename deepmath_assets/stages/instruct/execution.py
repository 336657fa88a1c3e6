"""Programs of program-of-thought records: run again, and compared with the published answer.

The publisher's own claim that a program gives its answer is not trusted. Programs run in the sandbox that the caller
passes in; several at a time, since each is a process of its own, with results in the order of the records.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

RunProgram = Callable[[str], tuple[str, str]]
SameAnswer = Callable[[str, str], bool]

# Programs print binary floats: 0.1 + 0.2 is the published 0.3, and a difference that is 0 leaves 4e-15.
_RELATIVE_TOLERANCE = Fraction(1, 10**6)
_ABSOLUTE_TOLERANCE = Fraction(1, 10**9)


def refusals(
    programs: Sequence[str], answers: Sequence[str], run_program: RunProgram, agrees: SameAnswer, workers: int
) -> list[tuple[str, str] | None]:
    """For each program None where it prints its answer, else the reason and the evidence.

    `run_program(code)` gives a status (`ok` where the program ended well) and what it printed.
    """
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        runs = list(pool.map(run_program, programs))
    return [_refusal(status, printed, answer, agrees) for (status, printed), answer in zip(runs, answers, strict=True)]


def same_number(printed: str, answer: str) -> bool:
    """True where both are plain numbers and equal to a millionth; percentages count as their hundredth.

    >>> same_number("0.30000000000000004", "0.3"), same_number("0.9375", "93.75%"), same_number("4", "5")
    (True, True, False)
    >>> same_number("1.8333333333333333", "1(5/6)")
    True
    """
    one, other = plain_number(printed), plain_number(answer)
    if one is None or other is None:
        return False
    return abs(one - other) <= max(_ABSOLUTE_TOLERANCE, _RELATIVE_TOLERANCE * max(abs(one), abs(other)))


def plain_number(text: str) -> Fraction | None:
    """The value of an integer, decimal, fraction, bracketed mixed number or percentage, or None.

    >>> plain_number("1(5/6)"), plain_number("(3/5)"), plain_number("1,200"), plain_number("x")
    (Fraction(11, 6), Fraction(3, 5), Fraction(1200, 1), None)
    """
    text = text.strip().replace(",", "").replace("，", "")
    if text.endswith("%"):
        share = plain_number(text[:-1])
        return None if share is None else share / 100
    whole, bracket, rest = text.partition("(")
    if bracket and rest.endswith(")"):
        part, base = plain_number(rest[:-1]), plain_number(whole or "0")
        return None if part is None or base is None else base + part
    try:
        return Fraction(text) if len(text) <= 60 else None
    except (ValueError, ZeroDivisionError):
        return None


def _refusal(status: str, printed: str, answer: str, agrees: SameAnswer) -> tuple[str, str] | None:
    last = printed.strip().splitlines()[-1].strip() if printed.strip() else ""
    if status != "ok" or not last:
        return "program_failed", f"{status}: {last[:160]}" if last else f"{status}: printed nothing"
    if same_number(last, answer) or agrees(last, answer):
        return None
    return "answer_mismatch", f"the program prints {last[:120]!r}, the answer is {answer[:120]!r}"
