"""A formula in LaTeX or plain text, read into a tree.

Here: recursive descent over the characters of an answer that `respell` has tidied. Not here: relations, sets, units
(`shapes`). What it cannot read is a NotAFormula, never a guess. Precedences are those of printed mathematics:
juxtaposition binds like a product, a function takes the product that follows it, a minus sign reaches over powers.
Depth is limited, so hostile nesting ends quickly.
"""

import re
from fractions import Fraction

from deepmath_assets.stages.evaluation.answers.formulas.nodes import (
    Node,
    call,
    negated,
    number,
    power,
    power_of_ten,
    product,
    quotient,
    symbol,
    total,
)
from deepmath_assets.stages.evaluation.answers.formulas.scanning import NotAFormula, Scanner
from deepmath_assets.stages.evaluation.answers.formulas.vocabulary import (
    APPLIED,
    FUNCTIONS,
    GREEK,
    OPAQUE,
    WORDS,
    WRAPPERS,
)

_MAX_DEPTH = 60


def parse_formula(text: str) -> Node:
    r"""The tree of a formula. Raises NotAFormula where the text is none.

    >>> parse_formula(r"\frac{1}{2}x + 3").text == parse_formula("3+x/2").text
    True
    >>> parse_formula("2^{10}").text, parse_formula(r"\log_2 8").text
    ('(2)^(10)', '\\log_{2}(8)')
    """
    reader = _Reader(text)
    node = reader.sum()
    if not reader.scan.done():
        raise NotAFormula(f"unread rest {reader.scan.rest()[:20]!r}")
    return node


