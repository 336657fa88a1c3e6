"""A cursor over the characters of a formula.

Here: looking ahead and taking tokens, white space passed over. Not here: grammar (`expressions`).
"""

import re


class NotAFormula(ValueError):
    """The text cannot be read as a formula; the caller takes it for words."""


class Scanner:
    """Position in a text, with the few ways to move it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def _skip(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in " \n\t":
            self.position += 1

    def done(self) -> bool:
        self._skip()
        return self.position >= len(self.text)

    def rest(self) -> str:
        return self.text[self.position :]

    def take_rest(self) -> str:
        """The unread text; nothing is left."""
        rest, self.position = self.rest(), len(self.text)
        return rest

    def peek(self) -> str:
        self._skip()
        return self.text[self.position : self.position + 1]

    def at(self, *tokens: str) -> bool:
        """Whether one of the tokens is next (a command must end there)."""
        self._skip()
        return any(self._is_next(token) for token in tokens)

    def _is_next(self, token: str) -> bool:
        if not self.text.startswith(token, self.position):
            return False
        after = self.text[self.position + len(token) : self.position + len(token) + 1]
        return not (token[0] == "\\" and token[-1].isalpha() and after.isalpha())

    def take(self, *tokens: str) -> str:
        """The token that is next and was asked for, or an empty string."""
        self._skip()
        for token in tokens:
            if self._is_next(token):
                self.position += len(token)
                return token
        return ""

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise NotAFormula(f"expected {token!r} at {self.rest()[:20]!r}")

    def match(self, pattern: str) -> str | None:
        """The text that the pattern takes here, or None."""
        self._skip()
        found = re.compile(pattern).match(self.text, self.position)
        if not found or not found.group():
            return None
        self.position = found.end()
        return found.group()

    def match_word(self, pattern: re.Pattern[str]) -> str | None:
        self._skip()
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found.group() if found else None

    def decimal(self) -> str | None:
        return self.match(r"\d+\.?\d*|\.\d+")

    def command(self) -> str | None:
        """The name of a LaTeX command, without its backslash."""
        name = self.match(r"\\[A-Za-z]+")
        return name[1:] if name else None

    def group(self) -> str:
        """The text between the braces that come next, braces balanced."""
        self.expect("{")
        start, depth = self.position, 1
        while self.position < len(self.text):
            depth += {"{": 1, "}": -1}.get(self.text[self.position], 0)
            self.position += 1
            if depth == 0:
                return self.text[start : self.position - 1]
        raise NotAFormula("unclosed group")
