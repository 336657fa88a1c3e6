"""Lists of names and marks, written as running words."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set.

    >>> sorted(word_set("td th"))
    ['td', 'th']
    """
    return frozenset(text.split())
