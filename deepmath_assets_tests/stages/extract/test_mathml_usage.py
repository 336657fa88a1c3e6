"""MathML to LaTeX where several spellings are right: the one that most authors write, and breaks that TeX can set."""

import pytest

from deepmath_assets.stages.extract.mathml import to_latex

BREAK = "<mspace linebreak='newline'/>"
SCRIPTS = {
    "<msubsup><mi>g</mi><mi>k</mi><mo>′</mo></msubsup>": "g_{k}'",
    "<msubsup><mi>g</mi><mi>k</mi><mo>″</mo></msubsup>": "g_{k}''",
    "<msubsup><mi>w</mi><mi>k</mi><mo>∗</mo></msubsup>": "w^{*}_{k}",
    "<msubsup><mi>w</mi><mi>k</mi><mi>m</mi></msubsup>": "w_{k}^{m}",
    "<mi>u</mi><mo>∗</mo><mi>v</mi>": "u*v",
}
BREAKS = {
    f"<mi>u</mi>{BREAK}<mi>v</mi>": r"u\\v",
    f"<mfrac><mrow><mi>u</mi>{BREAK}<mi>v</mi></mrow><mi>w</mi></mfrac>": r"\frac{u\quad v}{w}",
    f"<mtable><mtr><mtd><mi>u</mi>{BREAK}<mi>v</mi></mtd><mtd><mi>w</mi></mtd></mtr></mtable>": (
        r"\begin{matrix} u\quad v & w \end{matrix}"
    ),
    "<msqrt><mi>u</mi><mspace linebreak='nobreak'/><mi>v</mi></msqrt>": r"\sqrt{uv}",
    "<mi>u</mi><mspace linebreak='newline' width='thinmathspace'/><mi>v</mi>": r"u\,v",
}


def sized(opening: str, thickness: str, closing: str, **style: str) -> str:
    """A fraction with a line of given weight between brackets of one size, in a style."""
    marks = (f"<mo minsize='1.2em' maxsize='1.2em'>{mark}</mo>" if mark else "" for mark in (opening, closing))
    fraction = f"<mfrac linethickness='{thickness}'><mi>u</mi><mi>v</mi></mfrac>"
    attributes = "".join(f' {name}="{value}"' for name, value in style.items())
    return f"<mstyle{attributes}>{fraction.join(marks)}</mstyle>"


TEXT, SCRIPT = {"displaystyle": "false", "scriptlevel": "0"}, {"displaystyle": "false", "scriptlevel": "1"}
FRACTIONS = {
    sized("[", "2pt", ")", **TEXT): r"\genfrac{[}{)}{2pt}{1}{u}{v}",
    sized("{", "0pt", "}", **SCRIPT): r"\genfrac{\{}{\}}{0pt}{2}{u}{v}",
    sized("(", "0pt", ")", **TEXT): r"\binom{u}{v}",
    sized("[", "0.8pt", "", displaystyle="true", scriptlevel="0"): r"\genfrac{[}{}{0.8pt}{0}{u}{v}",
    sized("[", "2pt", "]"): r"\bigl[\frac{u}{v}\bigr]",
    sized("", "2pt", "", **TEXT): r"\frac{u}{v}",
    sized("[", "medium", "]", **TEXT): r"\bigl[\frac{u}{v}\bigr]",
}
INTEGRALS = {
    "<mo>∫</mo><mo>⋯</mo><mo>∫</mo><mi>h</mi>": r"\idotsint h",
    "<mo>∫</mo><mo>⋯</mo><msub><mo>∫</mo><mi>V</mi></msub><mi>h</mi>": r"\idotsint_{V}h",
    "<munder><mrow><mspace width='0.2em'/><mo>∫</mo><mo>⋯</mo><mo>∫</mo></mrow><mi>V</mi></munder>": r"\idotsint_{V}",
    "<msub><mo>∫</mo><mi>a</mi></msub><mo>⋯</mo><mo>∫</mo>": r"\int_{a}\cdots\int",
}
ALL = SCRIPTS | BREAKS | FRACTIONS | INTEGRALS


@pytest.mark.parametrize("mathml", sorted(ALL))
def test_usual_spelling(mathml: str) -> None:
    assert to_latex(f"<math>{mathml}</math>") == ALL[mathml]
