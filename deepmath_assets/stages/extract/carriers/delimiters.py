r"""TeX between delimiters in the text: `\(..\)`, `\[..\]`, `$$..$$`, bare environments, and `$..$` where it is meant.

The first four are delimiters wherever they stand (MathJax and KaTeX take them by default). A dollar is one where the
page's configuration says so; without a configuration on the page (it may lie in a file of the site) a pair is a formula
if what stands between reads as TeX, and money and prose are not. The search follows MathJax's: braces are balanced,
escaped marks are passed over. It is linear: a closing mark is looked for in a bounded stretch, under a budget.
"""

import re

from deepmath_assets.stages.extract.carriers.dollars import Dollars, is_prose, reads_as_tex
from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim, Piece, Surroundings, TextReader
from deepmath_assets.stages.extract.carriers.tex import ENVIRONMENTS, clean, is_definition

START = re.compile(r"\\\\|\\\$|\$\$|\$|\\\(|\\\[|\\begin\{(" + "|".join(sorted(ENVIRONMENTS)) + r")(\*?)\}")
CLOSERS = {"$$": "$$", "$": "$", "\\(": "\\)", "\\[": "\\]"}
STOPS = {
    "$$": re.compile(r"\\.|[{}]|\$\$", re.S),
    "$": re.compile(r"\\.|[{}]|\$", re.S),
    "\\(": re.compile(r"\\[()]|\\.|[{}]", re.S),
    "\\[": re.compile(r"\\[\[\]](?!\s*\d)|\\.|[{}]", re.S),
}
LONGEST_INLINE, LONGEST_DISPLAY = 3000, 20_000
BUDGET_PER_CHARACTER = 12
CONFIGURATIONS = ("inlineMath", "renderMathInElement", "delimiters", "math-container", "arithmatex")
CONFIGURED = re.compile(
    r"inlineMath[\"']?\s*[:=]\s*\[[^;{}]{0,200}?\[\s*[\"']\$[\"']|left[\"']?\s*:\s*[\"']\$[\"']|math-container|"
    r"class=[\"']?arithmatex[\"']?>\s*\$"
)


class Delimiters:
    """A reader of one page's runs of text."""

    def __init__(self, dollars: Dollars) -> None:
        self.dollars = dollars
        self.budget = 0
        self.closers: dict[str, int] = {}

    def read(self, run: str) -> list[Piece]:
        """A run, cut into text and formulas."""
        if "$" not in run and "\\" not in run:
            return [run]
        self.budget = 10_000 + BUDGET_PER_CHARACTER * len(run)
        pieces: list[Piece] = []
        last = place = 0
        self.closers = {}
        while match := START.search(run, place):
            place = match.end()
            end = self._end(run, match)
            claim = self._claim(run, match, end) if end > 0 else None
            if claim is None:
                continue
            pieces += [run[last : match.start()], claim]
            last = place = end
        return [*pieces, run[last:]]

    def _end(self, run: str, match: re.Match[str]) -> int:
        """Where the formula that opens at a match ends, or -1."""
        mark = match[0]
        if mark in ("\\\\", "\\$") or (mark == "$" and not self.dollars.any) or self.budget <= 0:
            return -1
        closer = CLOSERS.get(mark) or rf"\end{{{match[1]}{match[2]}}}"
        known = self.closers.get(closer, 0)
        if 0 <= known < match.end():
            known = self.closers[closer] = run.find(closer, match.end())
        if known < 0:
            return -1
        if mark.startswith("\\begin"):
            return self._end_of_environment(run, match.end(), mark, closer)
        most = LONGEST_INLINE if mark in ("$", "\\(") else LONGEST_DISPLAY
        return self._closing(run, match.end(), mark, closer, most)

    def _closing(self, run: str, start: int, mark: str, closer: str, most: int) -> int:
        """Where the closing mark of a delimiter ends: the first one outside braces, or -1."""
        end = self.closers[closer]
        inside = run[start:end] if end - start <= most else ""
        if inside and mark not in inside and inside[-1] != "\\" and _is_balanced(inside):
            return end + len(closer)
        return self._closing_by_tokens(run, start, mark, closer, most)

    def _closing_by_tokens(self, run: str, start: int, mark: str, closer: str, most: int) -> int:
        depth, stop, place = 0, STOPS[mark], start
        limit = min(len(run), start + most)
        while found := stop.search(run, place, limit):
            place = found.end()
            token = found[0]
            if token == closer and depth <= 0:
                self.budget -= place - start
                return place
            if token == mark and mark != closer:
                break
            depth += (token == "{") - (token == "}")
        self.budget -= place - start
        return -1

    def _end_of_environment(self, run: str, start: int, mark: str, closer: str) -> int:
        depth, place = 1, start
        while depth:
            end = run.find(closer, place, start + LONGEST_DISPLAY)
            self.budget -= (end if end >= 0 else min(len(run), start + LONGEST_DISPLAY)) - place
            if end < 0 or self.budget <= 0:
                return -1
            depth += run.count(mark, place, end) - 1
            place = end + len(closer)
        return place

    def _claim(self, run: str, match: re.Match[str], end: int) -> Claim | None:
        mark = match[0]
        inside = run[match.start() : end] if mark.startswith("\\begin") else run[match.end() : end - len(CLOSERS[mark])]
        if not inside.strip():
            return None
        if mark == "$" and not self.dollars.accepts(inside, run[match.start() - 1 : match.start()], run[end : end + 1]):
            return None
        if mark == "$$" and (is_prose(inside) or ("\n\n" in inside and not reads_as_tex(inside))):
            return None
        if mark == "\\[" and not re.search(r"[\\^_={}<>+\w]", inside):
            return None
        tex = clean(inside)
        if is_definition(tex):
            return NOTHING
        return Claim(tex, mark not in ("$", "\\(")) if tex else None


def _is_balanced(inside: str) -> bool:
    opened = inside.count("{") - inside.count("\\{")
    return opened == inside.count("}") - inside.count("\\}")


def reader(page: Surroundings) -> TextReader | None:
    """A reader that knows what this page's configuration says of dollars."""
    if "$" not in page.joined:
        return Delimiters(Dollars(False, False, False)).read
    source = page.source
    configured = any(word in source for word in CONFIGURATIONS) and CONFIGURED.search(
        source.replace("&quot;", '"').replace("&#34;", '"')
    )
    texts = [text for text in page.texts if "$" in text]
    return Delimiters(Dollars.of(texts, source, bool(configured))).read


CARRIER = Carrier("delimiters", marks=("$", "\\(", "\\[", "\\begin{"), reader=reader)
