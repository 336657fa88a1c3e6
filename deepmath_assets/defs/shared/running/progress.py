"""Progress of long work with rate and time left: a bar on a terminal, a line in the log elsewhere."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Item = TypeVar("Item")
_SECONDS_BETWEEN_LINES = 10.0


def track(items: Iterable[Item], total: int, what: str, say: Callable[[str], object]) -> Iterator[Item]:
    """The items as they come, with progress shown on the way."""
    if total > 1 and sys.stderr.isatty():
        yield from _with_bar(items, total, what)
    else:
        yield from _with_lines(items, total, what, say)


def pace(done: int, total: int, seconds: float) -> str:
    """How far, how fast, how long still.

    >>> pace(50, 200, 10.0)
    '50 of 200, 5.0 a second, 30 s left'
    """
    rate = done / seconds if seconds > 0 else 0.0
    left = f", {(total - done) / rate:.0f} s left" if rate > 0 and done < total else ""
    return f"{done} of {total}, {rate:.1f} a second{left}"


def _with_bar(items: Iterable[Item], total: int, what: str) -> Iterator[Item]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(what, total=total)
        for item in items:
            yield item
            bar.advance(task)


def _with_lines(items: Iterable[Item], total: int, what: str, say: Callable[[str], object]) -> Iterator[Item]:
    started = said = time.monotonic()
    for done, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - said > _SECONDS_BETWEEN_LINES:
            said = now
            say(f"{what}: {pace(done, total, now - started)}")
