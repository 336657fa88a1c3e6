"""MathML to LaTeX where several spellings are right: the one that most authors write, and breaks that TeX can set."""

import pytest

from deepmath_assets.stages.extract.mathml import to_latex

BREAK = "<mspace linebreak='newline'/>"
SCRIPTS = {
    "<msubsup><mi>g</mi><mi>k</mi><mo>′</mo></msubsup>": "g_{k}'",
    "<msubsup><mi>g</mi><mi>k</mi><mo>″</mo></msubsup>": "g_{k}''",
    "<msubsup><mi>w</mi><mi>k</mi><mo>∗</mo></msubsup>": "w_{k}^{*}",
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
BLANK = "<mtext>&nbsp;</mtext>"
BLANKS = {
    f"<mi>u</mi>{BLANK}{BLANK}": "u",
    f"<mi>u</mi>{BREAK}{BLANK}": r"u\\",
    f"<mi>u</mi>{BLANK}<mi>v</mi>": r"u\ v",
    f"<mtable><mtr><mtd><mi>u</mi>{BLANK}</mtd></mtr></mtable>": r"\begin{matrix} u \end{matrix}",
    f"<mrow><mo stretchy='false'>|</mo><mrow><mi>u</mi>{BLANK}</mrow><mo stretchy='false'>⟩</mo></mrow>": r"\ket{u}",
    "<mtext>at\u200b\u2063 </mtext><mi>u</mi>": r"\text{at }u",
    "<mtext>\u200b\u2063</mtext><mi>u</mi>": "u",
}


def numbered_cases(*rows: str) -> str:
    """Cases that are numbered one by one: rows of a table, with a copy that nobody sees behind the brace."""
    cells = [
        f"<mtd>{value}</mtd><mtd><mtext>{condition}</mtext></mtd><mtd></mtd>"
        for value, condition in (row.split("&") for row in rows)
    ]
    copy = "".join(f"<mlabeledtr><mtd><mtext>(7)</mtext></mtd>{row}</mlabeledtr>" for row in cells)
    measure = f"<mphantom><mpadded width='0'><mtable>{copy}</mtable></mpadded></mphantom>"
    head = f"<mtd><mpadded><mpadded><mi>h</mi><mo>=</mo><mo>{{</mo>{measure}</mpadded>{measure}</mpadded></mtd>"
    labelled = [
        f"<mlabeledtr><mtd><mtext>(7)</mtext></mtd>{first}{row}</mlabeledtr>"
        for first, row in zip([head] + ["<mtd></mtd>"] * len(cells), cells, strict=False)
    ]
    return f"<mtable columnalign='right left left left'>{''.join(labelled)}</mtable>"


CASES = {
    numbered_cases("<mi>u</mi>&by day", "<mi>v</mi>&by night"): (
        r"h=\begin{cases} u & \text{by day} \\ v & \text{by night} \end{cases}"
    ),
}
SIGNS = {
    "<mi>u</mi><mo>≾</mo><mi>v</mi>": r"u\precsim v",
    "<mi>u</mi><mo>⋪</mo><mi>v</mi>": r"u\ntriangleleft v",
    "<mi>u</mi><mo>⩾\u0338</mo><mi>v</mi>": r"u\ngeqslant v",
    "<mi>u</mi><mo>≲\u0338</mo><mi>v</mi>": r"u\not\lesssim v",
    "<mi>R\u0338</mi>": r"\not R",
}
ALL = SIGNS | SCRIPTS | BREAKS | FRACTIONS | INTEGRALS | BLANKS | CASES


@pytest.mark.parametrize("mathml", sorted(ALL))
def test_usual_spelling(mathml: str) -> None:
    assert to_latex(f"<math>{mathml}</math>") == ALL[mathml]
