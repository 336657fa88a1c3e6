r"""The final answer as TeX marks it: `\boxed{...}` with balanced braces.

Only the span of the box belongs here; whether two answers are equal is the grader's business.
"""

import re

_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")


def last_boxed(text: str) -> str | None:
    r"""What stands in the last closed `\boxed{...}` of the text, or None.

    >>> last_boxed(r"so \boxed{1} or rather \boxed{\frac{1}{2}}.")
    '\\frac{1}{2}'
    >>> last_boxed(r"cut off: \boxed{1") is None
    True
    """
    for opening in reversed(list(_BOX.finditer(text))):
        end = _closing(text, opening.end())
        if end is not None:
            return text[opening.end() : end].strip()
    return None


def boxes(text: str) -> int:
    r"""How many boxes the text opens.

    >>> boxes(r"\boxed{1} \boxed{2}")
    2
    """
    return len(_BOX.findall(text))


def _closing(text: str, start: int) -> int | None:
    depth = 1
    for place in range(start, len(text)):
        escaped = place > 0 and text[place - 1] == "\\"
        if text[place] == "{" and not escaped:
            depth += 1
        elif text[place] == "}" and not escaped:
            depth -= 1
            if depth == 0:
                return place
    return None
