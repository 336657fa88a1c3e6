r"""TeX as carriers hand it over: wrappers, comments and line ends off; never a change to the formula itself."""

import re

from deepmath_assets.stages.extract.reading.words import word_set

ENVIRONMENTS = word_set(
    """
    equation align gather multline eqnarray alignat flalign displaymath math cases split aligned gathered array
    matrix pmatrix bmatrix vmatrix Vmatrix Bmatrix smallmatrix CD subequations dcases tikzcd dmath alignedat
    xymatrix
    """
)
DELIMITERS = ((r"\(", r"\)"), (r"\[", r"\]"), ("$$", "$$"), ("$", "$"))
DEFINITION = re.compile(
    r"\s*\\(?:(?:re|provide)?newcommand|providecommand|renewcommand|DeclareMathOperator|require|def(?![a-zA-Z])|gdef"
    r"|newenvironment|let(?![a-zA-Z])|providecommand)"
)
_CDATA = re.compile(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n\s*|$)")
_STYLED = re.compile(r"\{\\(?:displaystyle|textstyle)\b\s*(.*)\}", re.S)
_SPACES = re.compile(r"(?<!\\)[ \t\r\f\v\n\u2028\xa0]+|(?<=\n)[ \t\r\f\v\n]+")
_INVISIBLE = re.compile("[\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\x00-\x08]")


def clean(tex: str) -> str:
    r"""The formula without delimiters, comments, CDATA marks, blank lines and a style group round the whole.

    >>> clean("$$ a %  remark\n + b $$"), clean(r"{\displaystyle x^{2}}"), clean("a\n\n b")
    ('a + b', 'x^{2}', 'a b')
    """
    if "CDATA[" in tex or "]]>" in tex:
        tex = _CDATA.sub("", tex)
    if "%" in tex:
        tex = _COMMENT.sub("", tex.replace("\u2028", "\n"))
    tex = _SPACES.sub(" ", _INVISIBLE.sub("", tex)).strip()
    if tex.startswith("{\\") and (styled := _STYLED.fullmatch(tex)) and _balanced(styled[1]):
        tex = styled[1].strip()
    return without_delimiters(tex)


def without_delimiters(tex: str) -> str:
    r"""The formula without one pair of delimiters round it.

    >>> without_delimiters(r"\(x\)"), without_delimiters("$a$ and $b$")
    ('x', '$a$ and $b$')
    """
    for start, end in DELIMITERS:
        if tex.startswith(start) and tex.endswith(end) and len(tex) > len(start) + len(end):
            inside = tex[len(start) : -len(end)]
            return tex if start == "$" and "$" in inside.replace("\\$", "") else inside.strip()
    return tex


def is_display(tex: str) -> bool:
    r"""Whether the delimiters round a formula say display.

    >>> is_display("$$x$$"), is_display(r"\(x\)")
    (True, False)
    """
    return tex.lstrip().startswith(("$$", "\\[", "\\begin{equation", "\\begin{align", "\\begin{gather"))


def is_definition(tex: str) -> bool:
    r"""Whether TeX only defines macros.

    >>> is_definition(r"\newcommand{\R}{\mathbb{R}}"), is_definition(r"\left(x\right)")
    (True, False)
    """
    return DEFINITION.match(tex) is not None


def _balanced(tex: str) -> bool:
    depth = 0
    for mark in re.findall(r"\\.|[{}]", tex):
        depth += (mark == "{") - (mark == "}")
        if depth < 0:
            return False
    return depth == 0
