"""The final answer taken out of what a model wrote.

Here: the last box (or a run of boxes), a stated answer ("the answer is", 答案是, ####), else the last formula or
number.
A statement after the last box wins over the box, because models that box an intermediate result state the final one.
Not here: reading the answer.
"""

import re

_END_MARKS = re.compile(r"<\|[\w]+\|>.*|<eo[ae]>|<｜[^｜]*｜>|</s>", re.S)
_HOPE = re.compile(r"\s*I hope it is correct\.?\s*", re.I)
_BOX = re.compile(r"\\(?:boxed|fbox)\s*(?=\{)|\\boxed\s+(?=[^\s{])")
_BETWEEN_BOXES = re.compile(
    r"(?:[\s,;&、，；]|\\\\|\\[()\[\]]|\$|\\(?:quad|qquad|,|;|!)|\\text\s*\{[^{}]*\b(?:and|or)\b[^{}]*\}|\\text\s*\{\s*\}|\band\b|\bor\b|和|或|与|及|[A-Za-z]\w?(?:_\{?\w+\}?)?\s*=)*"
)
_JOINTS = {"和": " and ", "and": " and ", "或": " or ", "or": " or ", ";": "; ", "；": "; "}
_JOINS = re.compile(r"[,;、，；]|\band\b|\bor\b|和|或|与|及")
_PERCENT_AFTER = re.compile(r"^(?:[\s$)\]]|\\[)\]])*(?:\\?%|％|percent|pct)")
_STATEMENT = re.compile(
    r"final answer(?: is|:|：)\s*:?|(?:the )?answer(?: is|:|：)\s*:?|####(?!#)|^A:"
    r"|答案(?:是|为|:|：)+|【答案】|(?<![一-鿿])答(?::|：)|最终(?:结果|答案)(?:是|为|:|：)*",
    re.I | re.M,
)
_OVERRIDES_BOX = re.compile(r"final answer is\s*:?|####", re.I)
_SPAN = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$((?:[^$\\]|\\.)+)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.S)
_NUMBER = re.compile(
    r"(?<![\w.\\)}])[-−]?\s?(?:\\?\$|[￥¥€£])?\s?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:\s?/\s?\d+)?(?:\s*(?:\\%|%|％|percent\b))?|\d+(?:\.\d+)?"
)
_PROSE_EN = re.compile(
    r"\b(?:about|approximately|roughly|around|nearly|it|not|is|are|the|we|so|therefore|thus|hence|that|because|there|have|get|answer|find|of|each|will|was|had|has|would|which)\b",
    re.I,
)
_PROSE_ZH = re.compile("[是为答故解得则即设由]|所以|因此|答案|可以|一共有|需要|等于|方程|代入")
_CLAUSE = re.compile(r"[，。；！？\n]|,(?!\d{3}(?!\d))(?=\s|$)|[.;](?=\s|$)")


def extract_answer(text: str) -> str:
    r"""The final answer that a text gives, as it was spelt there; empty if the text is empty or boxes nothing.

    >>> [extract_answer(text) for text in (r"So \boxed{5}, no: \boxed{6}.", "答案是17。", "The answer is $x=3$.")]
    ['6', '17', 'x=3']
    """
    text = _HOPE.sub(" ", _END_MARKS.sub("", text)).strip()
    if boxed := _boxed(text):
        answer, end = boxed
        stated = [match for match in _OVERRIDES_BOX.finditer(text) if match.start() >= end]
        return _stated(text[stated[-1].end() :]) or answer if stated else answer
    if is_bare(text):
        return text
    statements = [match for match in _STATEMENT.finditer(text) if text[match.end() :].strip(" .。*$")]
    if statements and (answer := _stated(text[statements[-1].end() :])):
        return answer
    return _last_candidate(text) or text


def is_bare(text: str) -> bool:
    """Whether the text is an answer and nothing else: no sentence around it.

    >>> is_bare("15个苹果"), is_bare("so it is 15"), is_bare("(1,2)")
    (True, False, True)
    """
    plain = re.sub(r"\\(?:text\w*|mathrm|mbox|operatorname)\s*\{[^{}]*\}|\\[A-Za-z]+", " ", text)
    if _SPAN.search(text) and re.search(
        "[A-Za-z]{3,}", re.split(r"\\text|\\mathrm", _SPAN.sub("$", plain))[0].rpartition("$")[0]
    ):
        return False
    words = re.findall(r"(?<![A-Za-z])[A-Za-z]{3,}(?![A-Za-z(])", plain)
    if _PROSE_EN.search(plain) or _STATEMENT.search(text) or len(words) > 4:
        return False
    chinese = re.findall("[一-鿿]", text)
    return not (_PROSE_ZH.search(text) and chinese) and not (len(chinese) > 12 and re.search(r"\d|\$", text))