class _Reader:
    """The descent: one method a precedence."""

    def __init__(self, text: str) -> None:
        self.scan = Scanner(text)
        self.depth = 0
        self.bars = 0

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise NotAFormula("nested too deeply")
        terms = [self.term()]
        while sign := self.scan.take("+", "-"):
            terms.append(negated(self.term()) if sign == "-" else self.term())
        self.depth -= 1
        return total(tuple(terms))

    def term(self) -> Node:
        node = self.signed()
        while True:
            if self.scan.take("*", r"\cdot", r"\times"):
                node = product((node, self.signed()))
            elif self.scan.take("/", r"\div"):
                node = quotient(node, self.signed())
            elif self.starts_factor():
                node = product((node, self.factor()))
            else:
                return node

    def signed(self) -> Node:
        negative = False
        while sign := self.scan.take("+", "-"):
            negative ^= sign == "-"
        return negated(self.factor()) if negative else self.factor()

    def starts_factor(self) -> bool:
        ahead = self.scan.peek()
        if ahead == "|":
            return self.bars == 0
        return (
            bool(ahead)
            and (ahead.isalnum() or ahead in "([{\\.")
            and not self.scan.at(r"\cdot", r"\times", r"\div", r"\}", r"\text")
        )

    def factor(self) -> Node:
        node = self.postfix(self.base())
        if self.scan.take("^"):
            node = power(node, self.exponent())
        return self.postfix(node)

    def postfix(self, node: Node) -> Node:
        while True:
            if self.scan.take("^\\circ"):
                node = product((node, quotient(symbol("pi"), number(180))))
            elif self.scan.take("!"):
                node = call("factorial", node)
            elif self.scan.take("%"):
                node = quotient(node, number(100))
            else:
                return node

    def exponent(self) -> Node:
        """What stands after ^: digits, a letter, a group; towers are read from the top."""
        if self.scan.take("-"):
            return negated(self.exponent())
        if digits := self.scan.match(r"\d+(?![\d.])"):
            node = number(int(digits))
            return power(node, self.exponent()) if self.scan.take("^") else node
        node = self.base()
        return power(node, self.exponent()) if self.scan.take("^") else node

    def argument(self) -> Node:
        r"""The argument of \frac, \sqrt: a group, or one digit, letter or command."""
        if self.scan.at("{"):
            return self.base()
        if digit := self.scan.match(r"\d"):
            return number(int(digit))
        return self.base()

    def base(self) -> Node:
        if self.scan.at("|"):
            return self.absolute()
        for opening, closing in (("(", ")"), ("{", "}"), ("[", "]")):
            if self.scan.take(opening):
                return self.closed(closing)
        if spelt := self.scan.decimal():
            return self.numeral(spelt)
        if word := self.scan.match_word(WORDS):
            return self.named(word)
        if command := self.scan.command():
            return self.named(command)
        if letter := self.scan.match(r"[A-Za-z]"):
            return self.letter(letter)
        raise NotAFormula(f"no factor at {self.scan.rest()[:20]!r}")

    def closed(self, closing: str) -> Node:
        bars, self.bars = self.bars, 0
        node = self.sum()
        self.bars = bars
        self.scan.expect(closing)
        return node

    def absolute(self) -> Node:
        self.scan.expect("|")
        if self.bars:
            raise NotAFormula("nested bars")
        self.bars += 1
        node = self.sum()
        self.bars -= 1
        self.scan.expect("|")
        return call("abs", node)

    def numeral(self, spelt: str) -> Node:
        """A decimal, a repeating one, or digits with a base as subscript (which stay opaque)."""
        if repeated := self.scan.match(r"\\(?:overline|dot)\{\d+\}"):
            digits = re.sub(r"\D", "", repeated)
            shift = 10 ** len(spelt.partition(".")[2])
            return number(
                Fraction(spelt if spelt[-1] != "." else spelt[:-1])
                + Fraction(int(digits), shift * (10 ** len(digits) - 1))
            )
        if self.scan.at("_"):
            return symbol(spelt + self.subscript())
        if exponent := self.scan.match(r"[eE][+-]?\d{1,9}(?![\w.])"):
            return power_of_ten(spelt, int(exponent[1:]))
        if len(spelt) > 20000:
            raise NotAFormula("number too long")
        return number(Fraction(spelt.rstrip(".") or "0"), spelt)

    def subscript(self) -> str:
        self.scan.expect("_")
        inner = self.scan.group() if self.scan.at("{") else self.scan.match(r"\\?[A-Za-z]+(?![A-Za-z])|\d|[A-Za-z]")
        if inner is None:
            raise NotAFormula("empty subscript")
        tidy = re.sub(r"\\(?:text|mathrm)|[\s{}]", "", inner)
        return f"_{{{tidy}}}"

    def letter(self, name: str) -> Node:
        if self.scan.at("_"):
            return symbol(name + self.subscript())
        primes = self.scan.match(r"'+") or ""
        if name in ("e", "i") and not primes:
            return symbol(name)
        if name in APPLIED and self.scan.at("("):
            mark = self.scan.position
            self.scan.take("(")
            inside = self.arguments()
            if name in "fgh" or all(arg.kind in ("num", "sym") for arg in inside):
                return call(name + primes, *inside)
            self.scan.position = mark
        return symbol(name + primes)

    def arguments(self) -> list[Node]:
        found = [self.sum()]
        while self.scan.take(","):
            found.append(self.sum())
        self.scan.expect(")")
        return found

    def named(self, name: str) -> Node:
        if name in ("pi", "infty", "inf", "infinity"):
            return symbol("pi" if name == "pi" else "oo")
        if name == "frac":
            return quotient(self.argument(), self.argument())
        if name == "binom":
            return call("binom", *(self.arguments() if self.scan.take("(") else (self.argument(), self.argument())))
        if name == "sqrt":
            return self.root()
        if name in FUNCTIONS:
            return self.function(FUNCTIONS[name], name)
        if name in WRAPPERS:
            return self.decorated(name)
        if name in ("text", "mathrm"):
            return self.word(self.scan.group())
        if name in OPAQUE:
            return self.opaque(name)
        if name in GREEK:
            return self.letter("\\" + name)
        raise NotAFormula(f"unknown command {name}")

    def decorated(self, name: str) -> Node:
        """A vector, a bar, an angle: one symbol with its decoration."""
        inner = self.scan.group() if self.scan.at("{") else self.scan.match(r"[A-Za-z]+") or ""
        return symbol(rf"\{name}{{{re.sub(r'[ {}]', '', inner)}}}")

    def word(self, content: str) -> Node:
        r"""Letters in \mathrm or \text inside a formula: one symbol, or a known name."""
        tidy = content.strip()
        if tidy in FUNCTIONS:
            return self.function(FUNCTIONS[tidy], tidy)
        if tidy in ("e", "i", "pi"):
            return symbol(tidy)
        if not re.fullmatch(r"[A-Za-z]{1,12}", tidy):
            raise NotAFormula(f"words inside a formula: {tidy[:20]!r}")
        return self.letter(tidy)

    def root(self) -> Node:
        if self.scan.take("["):
            degree = self.closed("]")
            return call("root", degree, self.argument())
        if self.scan.at("(", "{"):
            return call("sqrt", self.base())
        spelt = self.scan.match(r"\d+(?:\.\d+)?")
        return call("sqrt", number(Fraction(spelt)) if spelt else self.base())

    def function(self, name: str, spelt: str) -> Node:
        base: Node | None = number(10) if spelt == "lg" else None
        exponent: Node | None = None
        if name == "log" and self.scan.take("_"):
            base = self.argument()
        if self.scan.take("^"):
            exponent = self.exponent()
        inside = self.function_argument()
        if exponent == number(-1) and name in ("sin", "cos", "tan"):
            return call("a" + name, inside)
        node = call("log", base, inside) if base is not None else call("ln" if name == "log" else name, inside)
        return power(node, exponent) if exponent is not None else node

    def function_argument(self) -> Node:
        """What a function takes: a bracket, or the product that follows up to the next function."""
        if self.scan.at("(", "{", "|"):
            return self.base()
        node = negated(self.factor()) if self.scan.take("-") else self.factor()
        while self.starts_factor() and not self.scan.at("(") and not self.at_function():
            node = product((node, self.factor()))
        return node

    def at_function(self) -> bool:
        mark = self.scan.position
        name = self.scan.match_word(WORDS) or self.scan.command()
        self.scan.position = mark
        return name in FUNCTIONS and name != "sqrt"

    def opaque(self, name: str) -> Node:
        """An operator with bounds: its bounds as text, its body as a tree where it is one, the rest as text."""
        bounds = []
        while mark := self.scan.take("_", "^"):
            inner = self.scan.group() if self.scan.at("{") else self.scan.match(r"\\[A-Za-z]+|.")
            bounds.append(mark + re.sub(r"[\s{}]", "", inner or ""))
        label = "\\" + name + "".join(sorted(bounds, reverse=True))
        if name in ("sum", "prod", "lim"):
            return call(label, self.term())
        return symbol(label + re.sub(r"\s", "", self.scan.take_rest()))
