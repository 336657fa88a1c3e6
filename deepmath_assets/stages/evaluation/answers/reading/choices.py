"""Letters of multiple choice, and labels such as ①③.

Here: which letters an answer names, whether a gold is a choice. Not here: anything with a value.
"""

import re

_GOLD = re.compile(r"^\(?\s*([A-J](?:[\s,、;]*[A-J])*)\s*\)?\.?$")
_LETTERS = r"([A-J](?:(?:\s*[,、，和与及]\s*|\s+and\s+|\s*)(?:\(?[A-J]\)?)(?![A-Za-z]))*)"
_STATED = (
    re.compile(
        r"(?:answer|option|choice)\s*(?:is|are|:|would be|must be|should be|to option)?"
        r"\s*:?\s*\**\s*(?:option|choice)?\s*\(?" + _LETTERS + r"\b",
        re.I,
    ),
    re.compile(
        r"(?:选择?项?|答案|应选|故选|正确的?是)\s*(?:是|为|应为|应该是|:)*\s*\]?\s*\(?" + _LETTERS + r"(?![A-Za-z])"
    ),
    re.compile(r"\\boxed\s*\{\s*(?:\\text\s*\{)?\s*\(?" + _LETTERS + r"(?![A-Za-z])"),
)
_WHOLE = re.compile(r"^[\s(\[]*(?:\\(?:text|mathrm|textbf)\s*\{)?[\s(\[]*" + _LETTERS + r"[\s)\]}.:]*$")
_LEADING = re.compile(r"^\s*(?:\\(?:text|mathrm|textbf)\s*\{)?\s*(?:\(([A-J])\)|([A-J])(?:[.):]\s|\)))")
_LAST = re.compile(r"(?<![A-Za-z\\_^])\(?([A-J])\)?(?![A-Za-z'_^(])")
_LABELS = re.compile(
    r"^(?:\s*(?:\\textcircled\s*\{\s*\d+\s*\}|\(\s*\d\s*\))\s*[,和与及;]*\s*){2,}$|^\s*\\textcircled\s*\{\s*\d+\s*\}\s*$"
)


def choice_letters(text: str) -> str:
    """The letters of an answer that is nothing but a choice, sorted; empty if it is none.

    >>> choice_letters("A D"), choice_letters("(B)"), choice_letters("x = A")
    ('AD', 'B', '')
    """
    match = _GOLD.match(text.strip())
    letters = re.findall("[A-J]", match.group(1)) if match else []
    return "".join(sorted(letters)) if len(set(letters)) == len(letters) else ""


def chosen_letters(text: str) -> str:
    """The letters that a model's answer chooses, sorted; empty if none can be told.

    >>> [chosen_letters(text) for text in ("The answer is (D) 12", "故选：C．", "A或B", "C、A")]
    ['D', 'C', '', 'AC']
    """
    text = (
        text.replace("：", ":")
        .replace("．", ".")
        .replace("（", "(")
        .replace("）", ")")
        .replace("【", "[")
        .replace("】", "]")
    )
    text = re.sub("[Ⓐ-Ⓙ]", lambda m: chr(ord(m.group()) - ord("Ⓐ") + ord("A")), text).replace("$", " ")
    if re.match(r"^\s*\(?[A-J]\)?\s*(?:或|or)\s*\(?[A-J]\)?\s*\.?$", text):
        return ""
    if match := _WHOLE.match(text) or _LEADING.match(text):
        return _sorted(next(group for group in match.groups() if group))
    stated = [match for pattern in _STATED for match in pattern.finditer(text)]
    if stated:
        return _sorted(max(stated, key=lambda match: match.start()).group(1))
    last = _LAST.findall(text.rsplit("\n", 1)[-1])
    return last[-1] if last else ""


def _sorted(letters: str) -> str:
    return "".join(sorted(set(re.findall("[A-J]", letters))))


def labels(text: str) -> tuple[int, ...]:
    r"""The numbers of statements that an answer lists (①③ or (1)(3)), sorted; empty if it is no such list.

    >>> labels(r"\textcircled{1}\textcircled{3}"), labels("(3)(2)"), labels("(1)")
    ((1, 3), (2, 3), ())
    """
    if not _LABELS.match(text):
        return ()
    return tuple(sorted(int(digits) for digits in re.findall(r"\d+", text)))
