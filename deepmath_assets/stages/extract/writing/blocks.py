r"""Blocks of text as they are written: white space, dollars, prefixes, and the places where segments begin and end.

A run is text between two elements; formulas are read out of a run (a formula does not cross an element, as with
MathJax). In the text `$` always means a formula: any other dollar is written `\$`, a stray opening delimiter with its
backslash doubled.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from deepmath_assets.stages.extract.carriers.kinds import Claim, Piece

LINE = "\u2028"
CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
BARE_DOLLAR = re.compile(r"(?<!\\)((?:\\\\)*)\$")
BARE_MARK = re.compile(r"(?<!\\)((?:\\\\)*)(\\[(\[]|\\begin\{)")
INNER_DOLLAR = re.compile(r"(?<!\\)\$")


def without_last_space(tex: str) -> str:
    r"""A formula without the control space at its end, which would escape the dollar that follows; `""` where
    there is nothing but such spaces.

    >>> without_last_space("a \\"), without_last_space("a \\\\"), without_last_space("\\ \\")
    ('a', 'a \\\\', '')
    """
    if not tex.strip("\\ "):
        return ""
    backslashes = len(tex) - len(tex.rstrip("\\"))
    return tex[:-1].rstrip() if backslashes % 2 else tex


@dataclass(slots=True)
class Counts:
    """What was found in the content and written to the text."""

    carriers_found: int = 0
    formulas: int = 0
    formula_chars: int = 0
    display_formulas: int = 0
    code_blocks: int = 0
    code_chars: int = 0
    tables: int = 0
    links: int = 0
    link_chars: int = 0
    paragraphs: int = 0
    headings: int = 0
    list_items: int = 0


@dataclass(slots=True)
class Mark:
    """A role of a stretch of blocks: indices of the first block and of the one behind the last."""

    role: str
    first: int
    last: int
    confidence: float
    evidence: str


@dataclass(slots=True)
class Blocks:
    """The blocks of a page, or of one cell of a table."""

    read: Callable[[str], list[Piece]] | None
    counts: Counts
    texts: list[str] = field(default_factory=list)
    tight: list[bool] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    prefix: str = ""

    def text(self, text: str) -> None:
        """Text of the current run."""
        self.run.append(text)

    def cut(self) -> None:
        """End the run: an element begins or ends."""
        if not self.run:
            return
        text = self.run[0] if len(self.run) == 1 else "".join(self.run)
        self.run = []
        if self.read is None:
            self._plain(text)
            return
        for piece in self.read(text):
            if isinstance(piece, str):
                if piece:
                    self._plain(piece)
            else:
                self.claim(piece)

    def claim(self, claim: Claim) -> None:
        """A formula, or a mark, at this place."""
        if claim.plain:
            self.line.append(claim.plain)
            return
        tex = without_last_space(claim.tex) if claim.tex.endswith("\\") else claim.tex
        if claim.formula and (tex or not claim.tex):
            self.counts.carriers_found += 1
        if tex:
            self._formula(tex, claim.display)

    def _formula(self, tex: str, display: bool) -> None:
        counts = self.counts
        counts.formulas += 1
        counts.formula_chars += len(tex)
        counts.display_formulas += display
        if self.line and self.line[-1].endswith(("$", "\\")) and not self.line[-1].endswith("\\$"):
            self.line.append(" ")
        if "$" in tex and INNER_DOLLAR.search(tex):
            self.line.append(rf"\[{tex}\]" if display else rf"\({tex}\)")
        else:
            self.line.append(f"$${tex}$$" if display else f"${tex}$")

    def _plain(self, text: str) -> None:
        if LINE in text:
            for place, part in enumerate(text.split(LINE)):
                if place:
                    self.line.append("\n")
                self._plain(part)
            return
        words = text.split()
        if not words:
            if text and self.line and not self.line[-1].endswith((" ", "\n")):
                self.line.append(" ")
            return
        out = " ".join(words)
        if "$" in out:
            out = BARE_DOLLAR.sub(r"\1\\$", out)
        if "\\" in out:
            out = BARE_MARK.sub(r"\1\\\2", out)
        if (text[0].isspace() and self.line and not self.line[-1].endswith((" ", "\n"))) or (
            self.line and out[0].isdigit() and self.line[-1].endswith("$") and not self.line[-1].endswith("\\$")
        ):
            out = " " + out
        if text[-1].isspace():
            out += " "
        self.line.append(out)

    def _would_touch(self, char: str) -> bool:
        """Whether this character right behind a formula would be read as part of it."""
        last = self.line[-1]
        if not last.endswith("$") or last.endswith("\\$"):
            return False
        return char.isdigit() or (last.endswith("$$") and (char.isalnum() or char == "("))

    def inline(self, text: str) -> None:
        """Ready text inside the current block."""
        self.cut()
        self.line.append(text)

    def end_block(self, tight: bool = False) -> bool:
        """Close the current block; whether it held anything."""
        if self.run:
            self.cut()
        if not self.line:
            return False
        text = CONTROLS.sub("", "".join(self.line)).strip()
        self.line = []
        if not text:
            return False
        if " \n" in text:
            text = text.replace(" \n", "\n")
        self.texts.append(self.prefix + text)
        self.tight.append(tight)
        self.prefix = ""
        return True

    def ready(self, text: str, tight: bool = False) -> None:
        """A finished block: code, a table."""
        self.end_block()
        self.prefix = ""
        self.texts.append(text)
        self.tight.append(tight)

    def joined(self) -> tuple[str, list[int], list[int]]:
        """The text, and where each block starts and ends in it."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        place = 0
        for text, tight in zip(self.texts, self.tight, strict=True):
            if parts:
                separator = "\n" if tight else "\n\n"
                parts.append(separator)
                place += len(separator)
            starts.append(place)
            parts.append(text)
            place += len(text)
            ends.append(place)
        return "".join(parts), starts, ends