def boxes(text: str) -> list[tuple[int, int, str]]:
    r"""Start, end and content of each outermost box, in order.

    >>> boxes(r"\boxed{x=\boxed{5}}")[0][2]
    'x=\\boxed{5}'
    """
    found, at = [], 0
    while match := _BOX.search(text, at):
        start = match.end()
        end = _closing(text, start) if text[start : start + 1] == "{" else start
        content = text[start + 1 : end] if text[start : start + 1] == "{" else text[start : start + 1]
        found.append((match.start(), end + 1, content))
        at = end + 1
    return found


def _closing(text: str, start: int) -> int:
    """The place of the brace that closes the one at start; the end of the line where none does."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "{}" and (at == 0 or text[at - 1] != "\\"):
            depth += 1 if text[at] == "{" else -1
            if depth == 0:
                return at
    end = text.find("\n", start)
    return len(text.rstrip("$ .")) if end < 0 else end


def _boxed(text: str) -> tuple[str, int] | None:
    """The last run of boxes joined by commas, and where it ends; None without a box."""
    found = boxes(text)
    if not found:
        return None
    run = [found[-1]]
    for box in reversed(found[:-1]):
        between = re.sub(r"\$", " ", text[box[1] : run[0][0]])
        if len(between) > 80 or not _JOINS.search(between) or not _BETWEEN_BOXES.fullmatch(between):
            break
        run.insert(0, box)
    end = run[-1][1]
    answer = ", ".join(_unnested(content) for _, _, content in run)
    return (answer + "%" if answer and _PERCENT_AFTER.match(text[end:]) and "%" not in answer else answer), end


def _unnested(content: str) -> str:
    """The content with inner boxes opened."""
    for start, end, inner in reversed(boxes(content)):
        content = content[:start] + inner + content[end:]
    return content.strip()


def _stated(tail: str) -> str:
    """The answer at the head of what follows a statement."""
    tail = tail.strip().lstrip("*: ").strip()
    head = re.split(r"\n\s*\n", tail, maxsplit=1)[0]
    if (span := _SPAN.match(head)) and not _is_prose(_content(span)):
        return _run_of_spans(head, span) + _trailing(head, span)
    sentence = re.split(r"(?<=[^\d])\.\s|\.\s*$|。|\n", head, maxsplit=1)[0].strip()
    if is_bare(sentence):
        return sentence
    for clause in _CLAUSE.split(head):
        if candidate := _last_candidate(clause):
            return candidate
    return ""


def _trailing(text: str, span: re.Match[str]) -> str:
    return "%" if _PERCENT_AFTER.match(text[span.end() :]) and "%" not in span.group() else ""


def _content(span: re.Match[str]) -> str:
    return next(group for group in span.groups() if group is not None).strip()


def _run_of_spans(text: str, first: re.Match[str]) -> str:
    """The formula at `first` and those joined to it by a comma or 或."""
    answer, end = _content(first), first.end()
    while (span := _SPAN.search(text, end)) and re.fullmatch(
        r"\s*(?:,|、|，|;|；|或|和|or|and|,\s*and)\s*", text[end : span.start()]
    ):
        joint = text[end : span.start()].strip()
        answer += _JOINTS.get(joint, ", ") + _content(span)
        end = span.end()
    return answer


def _is_prose(formula: str) -> bool:
    plain = re.sub(r"\\[A-Za-z]+(?:\s*\{[^{}]*\})?", " ", formula)
    return len(re.findall(r"[A-Za-z]{3,}", plain)) > 1 or bool(re.search("[一-鿿]{4,}", plain))


def _last_candidate(text: str) -> str:
    """The last formula or number of a text."""
    spans = (
        []
        if text.count("$") % 2
        else [m for m in _SPAN.finditer(text) if not _is_prose(_content(m)) and re.search(r"[\w∞]", _content(m))]
    )
    inside = [(span.start(), span.end()) for span in spans]
    numbers = [m for m in _NUMBER.finditer(text) if not any(start <= m.start() < end for start, end in inside)]
    if spans and (not numbers or spans[-1].start() > numbers[-1].start()):
        return _run_back(text, spans) + _trailing(text, spans[-1])
    return numbers[-1].group().strip() if numbers else ""


def _run_back(text: str, spans: list[re.Match[str]]) -> str:
    """The last formula, with those before it that connectives join to it."""
    first = len(spans) - 1
    while first and re.fullmatch(r"\s*(?:或|和|or|and)\s*", text[spans[first - 1].end() : spans[first].start()]):
        first -= 1
    return _run_of_spans(text, spans[first])
