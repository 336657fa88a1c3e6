"""The words of formula syntax: functions, Greek letters, operators with bounds, letters applied like functions."""

import re

CIRCULAR = ("sin", "cos", "tan", "cot", "sec", "csc")
_INVERSE = ("asin", "acos", "atan")
_HYPERBOLIC = ("sinh", "cosh", "tanh")
FUNCTIONS = {
    name: name for name in (*CIRCULAR, *_INVERSE, *_HYPERBOLIC, "ln", "log", "exp", "abs", "floor", "ceil", "sqrt")
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
WORD_FUNCTIONS = ("arcsin", "arccos", "arctan", "sqrt", *_HYPERBOLIC, *_INVERSE, *CIRCULAR)  # longer before shorter
WORDS = re.compile(
    r"("
    + "|".join((*WORD_FUNCTIONS, "ln", "log", "exp", "abs", "binom", "pi", "infinity", "inf", "floor", "ceil"))
    + r")(?![a-z])"
)
APPLIED = frozenset("fghFGHIPQR")
