"""Counting a pack's words in text: one automaton, longest match, whole words where letters part words."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

Value = TypeVar("Value")


class Words(Generic[Value]):
    """Words with a value each, all looked for at once."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._values: dict[str, Value] = {word.lower(): value for word, value in entries}
        self._words = list(self._values)
        self._automaton = AhoCorasick(
            self._words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
        )

    def counts(self, text: str) -> dict[str, int]:
        """How often each word stands in the text, in order of first sight.

        >>> Words([("group", 1), ("群", 1), ("group theory", 2)]).counts("Group theory; groups, a group. 群论")
        {'group theory': 1, 'group': 1, '群': 1}
        """
        lowered = text.lower()
        counts: dict[str, int] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(lowered):
            if _stands_alone(lowered, start, end):
                word = self._words[index]
                counts[word] = counts.get(word, 0) + 1
        return counts

    def value(self, word: str) -> Value:
        """The value that came with the word."""
        return self._values[word]


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    joined_before = _is_letter(before) and _is_letter(text[start])
    return not joined_before and not (_is_letter(after) and _is_letter(text[end - 1]))


def _is_letter(char: str) -> bool:
    return char.isalpha() and char < "\u3040"
