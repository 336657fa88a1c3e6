"""Planted benchmark leaks: items inside pages, each in one disguise.

Disguises: `verbatim` (question and reasoning as they stand), `own-paragraph` (the question alone in a paragraph),
`hard-wrapped` (broken every eight words), `embedded` (in the middle of running text), `latex-variant` (other TeX for
the same formulas), `zh-punctuation` (full-width digits and punctuation), `question-only` (quoted, no solution).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deepmath_assets.sample_web.exercises.problems import Problem
from deepmath_assets.sample_web.model import Block, Page, Piece, stream

_WIDE = str.maketrans("0123456789,?", "０１２３４５６７８９，？")


@dataclass(frozen=True, slots=True)
class Leak:
    """One benchmark item in one page; `needle` is the item's text as the page has it."""

    url: str
    item: str
    disguise: str
    needle: str


def _wrapped(text: str, lang: str) -> str:
    units = text.split(" ") if lang == "en" else [text[i : i + 8] for i in range(0, len(text), 8)]
    step = 8 if lang == "en" else 1
    glue = " " if lang == "en" else ""
    lines = [glue.join(units[i : i + step]) for i in range(0, len(units), step)]
    return "\n".join(lines)


def _variant(text: str) -> str:
    r"""The same mathematics in other TeX: spacing, `\dfrac`, `\times`, closed-up operators."""
    text = text.replace("\\frac", "\\dfrac").replace("\\cdot", "\\times")
    return re.sub(r"\$([^$]+)\$", lambda m: "$" + re.sub(r" ?([+=]) ?", r"\1", m[1]) + "$", text)


def _wide(text: str) -> str:
    """Full-width digits and punctuation outside formulas, the Chinese full stop as a dot."""
    parts = re.split(r"(\$[^$]+\$)", text)
    return "".join(p if p.startswith("$") else p.translate(_WIDE).replace("。", "．") for p in parts)


DISGUISES: tuple[tuple[str, Callable[[Problem], str]], ...] = (
    ("verbatim", lambda p: f"{p['question']}\n{p['reasoning']}"),
    ("own-paragraph", lambda p: str(p["question"])),
    ("hard-wrapped", lambda p: _wrapped(str(p["question"]), p["lang"])),
    ("embedded", lambda p: str(p["question"])),
    ("latex-variant", lambda p: _variant(str(p["question"]))),
    ("zh-punctuation", lambda p: _wide(str(p["question"]))),
    ("question-only", lambda p: str(p["question"])),
)


def plant(seed: int, pages: Sequence[Page], items: Sequence[tuple[str, Problem]], count: int) -> list[Leak]:
    """Put `count` items into pages of their language (the pages change) and return where and how each lies.

    Short items are left out: an item of a few words is no leak that a reader would call one.
    """
    rng = stream(seed, "leaks")
    hosts = {
        lang: [p for p in pages if p.lang == lang and p.section.kind not in {"listing", "shop"}]
        for lang in ("en", "zh")
    }
    hosts = {lang: rng.sample(found, len(found)) for lang, found in hosts.items()}
    leaks: list[Leak] = []
    for i in range(count):
        disguise, dress = DISGUISES[i % len(DISGUISES)]
        lang = "zh" if disguise == "zh-punctuation" or (i // len(DISGUISES)) % 2 else "en"
        item, problem = rng.choice([entry for entry in items if _fits(entry[1], lang, disguise, dress)])
        page, needle = hosts[lang].pop(), dress(problem)
        _insert(page, needle, disguise, rng.randint(0, len(page.piece.blocks)))
        leaks.append(Leak(page.url, item, disguise, needle.replace("¤", "$")))
    return leaks


def _fits(problem: Problem, lang: str, disguise: str, dress: Callable[[Problem], str]) -> bool:
    """Long enough to be a leak, and changed by a disguise that respells."""
    long = len(problem["question"]) > (60 if lang == "en" else 24)
    respells = disguise in {"latex-variant", "zh-punctuation"}
    return problem["lang"] == lang and long and (not respells or dress(problem) != problem["question"])


def _insert(page: Page, needle: str, disguise: str, at: int) -> None:
    blocks = list(page.piece.blocks)
    paragraphs = [i for i, block in enumerate(blocks) if block.kind == "p" and not block.role]
    if disguise == "embedded" and paragraphs:
        i = paragraphs[at % len(paragraphs)]
        first, mark, rest = blocks[i].text.partition("." if page.lang == "en" else "。")
        space = " " if page.lang == "en" else ""
        blocks[i] = Block("p", f"{first}{mark}{space}{needle}{rest or ''}")
    else:
        kind = "quote" if disguise == "question-only" else "p"
        blocks[at:at] = [Block(kind, part) for part in ([needle] if disguise == "hard-wrapped" else needle.split("\n"))]
    page.piece = Piece(page.piece.title, tuple(blocks))
