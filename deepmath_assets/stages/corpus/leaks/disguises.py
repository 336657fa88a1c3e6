r"""Seven ways in which a benchmark item comes to lie in a page.

Each takes the item's text, a place in a host text and draws, and gives the page. They vary what writers and extractors
vary; the words of the item stay. Written apart from units.py on purpose: a disguise that knew the scanner would prove
nothing.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Disguise = Callable[[str, str, random.Random], str]

_LATEX = (
    (r"\\frac\b", r"\\dfrac"), (r"\\leq?\b", r"\\leqslant"), (r"\\geq?\b", r"\\geqslant"), (r"\^(\w)", r"^{\1}"),
    (r"\s*([=+<>])\s*", r" \1 "), (r"\\(?:text|mathrm)\{([^{}]*)\}", r"\\mbox{\1}"), (r"\\cdot\b", r"\\times"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans(
    {**{chr(code): chr(code + 0xFEE0) for code in range(ord("0"), ord("9") + 1)}, "(": "（", ")": "）", ",": "，",
     ":": "：", ";": "；", "?": "？", "=": "＝", "+": "＋", "%": "％"}
)  # fmt: skip
_OTHER_MARKS = str.maketrans({"，": ",", "。": ".", "？": "?", "：": ":", "、": ",", "；": ";", "（": "(", "）": ")"})


def verbatim(item: str, host: str, draw: random.Random) -> str:
    """The item as it is, at the end of a line of the host."""
    before, after = _split(host, "\n", draw)
    return f"{before}\n{item}\n{after}"


def own_paragraph(item: str, host: str, draw: random.Random) -> str:
    """The item between blank lines, under a Markdown heading, its first words bold."""
    before, after = _split(host, "\n", draw)
    head, _, rest = item.partition(" ")
    return f"{before}\n\n### {draw.randint(1, 40)}.\n\n**{head}** {rest}\n\n{after}"


def hard_wrapped(item: str, host: str, draw: random.Random) -> str:
    """The item broken into short lines, quoted as in a mail."""
    before, after = _split(host, "\n", draw)
    words = re.findall(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+\s*|\s+", item)
    lines, width = [""], draw.randint(20, 60)
    for word in words:
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += word.replace("\n", " ")
    quoted = "\n".join(f"> {line.strip()}" for line in lines if line.strip())
    return f"{before}\n\n{quoted}\n\n{after}"


def embedded(item: str, host: str, draw: random.Random) -> str:
    """The item in the middle of a line of other text, with no break around it."""
    before, after = _split(host, " ", draw)
    return f"{before} {item} {after}"


def latex_variant(item: str, host: str, draw: random.Random) -> str:
    r"""The item with `\dfrac`, `\left`, other spacing, and `\( \)` for `$`."""
    text = re.sub(r"(?<![\\$])\$([^$]+)\$", r"\\(\1\\)", item)
    for pattern, replacement in _LATEX:
        text = re.sub(pattern, replacement, text)
    text = re.sub(r"(?<!\\left)(?<!\\)\((?=[^()\\]*\))", r"\\left(", text)
    return own_paragraph(re.sub(r"(\\left\([^()\\]*)\)", r"\1\\right)", text), host, draw)


def full_width(item: str, host: str, draw: random.Random) -> str:
    """The item with the other kind of digits and punctuation: full-width for half-width and the reverse."""
    other = item.translate(_OTHER_MARKS) if draw.random() < 0.5 else item.translate(_FULL_WIDTH)
    return verbatim(other, host, draw)


def _split(host: str, mark: str, draw: random.Random) -> tuple[str, str]:
    """The host in two, at one of its marks."""
    places = [match.start() for match in re.finditer(re.escape(mark), host)]
    place = draw.choice(places) if places else len(host)
    return host[:place], host[place + len(mark) :]


@dataclass(frozen=True)
class Kind:
    """A way of planting: its name, the disguise, whether the question stands alone, and which items it suits."""

    name: str
    disguise: Disguise
    question_only: bool = False
    suits: str = ""


KINDS = (
    Kind("verbatim", verbatim),
    Kind("own paragraph", own_paragraph),
    Kind("hard-wrapped", hard_wrapped),
    Kind("embedded", embedded),
    Kind("latex variant", latex_variant, suits=r"\\[a-z]|\$"),
    Kind("full-width and punctuation", full_width, suits="[\u4e00-\u9fff]"),
    Kind("question only", own_paragraph, question_only=True),
)
