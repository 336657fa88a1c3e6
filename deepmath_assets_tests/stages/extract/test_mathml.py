"""MathML to LaTeX: the readings one by one, and pandoc's texmath as a second opinion where pandoc is installed."""

import re
import shutil
import subprocess

import pytest

from deepmath_assets.stages.extract.mathml import to_latex

PAIRS = {
    "<mfrac><mi>a</mi><mi>b</mi></mfrac>": r"\frac{a}{b}",
    "<msup><mi>x</mi><mn>2</mn></msup>": "x^{2}",
    "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>": "x_{i}^{2}",
    "<mroot><mi>x</mi><mn>3</mn></mroot>": r"\sqrt[3]{x}",
    "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>": r"\sum_{i}^{n}",
    "<mover accent='true'><mi>v</mi><mo>→</mo></mover>": r"\vec{v}",
    "<mi>sin</mi><mi>x</mi>": r"\sin x",
    "<mi mathvariant='double-struck'>R</mi>": r"\mathbb{R}",
    "<mi>𝔼</mi>": r"\mathbb{E}",
    "<mi mathvariant='normal'>a</mi><mi mathvariant='normal'>b</mi>": r"\mathrm{ab}",
    "<mi>x</mi><mo>≤</mo><mi>α</mi>": r"x\leq\alpha",
    "<mo>(</mo><mfrac linethickness='0'><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>": r"\binom{n}{k}",
    "<mfenced><mi>a</mi><mi>b</mi></mfenced>": "(a,b)",
    "<mtext>if </mtext><mi>x</mi>": r"\text{if }x",
    "<mrow><mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr></mtable><mo>]</mo></mrow>": (
        r"\begin{bmatrix} 1 & 2 \end{bmatrix}"
    ),
    "<mrow><mo>{</mo><mtable columnalign='left'><mtr><mtd><mn>1</mn></mtd></mtr><mtr><mtd><mn>2</mn></mtd></mtr>"
    "</mtable></mrow>": r"\begin{cases} 1 \\ 2 \end{cases}",
    "<mmultiscripts><mi>F</mi><mn>1</mn><none/><mprescripts/><mn>2</mn><none/></mmultiscripts>": "{}_{2}F_{1}",
    "<menclose notation='box'><mi>x</mi></menclose>": r"\boxed{x}",
    "<mo>→</mo>": r"\rightarrow",
    "<munder><munder><mi>x</mi><mo>⏟</mo></munder><mi>n</mi></munder>": r"\underbrace{x}_{n}",
}
ALIKE = {r"\leq": r"\le", r"\rightarrow": r"\to", r"\mathbb": r"\mathbb", r"\left": "", r"\right": ""}


@pytest.mark.parametrize("mathml", sorted(PAIRS))
def test_reading(mathml: str) -> None:
    assert to_latex(f"<math>{mathml}</math>") == PAIRS[mathml]


def test_prefix_and_no_math() -> None:
    assert to_latex("<m:math><m:mi>x</m:mi></m:math>") == "x"
    assert to_latex("<p>x</p>") == ""
    assert to_latex("") == ""


@pytest.mark.parametrize(
    "broken", ["<mfrac><mi>x</mi></mfrac>", "<msup></msup>", "<mroot/>", "<munderover/>", "<mmultiscripts/>"]
)
def test_broken_mathml_is_read_as_far_as_it_goes(broken: str) -> None:
    assert isinstance(to_latex(f"<math>{broken}</math>"), str)


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("mathml", [m for m in sorted(PAIRS) if "menclose" not in m and "mmultiscripts" not in m])
def test_pandoc_reads_the_same_symbols(mathml: str) -> None:
    page = f'<p><math xmlns="http://www.w3.org/1998/Math/MathML">{mathml}</math></p>'
    done = subprocess.run(
        ["pandoc", "-f", "html", "-t", "latex"], input=page, capture_output=True, text=True, check=True
    )
    theirs = done.stdout.replace(r"\(", "").replace(r"\)", "")
    assert _symbols(to_latex(f"<math>{mathml}</math>")) == _symbols(theirs)


def _symbols(tex: str) -> list[str]:
    tokens = re.findall(r"\\[A-Za-z]+|[^\s{}&\\]", tex)
    return sorted(
        t for t in (ALIKE.get(t, t) for t in tokens) if t and not t.startswith((r"\math", r"\operatorname", r"\text"))
    )
