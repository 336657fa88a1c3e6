"""The words of formula syntax: functions, Greek letters, operators with bounds, letters applied like functions."""

import re

FUNCTIONS = {
    name: name
    for name in [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "ln",
        "log",
        "exp",
        "abs",
        "floor",
        "ceil",
        "sqrt",
    ]
} | {"arcsin": "asin", "arccos": "acos", "arctan": "atan", "tg": "tan", "ctg": "cot", "lg": "log"}
GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "rho",
    "sigma",
    "tau",
    "phi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Phi",
    "Psi",
    "Omega",
    "ell",
    "hbar",
]
WRAPPERS = frozenset(
    [
        "vec",
        "overline",
        "bar",
        "hat",
        "tilde",
        "overrightarrow",
        "mathbb",
        "mathcal",
        "dot",
        "ddot",
        "widehat",
        "underline",
        "mathfrak",
        "triangle",
        "angle",
    ]
)
OPAQUE = frozenset(
    [
        "sum",
        "prod",
        "int",
        "lim",
        "max",
        "min",
        "sup",
        "inf",
        "gcd",
        "lcm",
        "Pr",
        "det",
        "tr",
        "dim",
        "ker",
        "arg",
        "Re",
        "Im",
        "deg",
        "iint",
        "oint",
    ]
)
WORD_FUNCTIONS = (
    "arcsin",
    "arccos",
    "arctan",
    "sqrt",
    "sinh",
    "cosh",
    "tanh",
    "asin",
    "acos",
    "atan",
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
)
WORDS = re.compile(
    r"("
    + "|".join((*WORD_FUNCTIONS, "ln", "log", "exp", "abs", "binom", "pi", "infinity", "inf", "floor", "ceil"))
    + r")(?![a-z])"
)
APPLIED = frozenset("fghFGHIPQR")
