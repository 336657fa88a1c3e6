r"""What stands between two single dollars: a formula, an amount of money, or prose.

Pages without a configuration of their own are judged by the evidence on the page: pairs that can only be TeX make
shorter ones (`$x$`, `$n+1$`) credible.
"""

import re
from dataclasses import dataclass

TEX_COMMAND = re.compile(r"\\[A-Za-z]{2,}|\\[,;!{}|]|[\^_]\s*[{\\\w]|[\^_]")
TEXT_COMMAND = re.compile(r"\\(?:text\w*|mbox|mathrm|operatorname)\s*\{[^{}]*\}")
WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{4,}")
EAST = re.compile("[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3]")
LETTER = re.compile(r"[A-Za-z0-9\\]")
EAST_STOPS = re.compile("[。，；：？！、）]")
MONEY = re.compile(r"\s*\d[\d,.]*\s*(?:[A-Za-z\u4e00-\u9fff(,.;]|$)")
NUMBER_FIRST = re.compile(r"\d(?:[A-Za-z](?![A-Za-z])|[-+*/=<>≤≥()|,.\d ])*")
SIMPLE = re.compile(r"[\s\w+\-*/=<>()\[\],.;'’′|!&:≤≥±·×∈]+")
PAIR = re.compile(r"(?<![\\$\w])\$( ?)(?![\s$])([^$\n]{1,300}?)(?<![\s\\])\1\$(?![\d$])")
SPACED = re.compile(r" (?:[A-Za-z]|(?!.*[A-Za-z]{4})(?=\S?.*[=<>≤≥(\[]).*\S) ")
LOADERS = ("MathJax", "mathjax", "katex", "KaTeX", "tex-mml", "jsMath")
STRONG_PAIRS_OF_A_TEX_PAGE = 3
MOST_WORDS, MOST_EAST = 6, 12


def is_prose(inside: str) -> bool:
    r"""Whether the text between two marks is a sentence that they do not delimit.

    >>> is_prose("5 now and then more than three times that price "), is_prose(r"a_{max} \text{ if the value is large}")
    (True, False)
    """
    bare = TEXT_COMMAND.sub("", inside)
    if len(EAST.findall(bare)) > MOST_EAST or len(WORDS.findall(bare)) > MOST_WORDS:
        return True
    if EAST.search(bare) and not LETTER.search(bare):
        return True
    return bool(EAST_STOPS.search(bare)) and (len(EAST.findall(bare)) > 3 or "\\" not in bare)


def reads_as_tex(inside: str) -> bool:
    """Whether the text has a mark that only TeX has."""
    return TEX_COMMAND.search(inside) is not None


@dataclass(frozen=True, slots=True)
class Dollars:
    """How far dollars are believed on a page: `configured`, `likely` (a loader or TeX pairs), or on strong evidence."""

    any: bool
    configured: bool
    likely: bool

    @classmethod
    def of(cls, texts: list[str], source: str, configured: bool) -> "Dollars":
        """The belief for a page with these texts that hold dollars."""
        if configured or not texts:
            return cls(bool(texts), configured, configured)
        strong = sum(reads_as_tex(m[2]) and not is_prose(m[2]) for text in texts for m in PAIR.finditer(text))
        likely = strong >= STRONG_PAIRS_OF_A_TEX_PAGE or (strong > 0 and any(word in source for word in LOADERS))
        return cls(True, False, likely)

    def accepts(self, inside: str, before: str, after: str) -> bool:
        """Whether `$inside$` is a formula on this page."""
        if is_prose(inside):
            return False
        if self.configured:
            return True
        tight = not inside[0].isspace() and not inside[-1].isspace() and not after.isdigit()
        if not reads_as_tex(inside):
            money = MONEY.match(inside) is not None and not NUMBER_FIRST.fullmatch(inside)
            return (
                self.likely
                and (tight or SPACED.fullmatch(inside) is not None)
                and not money
                and not (before.isascii() and before.isalnum())
                and len(inside) <= 60
                and bool(SIMPLE.fullmatch(inside))
            )
        return self.likely or (tight and ("\\" in inside or not WORDS.search(inside)))
