"""AsciiMath between back quotes, where the page loads a reader for it (asciimath.org, "Syntax")."""

import re

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim, Piece, Surroundings, TextReader

LOADERS = ("asciimath2jax", "AM_HTMLorMML", "AM_CHTML", "ASCIIMathML", "tex-am-", "input/asciimath", "AMmath")
TURNED_OFF = ("pretext", "tex2jax_ignore")
QUOTED = re.compile(r"`([^`]{1,500})`")
_SYMBOLS = """
+- pm  -+ mp  ** ast  * cdot  xx times  -: div  @ circ  o+ oplus  ox otimes  o. odot  <= leq  >= geq  != neq  ~~ approx
~= cong  ~ sim  -= equiv  prop propto  -> rightarrow  <- leftarrow  => Rightarrow  <=> Leftrightarrow
iff Leftrightarrow
harr leftrightarrow  rarr rightarrow  larr leftarrow  rArr Rightarrow  lArr Leftarrow  uarr uparrow  darr downarrow
to rightarrow  |-> mapsto  oo infty  in in  !in notin  sube subseteq  supe supseteq  sub subset  sup supset
uu cup  nn cap
uuu bigcup  nnn bigcap  O/ emptyset  AA forall  EE exists  del partial  grad nabla  ... ldots  cdots cdots  vdots vdots
ddots ddots  /_ angle  :. therefore  :' because  int int  oint oint  sum sum  prod prod  lim lim  sin sin  cos cos
tan tan
sec sec  csc csc  cot cot  sinh sinh  cosh cosh  tanh tanh  log log  ln ln  exp exp  det det  dim dim  gcd gcd  min min
max max  arcsin arcsin  arccos arccos  arctan arctan  ^^ wedge  vv vee  not neg  le leq  ge geq  ne neq  |= models
_|_ bot  TT top  quad quad  qquad qquad
"""
_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
SYMBOLS = dict(zip(_SYMBOLS.split()[::2], ("\\" + name for name in _SYMBOLS.split()[1::2]), strict=True))
SYMBOLS |= {name: "\\" + name for name in _GREEK.split()}
SYMBOLS |= {letter * 2: rf"\mathbb{{{letter}}}" for letter in "RNZQC"}
SYMBOLS |= {"and": r"\text{and}", "or": r"\text{or}", "if": r"\text{if}", "mod": r"\bmod", "lt": "<", "gt": ">"}
UNARY = {"sqrt": "sqrt", "hat": "hat", "bar": "overline", "vec": "vec", "dot": "dot", "ddot": "ddot", "ul": "underline"}
UNARY |= {
    "bb": "mathbf",
    "bbb": "mathbb",
    "cc": "mathcal",
    "tt": "mathtt",
    "fr": "mathfrak",
    "sf": "mathsf",
    "tilde": "tilde",
}
AROUND = {"abs": ("|", "|"), "floor": (r"\lfloor", r"\rfloor"), "ceil": (r"\lceil", r"\rceil"), "norm": (r"\|", r"\|")}
BINARY = {"frac": "frac", "root": "sqrt", "stackrel": "stackrel"}
OPEN = {"(": "(", "[": "[", "{": r"\{", "{:": "", "(:": r"\langle", "<<": r"\langle"}
CLOSE = {")": ")", "]": "]", "}": r"\}", ":}": "", ":)": r"\rangle", ">>": r"\rangle"}
_WORDS = sorted([*SYMBOLS, *UNARY, *AROUND, *BINARY, "{:", ":}", "text", "mbox"], key=lambda w: (-len(w), w))
TOKEN = re.compile("|".join(map(re.escape, _WORDS)) + r'|\d+(?:\.\d+)?|"[^"]*"|[A-Za-z]|\S')
DEEPEST = 40


class _Reading:
    """A recursive descent over the tokens, bounded in depth."""

    def __init__(self, source: str) -> None:
        self.tokens = TOKEN.findall(source)
        self.place = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1] if self.place <= len(self.tokens) else ""

    def expression(self, until_close: bool = False) -> str:
        parts = []
        while self.peek() and not (until_close and self.peek() in CLOSE):
            parts.append(self.fraction())
        return " ".join(part for part in parts if part)

    def fraction(self) -> str:
        above = self.scripted()
        if self.peek() != "/":
            return above
        self.take()
        return rf"\frac{{{_bare(above)}}}{{{_bare(self.scripted())}}}"

    def scripted(self) -> str:
        base = self.simple()
        for mark in "_^":
            if self.peek() == mark:
                self.take()
                base += f"{mark}{{{_bare(self.simple())}}}"
        return base

    def simple(self) -> str:
        token = self.take()
        if token in OPEN and self.depth < DEEPEST:
            return self.bracket(token)
        if token in UNARY:
            return rf"\{UNARY[token]}{{{_bare(self.simple())}}}"
        if token in AROUND:
            left, right = AROUND[token]
            return f"{left} {_bare(self.simple())} {right}"
        if token in BINARY:
            first, second = _bare(self.simple()), _bare(self.simple())
            return rf"\sqrt[{first}]{{{second}}}" if token == "root" else rf"\{BINARY[token]}{{{first}}}{{{second}}}"
        if token in ("text", "mbox"):
            return rf"\text{{{_bare(self.simple())}}}"
        if token.startswith('"'):
            return rf"\text{{{token[1:-1]}}}"
        return CLOSE.get(token) or SYMBOLS.get(token, token)

    def bracket(self, token: str) -> str:
        self.depth += 1
        inside = self.expression(until_close=True)
        self.depth -= 1
        close = CLOSE.get(self.take(), "")
        return f"{OPEN[token]} {inside} {close}"


def _bare(tex: str) -> str:
    """The inside of one pair of round, square or curly brackets: AsciiMath drops them round an argument."""
    for left, right in (("( ", " )"), ("[ ", " ]"), (r"\{ ", r" \}")):
        if tex.startswith(left) and tex.endswith(right) and _are_a_pair(tex, left.strip(), right.strip()):
            return tex[len(left) : -len(right)]
    return tex


def _are_a_pair(tex: str, left: str, right: str) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for place, token in enumerate(tokens := tex.split(" ")):
        depth += (token == left) - token.startswith(right)
        if depth == 0:
            return place == len(tokens) - 1
    return False


def latex_of(source: str) -> str:
    r"""The TeX of an AsciiMath expression.

    >>> latex_of("sum_(i=1)^n i^3=((n(n+1))/2)^2")
    '\\sum_{i = 1}^{n} i^{3} = ( \\frac{n ( n + 1 )}{2} )^{2}'
    """
    return _Reading(source).expression()


def reader(page: Surroundings) -> TextReader | None:
    """A reader of back quotes for pages that load AsciiMath."""
    source = page.source
    loaded = any(word in source for word in LOADERS) and not any(word in source for word in TURNED_OFF)
    return _read if loaded else None


def _read(run: str) -> list[Piece]:
    pieces: list[Piece] = []
    last = 0
    for match in QUOTED.finditer(run):
        pieces += [run[last : match.start()], Claim(latex_of(match[1]))]
        last = match.end()
    return [*pieces, run[last:]]


CARRIER = Carrier("asciimath", marks=("`",), reader=reader)
