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
ALL = SCRIPTS | BREAKS


@pytest.mark.parametrize("mathml", sorted(ALL))
def test_usual_spelling(mathml: str) -> None:
    assert to_latex(f"<math>{mathml}</math>") == ALL[mathml]
