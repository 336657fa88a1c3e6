"""Exact Jaccard similarity of two texts by 5-shingles: words for English, characters for Chinese."""

SIZE = 5


def shingles(text: str, lang: str) -> set[str]:
    """All runs of five units of the text; a shorter text is one shingle.

    >>> sorted(shingles("a b c d e f", "en"))
    ['a b c d e', 'b c d e f']
    """
    units = text.lower().split() if lang == "en" else list("".join(text.split()))
    glue = " " if lang == "en" else ""
    return {glue.join(units[i : i + SIZE]) for i in range(max(1, len(units) - SIZE + 1))}


def jaccard(one: set[str], other: set[str]) -> float:
    """Shared shingles over all shingles; 1 for two empty sets.

    >>> jaccard({"a", "b"}, {"b", "c"})
    0.3333333333333333
    """
    union = len(one | other)
    return len(one & other) / union if union else 1.0
