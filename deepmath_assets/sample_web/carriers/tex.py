"""TeX of the sample web read into a small tree, and the tree written as presentation MathML, AsciiMath or scripts.

The reader knows the commands that the generator's texts use and raises KeyError on any other: a new command in a text
must be added here, so that no formula loses a part in silence. It is no general TeX parser, and shares nothing with the
extractor that is tested on its output.
"""

import re
from functools import lru_cache
from html import escape
from typing import Any

Node = tuple[Any, ...]
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[0-9]+(?:\.[0-9]+)?|\s+|.", re.DOTALL)
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ",
    "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "varphi": "φ", "phi": "ϕ", "psi": "ψ", "omega": "ω",
    "Delta": "Δ", "Gamma": "Γ", "Omega": "Ω", "Sigma": "Σ",
}  # fmt: skip
_OPERATORS = {
    "cdot": "⋅", "times": "×", "le": "≤", "ge": "≥", "ne": "≠", "in": "∈", "to": "→", "pm": "±", "sum": "∑",
    "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "ldots": "…", "cdots": "⋯", "mid": "∣", "equiv": "≡",
    "approx": "≈",
    "subset": "⊂", "subseteq": "⊆", "cup": "∪", "cap": "∩", "forall": "∀", "exists": "∃", "mapsto": "↦", "circ": "∘",
    "sim": "∼", "setminus": "∖", "lt": "<", "colon": ":", "perp": "⊥", "angle": "∠", "triangle": "△", "iff": "⟺",
    "implies": "⟹", "lfloor": "⌊", "rfloor": "⌋", "cong": "≅", "notin": "∉", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip
_NAMES = {"sin", "cos", "tan", "log", "ln", "lim", "max", "min", "gcd", "det", "dim", "ker", "deg", "exp", "sup"}
_SYMBOLS = {"infty": "∞", "ell": "ℓ", "emptyset": "∅"}
_SPACES = {"quad", "qquad", ",", ";", "!", " "}
_BLACKBOARD = dict(zip("NZQRCEPF", "ℕℤℚℝℂ𝔼ℙ𝔽", strict=True))
_ACCENTS = {"hat": "^", "bar": "¯", "vec": "→", "overline": "―"}
_BIG = {"∑", "∏", "lim", "max", "min", "sup"}


@lru_cache(maxsize=20000)
def tree(tex: str) -> Node:
    """The formula as nested tuples: ("row", children), ("mi", text), ("frac", a, b), ("scripts", base, low, high)."""
    tokens = [token for token in _TOKEN.findall(tex) if not token.isspace()]
    if "\\text" in tokens or "\\mathrm" in tokens:
        tokens = _TOKEN.findall(tex)
    reader = _Reader(tokens)
    node = reader.row(set())
    if reader.at < len(reader.tokens):
        raise ValueError(f"unbalanced formula {tex!r} at token {reader.at}")
    return node


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def row(self, stops: set[str]) -> Node:
        children: list[Node] = []
        while (token := self.peek()) and token not in stops and token != "}":
            if token in {"^", "_"}:
                base = children.pop() if children else ("row", ())
                children.append(self.scripts(base))
            elif token == "'":
                self.take()
                base = children.pop()
                children.append(("scripts", base, None, ("mo", "′")))
            else:
                node = self.atom()
                if node is not None:
                    children.append(node)
        return children[0] if len(children) == 1 else ("row", tuple(children))

    def scripts(self, base: Node) -> Node:
        found: dict[str, Node] = {}
        while (mark := self.peek()) in {"^", "_"} and mark not in found:
            self.take()
            found[mark] = self.argument()
        return ("scripts", base, found.get("_"), found.get("^"))

    def argument(self) -> Node:
        if self.peek() == "{":
            self.take()
            node = self.row(set())
            self.take()
            return node
        return self.atom() or ("row", ())

    def raw(self) -> str:
        """The text of a braced argument as it stands, spaces kept."""
        self.take()
        end = self.tokens.index("}", self.at)
        text = "".join(self.tokens[self.at : end])
        self.at = end + 1
        return text

    def atom(self) -> Node | None:
        token = self.take()
        if token == "{":
            node = self.row(set())
            self.take()
            return node
        if token.startswith("\\"):
            return self.command(token[1:])
        if token[0].isdigit():
            return ("mn", token)
        if token.isalpha():
            return ("mi", token)
        return ("mo", "−" if token == "-" else token)

    def command(self, name: str) -> Node | None:
        if name in {"frac", "dfrac"}:
            return ("frac", self.argument(), self.argument())
        if name == "binom":
            return ("row", (("mo", "("), ("binom", self.argument(), self.argument()), ("mo", ")")))
        if name == "sqrt":
            if self.peek() == "[":
                self.take()
                index = self.row({"]"})
                self.take()
                return ("root", self.argument(), index)
            return ("sqrt", self.argument())
        if name in {"text", "mathrm", "operatorname"}:
            return ("mtext" if name == "text" else "name", self.raw())
        if name == "mathbb":
            return ("mi", _BLACKBOARD[self.raw()])
        if name == "mathbf":
            return ("bold", self.raw())
        if name in _ACCENTS:
            return ("over", self.argument(), ("mo", _ACCENTS[name]))
        if name == "begin":
            return self.table(self.raw())
        if name in {"left", "right", "big", "Big"}:
            return ("mo", {"\\{": "{", "\\}": "}"}.get(fence := self.take(), fence))
        if name in {"pmod", "bmod"}:
            return (
                ("row", (("mo", "("), ("name", "mod"), self.argument(), ("mo", ")")))
                if name == "pmod"
                else ("name", "mod")
            )
        return self.symbol(name)

    def symbol(self, name: str) -> Node | None:
        if name in _GREEK:
            return ("mi", _GREEK[name])
        if name in _NAMES:
            return ("name", name)
        if name in _SYMBOLS:
            return ("mi", _SYMBOLS[name])
        if name in _SPACES:
            return None
        return ("mo", name) if name in {"{", "}", "%", "|"} else ("mo", _OPERATORS[name])

    def table(self, kind: str) -> Node:
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        while True:
            cells.append(self.row({"&", "\\\\", "\\end"}))
            mark = self.take()
            if mark == "&":
                continue
            rows.append(tuple(cells))
            cells = []
            if mark == "\\end":
                self.raw()
                fences = {"pmatrix": ("(", ")"), "cases": ("{", ""), "vmatrix": ("|", "|")}.get(kind, ("", ""))
                return ("table", tuple(rows), fences)


def mathml(node: Node, p: str = "") -> str:
    """The node as presentation MathML without the `math` element; `p` is a namespace prefix such as `m:`."""
    kind = node[0]
    if kind in {"mi", "mn", "mo", "mtext"}:
        return f"<{p}{kind}>{escape(node[1], quote=False)}</{p}{kind}>"
    if kind == "name":
        return f"<{p}mi>{escape(node[1])}</{p}mi>"
    if kind == "bold":
        return f'<{p}mi mathvariant="bold">{escape(node[1])}</{p}mi>'
    if kind == "row":
        return f"<{p}mrow>{''.join(mathml(child, p) for child in node[1])}</{p}mrow>"
    if kind == "table":
        return _table(node, p)
    if kind == "scripts":
        return _scripts(node, p)
    names = {"frac": "mfrac", "sqrt": "msqrt", "root": "mroot", "over": "mover", "binom": "mfrac"}
    thin = ' linethickness="0"' if kind == "binom" else ""
    return f"<{p}{names[kind]}{thin}>{''.join(mathml(child, p) for child in node[1:])}</{p}{names[kind]}>"


def _scripts(node: Node, p: str) -> str:
    _, base, low, high = node
    stacked = base[0] in {"mo", "name"} and base[1] in _BIG
    names = ("munder", "mover", "munderover") if stacked else ("msub", "msup", "msubsup")
    name = names[2] if low and high else names[0] if low else names[1]
    inner = "".join(mathml(part, p) for part in (base, low, high) if part)
    return f"<{p}{name}>{inner}</{p}{name}>"


def _table(node: Node, p: str) -> str:
    _, rows, (opening, closing) = node
    cells = "".join(
        f"<{p}mtr>{''.join(f'<{p}mtd>{mathml(cell, p)}</{p}mtd>' for cell in row)}</{p}mtr>" for row in rows
    )
    fence = (f"<{p}mo>{opening}</{p}mo>" if opening else "", f"<{p}mo>{closing}</{p}mo>" if closing else "")
    return f"<{p}mrow>{fence[0]}<{p}mtable>{cells}</{p}mtable>{fence[1]}</{p}mrow>"


def leaves(node: Node) -> list[str]:
    """The visible characters of the formula in reading order, as a renderer would set them."""
    if node[0] in {"mi", "mn", "mo", "mtext", "name", "bold"}:
        return [node[1]]
    found: list[str] = []
    parts = (
        [cell for row in node[1] for cell in row] if node[0] == "table" else node[1] if node[0] == "row" else node[1:]
    )
    for part in parts:
        if part:
            found += leaves(part)
    return found


def asciimath(node: Node) -> str:
    """The node in AsciiMath: `(a)/(b)`, `sqrt(x)`, `a_(1)^(2)`."""
    kind = node[0]
    if kind in {"mi", "mn", "mo", "name", "mtext", "bold"}:
        names = {
            "≤": "<=",
            "≥": ">=",
            "≠": "!=",
            "⋅": "*",
            "×": "xx",
            "∑": "sum",
            "∫": "int",
            "→": "->",
            "∞": "oo",
            "−": "-",
            "π": "pi",
            "⋯": "cdots",
            "≡": "-=",
            "±": "+-",
        }
        return str(names.get(node[1], node[1]))
    if kind == "row":
        return " ".join(asciimath(child) for child in node[1])
    if kind == "frac":
        return f"({asciimath(node[1])})/({asciimath(node[2])})"
    if kind == "sqrt":
        return f"sqrt({asciimath(node[1])})"
    if kind == "scripts":
        low = f"_({asciimath(node[2])})" if node[2] else ""
        high = f"^({asciimath(node[3])})" if node[3] else ""
        return f"{asciimath(node[1])}{low}{high}"
    raise KeyError(f"no AsciiMath for {kind}")


def scripts_html(node: Node) -> str:
    """The node with `<sub>` and `<sup>`; KeyError where the notation cannot say it (fractions, roots, tables)."""
    kind = node[0]
    if kind == "mi":
        return f"<i>{escape(node[1])}</i>"
    if kind in {"mn", "mo"}:
        spaced = node[1] in set("+−=≤≥≠≡")
        return f" {node[1]} " if spaced else escape(node[1])
    if kind == "row":
        return "".join(scripts_html(child) for child in node[1])
    if kind == "scripts" and node[1][0] in {"mi", "mn", "mo"} and node[1][1] not in {"∑", "∏", "∫"}:
        low = f"<sub>{scripts_html(node[2])}</sub>" if node[2] else ""
        high = f"<sup>{scripts_html(node[3])}</sup>" if node[3] else ""
        return f"{scripts_html(node[1])}{low}{high}"
    raise KeyError(f"no sub/sup notation for {kind}")
