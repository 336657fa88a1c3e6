"""MathML to LaTeX: the readings one by one, and pandoc's texmath as a second opinion (the `dev` extra brings it)."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deepmath_assets.stages.extract.mathml import to_latex

ROW, CELL = "<mtr><mtd>{}</mtd></mtr>", "</mtd><mtd>"
INVISIBLE = "<mrow><mpadded width='0'><mphantom><mi>A</mi></mphantom></mpadded></mrow>"


def table(*rows: str, **attributes: str) -> str:
    """A table; `&` parts the cells of a row."""
    opening = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<mtable{opening}>" + "".join(ROW.format(row.replace("&", CELL)) for row in rows) + "</mtable>"


P, Q, R, S = "<mi>p</mi>", "<mi>q</mi>", "<mi>r</mi>", "<mi>s</mi>"
U_OVER_V = "<mfrac><mi>u</mi><mi>v</mi></mfrac>"
STACKED = "<mfrac linethickness='0'><mi>n</mi><mi>m</mi></mfrac>"
UP = "<mover><mo minsize='2.75em'>→</mo><mi>u</mi></mover>"

LEFT = table("<mn>1</mn>", "<mn>2</mn>", columnalign="left")
AUGMENTED = table(f"{P}&{Q}&{R}", columnlines="none solid")

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
    f"<mrow><mo>[</mo>{table('<mn>1</mn>&<mn>2</mn>')}<mo>]</mo></mrow>": r"\begin{bmatrix} 1 & 2 \end{bmatrix}",
    f"<mrow><mo>{{</mo>{LEFT}</mrow>": (r"\begin{cases} 1 \\ 2 \end{cases}"),
    "<mmultiscripts><mi>F</mi><mn>1</mn><none/><mprescripts/><mn>2</mn><none/></mmultiscripts>": "{}_{2}F_{1}",
    "<menclose notation='box'><mi>x</mi></menclose>": r"\boxed{x}",
    "<mo>→</mo>": r"\rightarrow",
    "<munder><munder><mi>x</mi><mo>⏟</mo></munder><mi>n</mi></munder>": r"\underbrace{x}_{n}",
}
BRACKETS = {
    f"<mi>f</mi><mo>(</mo>{U_OVER_V}<mo>)</mo><mo>+</mo><mo>(</mo><mi>w</mi><mo>)</mo>": (
        r"f\left(\frac{u}{v}\right)+(w)"
    ),
    f"<mi>y</mi><mo>=</mo><mo>[</mo>{table(P)}<mo>]</mo><mi>q</mi>": r"y=\begin{bmatrix} p \end{bmatrix}q",
    f"<mo>|</mo>{U_OVER_V}<mo>|</mo>": r"\left|\frac{u}{v}\right|",
    f"<mo>{{</mo><mi>x</mi><mo>|</mo>{U_OVER_V}<mo>}}</mo>": r"\left\{x|\frac{u}{v}\right\}",
    f"<mo>(</mo>{U_OVER_V}<mo>]</mo><mo>,</mo><mo>[</mo>{U_OVER_V}<mo>)</mo>": (
        r"\left(\frac{u}{v}\right],\left[\frac{u}{v}\right)"
    ),
    f"<mo>∥</mo>{U_OVER_V}<mo>∥</mo>": r"\left\|\frac{u}{v}\right\|",
    "<mo minsize='1.2em' maxsize='1.2em'>(</mo><mi>x</mi><mo minsize='1.2em' maxsize='1.2em'>)</mo>": r"\bigl(x\bigr)",
    f"<mo>[</mo>{STACKED}<mo>]</mo>": r"{n \brack m}",
    STACKED: r"{n \atop m}",
    "<mi>a</mi><mspace width='1em'/><mo>(</mo><mrow><mo>mod</mo><mi>n</mi></mrow><mo>)</mo>": r"a\pmod{n}",
    f"<mo>{{</mo>{table(P, Q)}<mo fence='true' stretchy='true'></mo>": r"\begin{cases} p \\ q \end{cases}",
    f"<mo>[</mo>{AUGMENTED}<mo>]</mo>": (r"\left[\begin{array}{cc|c} p & q & r \end{array}\right]"),
}
TABLES = {
    table(f"{P}&{Q}&{R}", f"{Q}&{R}&{S}", columnlines="solid none", rowlines="solid"): (
        r"\begin{array}{c|cc} p & q & r \\ \hline q & r & s \end{array}"
    ),
    f"<menclose notation='left right'>{table(f'{P}&{Q}')}</menclose>": r"\begin{array}{|cc|} p & q \end{array}",
    f"<munder><mo>∏</mo>{table(P, Q)}</munder>": r"\prod_{\substack{p \\ q}}",
    table(f"{P}&<mrow><mrow/><mo>=</mo>{Q}</mrow>"): r"\begin{aligned} p & =q \end{aligned}",
    table(P, Q, displaystyle="true"): r"\begin{gathered} p \\ q \end{gathered}",
    table(
        f"{P}&{UP}&{Q}",
        "<mrow><mo>↓</mo><mi>v</mi></mrow>&&<mo>↑</mo>",
        f"{R}&<mo>=</mo>&{S}",
        columnspacing="5pt",
        rowspacing="5pt",
    ): r"\begin{CD} p @>u>> q \\ @VVvV @AAA \\ r @= s \end{CD}",
}
TOKENS = {
    "<mi>a</mi><mo>≢</mo><mi>b</mi>": r"a\not\equiv b",
    "<mpadded width='0'><mtext>⧸</mtext></mpadded><mi>D</mi><mo>≥\ufe00</mo><mn>0</mn>": r"\not D\geq0",
    "<msup><mi>tr</mi><mn>2</mn></msup><mo>&#x2061;</mo><mi>M</mi>": r"\operatorname{tr}^{2}M",
    "<mi mathvariant='normal'>E</mi><mo>&#x2061;</mo><mi>X</mi>": r"\operatorname{E}X",
    "<mo>∫</mo><mi>g</mi><mo>d</mo><mi>t</mi>": r"\int g\mathrm{d}t",
    "<mi mathvariant='bold-italic'>u</mi><mo mathvariant='bold'>×</mo><mi mathvariant='bold-italic'>v</mi>": (
        r"\boldsymbol{u\times v}"
    ),
    "<mi>s</mi><mspace width='1em'><mi>t</mi></mspace>": r"s\quad t",
    "<mi>a</mi><mspace width='thickmathspace'/><mi>b</mi>": r"a\;b",
    "<mi>P</mi><mspace width='0.278em'/><mo>⟺</mo><mspace width='0.278em'/><mi>Q</mi>": r"P\iff Q",
    "<mi>k</mi><mspace width='1em'/><mi>mod</mi><mspace width='0.333em'/><mn>7</mn>": r"k\mod7",
    "<mi mathvariant='normal'>∣</mi><mi>a</mi><mi mathvariant='normal'>∣</mi>": "|a|",
    "<mi mathvariant='script'>𝒢</mi>": r"\mathcal{G}",
    "<mstyle mathvariant='bold'><mi>v</mi></mstyle>": r"\mathbf{v}",
    "<mtext>𝐢𝐟</mtext>": r"\textbf{if}",
    "<ms lquote='«' rquote='»'>a</ms>": r"\text{«a»}",
    "<mi>x</mi><mo>such that</mo><mi>y</mi>": r"x\text{ such that }y",
    "<mi>x</mi><mo><mrow><mi>b</mi></mrow></mo>": "xb",
    f"<mi>a</mi><mphantom>{table(P)}</mphantom>": "a",
    "<mtext>at 5$ each</mtext>": r"\text{at 5\$ each}",
    "<mi>u</mi><mspace linebreak='newline'/><mi>v</mi><mi>w</mi>": r"u\\vw",
}
SCRIPTS = {
    "<mi>X</mi><mover><mo>→</mo><mi>h</mi></mover><mi>Y</mi>": r"X\xrightarrow{h}Y",
    "<mi>X</mi><mover><mo stretchy='false'>→</mo><mi>h</mi></mover><mi>Y</mi>": r"X\overset{h}{\rightarrow}Y",
    "<munder><mi>lim</mi><mo>→</mo></munder>": r"\varinjlim",
    "<munder><mo>argmax</mo><mi>x</mi></munder><mi>f</mi>": r"\operatorname*{argmax}_{x}f",
    "<msup><menclose notation='updiagonalstrike northeastarrow'><mi>k</mi></menclose><mn>0</mn></msup>": (
        r"\cancelto{0}{k}"
    ),
    "<munder><mover><mi>X</mi><mi>a</mi></mover><mi>b</mi></munder>": r"\underset{b}{\overset{a}{X}}",
    "<mover><mover><msub><mi>b</mi><mn>1</mn></msub><mo>⏞</mo></mover><mi>n</mi></mover>": r"\overbrace{b_{1}}^{n}",
    "<mover><mi>x</mi><mo stretchy='true'>^</mo></mover>": r"\widehat{x}",
    "<msub><mi/><mn>3</mn></msub><mi>H</mi>": "{}_{3}H",
    "<msup><mn>2.5</mn><mo>∘</mo></msup>": r"2.5^{\circ}",
    "<mi>f</mi><msup><mi/><mo>′</mo></msup>": "f'",
    "<msup><mn>30</mn><mo>°</mo></msup><msup><mi>r</mi><mo>²</mo></msup>": r"30^{\circ}r^{2}",
    "<munder><msup><mo>∏</mo><mo>∗</mo></msup><mi>p</mi></munder><mi>u</mi>": r"\sideset{}{^{*}}\prod_{p}u",
    "<munderover><msup><mo>∑</mo><mo>′</mo></msup><mi>d</mi><mi>n</mi></munderover>": r"\sideset{}{'}\sum_{d}^{n}",
    "<munder><mi>ball of radius</mi><mi>r</mi></munder>": r"\underset{r}{\text{ball of radius}}",
    "<mstyle scriptlevel='1'><mtable><mtr><mtd><mi>q</mi></mtd></mtr></mtable></mstyle>": "q",
}
PACKAGES = {
    "<mrow><mo stretchy='false'>|</mo><mrow><mi>φ</mi></mrow><mo stretchy='false'>⟩</mo></mrow>": r"\ket{\varphi}",
    "<mo stretchy='false'>|</mo><mi>φ</mi><mo stretchy='false'>⟩</mo>": r"|\varphi\rangle",
    f"<mi>Fe</mi><msub>{INVISIBLE}<mn>2</mn></msub><mi>Cl</mi><msub>{INVISIBLE}<mn>3</mn></msub>": r"\ce{Fe2Cl3}",
    f"<mi>Na</mi><msup>{INVISIBLE}<mo>+</mo></msup><mo>+</mo><mi>Cl</mi><msup>{INVISIBLE}<mo>−</mo></msup>"
    "<mover><mo>→</mo><mtext>heat</mtext></mover><mi>NaCl</mi>": r"\ce{Na^+ + Cl^- ->[{heat}] NaCl}",
    f"<mi>Fe</mi><msub>{INVISIBLE}<mn>2</mn></msub><mfrac><mi>a</mi><mi>b</mi></mfrac>": r"\mathrm{Fe}_{2}\frac{a}{b}",
    f"<mi>NO</mi><msub>{INVISIBLE}<mi>x</mi></msub>": r"\ce{NO_{x}}",
    f"<mi>n</mi><mi>NO</mi><msub>{INVISIBLE}<mn>2</mn></msub>": r"n\mathrm{NO}_{2}",
}
ALL = PAIRS | BRACKETS | TABLES | TOKENS | SCRIPTS | PACKAGES

# Where texmath reads otherwise, by our reading. "ours": texmath loses something that the MathML says. "either": two
# ways to write what is set alike, or the MathML leaves both open.
DIFFERENT = {
    "ours": {
        r"\vec{v}": "an accent is set as a label",
        r"\mathrm{ab}": "upright letters come out slanted",
        r"\operatorname{tr}^{2}M": "an upright name comes out as a product of letters",
        r"\operatorname{E}X": "an upright name comes out as a letter",
        r"\int g\mathrm{d}t": "an operator is upright",
        r"\binom{n}{k}": "a fraction without a line gets one",
        r"{n \brack m}": "a fraction without a line gets one",
        r"{n \atop m}": "a fraction without a line gets one",
        r"\left[\begin{array}{cc|c} p & q & r \end{array}\right]": "the line of an augmented matrix is gone",
        r"\begin{array}{c|cc} p & q & r \\ \hline q & r & s \end{array}": "the lines are gone",
        r"\begin{array}{|cc|} p & q \end{array}": "the lines are gone",
        r"\boldsymbol{u\times v}": "bold slanted letters come out upright, the operator thin",
        r"s\quad t": "what an HTML parser moved into an open space is gone",
        r"|a|": "a relation, with its space, for a delimiter",
        r"\textbf{if}": "letters of the mathematical alphabets stay in text, where TeX has none",
        r"\cancelto{0}{k}": "the strike is gone",
        r"xb": "the token is gone",
        r"\widehat{x}": "the width is gone",
        "a": "a phantom that only measures is kept",
        r"\ce{Fe2Cl3}": "an invisible letter is set, and slanted letters",
        r"\ce{Na^+ + Cl^- ->[{heat}] NaCl}": "an invisible letter is set, and slanted letters",
        r"\ce{NO_{x}}": "an invisible letter is set, and slanted letters",
        r"n\mathrm{NO}_{2}": "an invisible letter is set, and slanted letters",
        r"\left\|\frac{u}{v}\right\|": "no delimiter of TeX",
        r"u\\vw": "the line goes on",
        r"\mathrm{Fe}_{2}\frac{a}{b}": "an invisible letter is set, and slanted letters",
        r"\sideset{}{^{*}}\prod_{p}u": "a large operator is set as a letter with a label",
        r"\sideset{}{'}\sum_{d}^{n}": "a large operator is set as a letter with labels",
        r"\underset{r}{\text{ball of radius}}": "words come out as a product of letters",
        r"30^{\circ}r^{2}": "characters that TeX raises, raised once more",
        r"\not D\geq0": "the stroke comes out as a character, the variation selector stays",
        r"X\xrightarrow{h}Y": "an arrow stretches under its label unless it says no",
    },
    "either": {
        r"\begin{cases} 1 \\ 2 \end{cases}": "a brace and an array",
        r"\begin{cases} p \\ q \end{cases}": "a brace and a matrix",
        "{}_{2}F_{1}": "with empty scripts",
        r"\underbrace{x}_{n}": "label of a brace",
        r"\overbrace{b_{1}}^{n}": "label of a brace",
        r"a\not\equiv b": "a character that not every TeX knows",
        r"a\pmod{n}": "written out",
        r"k\mod7": "written out",
        r"P\iff Q": "written out",
        r"x\text{ such that }y": "as an operator",
        r"\begin{aligned} p & =q \end{aligned}": "as a matrix",
        r"\begin{gathered} p \\ q \end{gathered}": "as a matrix",
        r"\begin{CD} p @>u>> q \\ @VVvV @AAA \\ r @= s \end{CD}": "as a matrix",
        r"\varinjlim": "an arrow under lim",
        r"\ket{\varphi}": "written out",
        "q": "as a matrix",
    },
}


@pytest.mark.parametrize("mathml", sorted(ALL))
def test_reading(mathml: str) -> None:
    assert to_latex(f"<math>{mathml}</math>") == ALL[mathml]


def test_prefix_and_no_math() -> None:
    assert to_latex("<m:math><m:mi>x</m:mi></m:math>") == "x"
    assert to_latex("<p>x</p>") == ""
    assert to_latex("") == ""


@pytest.mark.parametrize(
    "broken",
    [
        "<mfrac><mi>x</mi></mfrac>",
        "<msup></msup>",
        "<mroot/>",
        "<munderover/>",
        "<mmultiscripts/>",
        "<mo>(</mo>",
        "<mo>)</mo><mo>(</mo>",
        "<mtable/>",
        "<mtable columnspacing='5pt' rowspacing='5pt'><mtr/></mtable>",
        "<menclose notation='top'><mtable rowlines='solid'/></menclose>",
        "<mtable columnlines='solid' rowlines=''><mtr/><mtr/></mtable>",
        "<mspace width='-1.2.3em'/>",
        f"<msub>{INVISIBLE}</msub>",
    ],
)
def test_broken_mathml_is_read_as_far_as_it_goes(broken: str) -> None:
    assert isinstance(to_latex(f"<math>{broken}</math>"), str)


NESTED = {
    "brackets": ("<mo>(</mo>", U_OVER_V, "<mo>)</mo>", 15_000),
    "bars": ("<mo>|</mo><mo>‖</mo>", "", "<mo>)</mo>", 15_000),
    "moduli": ("<mo>(</mo><mo>mod</mo>", "<mi>x</mi><mi>y</mi>", "<mo>)</mo>", 10_000),
    "tables": ("<mtable><mtr><mtd><mi>x</mi>", "", "</mtd></mtr></mtable>", 150),
    "diagrams": (
        "<mtable columnspacing='5pt' rowspacing='5pt'><mtr><mtd/><mtd><mi>x</mi>",
        "",
        "</mtd></mtr></mtable>",
        150,
    ),
    "stacks": ("<munder><mo>∑</mo><mtable><mtr><mtd><mi>x</mi>", "", "</mtd></mtr></mtable></munder>", 150),
    "chemistry": (f"<mrow><mi>H</mi><msub>{INVISIBLE}<mrow>", "<mn>2</mn>", "</mrow></msub></mrow>", 150),
    "styles": ("<mstyle scriptlevel='1'><mi>x</mi>", "", "</mstyle>", 150),
    "letters": ("<mi mathvariant='bold'>x</mi><mo mathvariant='bold'>+</mo>", "", "", 15_000),
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", sorted(NESTED))
def test_deep_and_long_formulas_end(name: str) -> None:
    opening, middle, closing, times = NESTED[name]
    assert to_latex(f"<math>{opening * times}{middle}{closing * times}</math>")


def test_left_and_right_come_in_pairs() -> None:
    brackets = "([{|‖⟨)]}|‖⟩"
    for opening in brackets:
        for closing in brackets:
            row = f"<mo>{opening}</mo>{U_OVER_V}<mo>|</mo>{U_OVER_V}<mo>{closing}</mo>"
            tex = to_latex(f"<math>{row}<mo>[</mo>{row}</math>")
            assert tex.count(r"\left") - tex.count(r"\leftarrow") == tex.count(r"\right"), tex


def _pandoc() -> str | None:
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        return shutil.which("pandoc")


@pytest.fixture(scope="module")
def theirs() -> dict[str, str]:
    """What texmath reads, from one run of pandoc."""
    pandoc = _pandoc()
    if pandoc is None or not Path(pandoc).exists():
        pytest.skip("pandoc is not installed")
    page = "".join(f"<p>.<math xmlns='http://www.w3.org/1998/Math/MathML'>{mathml}</math></p>" for mathml in ALL)
    done = subprocess.run([pandoc, "-f", "html", "-t", "json"], input=page, capture_output=True, text=True, check=True)
    paragraphs = (block["c"] for block in json.loads(done.stdout)["blocks"])
    formulas = ("".join(part["c"][1] for part in parts if part["t"] == "Math") for parts in paragraphs)
    return dict(zip(ALL, formulas, strict=True))


@pytest.mark.parametrize("mathml", sorted(ALL))
def test_texmath_reads_the_same_or_the_difference_is_known(mathml: str, theirs: dict[str, str]) -> None:
    ours, known = ALL[mathml], any(ALL[mathml] in group for group in DIFFERENT.values())
    assert (_normal(ours) != _normal(theirs[mathml])) == known, theirs[mathml]


def _normal(tex: str) -> list[str]:
    """Tokens without sizes, spaces and braces: what two writers of the same formula agree on."""
    tex = re.sub(r"\\(left|right|middle|limits|big[lr]?|quad)(?![A-Za-z])\.?|\\[,:;! ]", " ", tex)
    tex = tex.replace(r"\lbrack", "[").replace(r"\rbrack", "]").replace(r"\operatorname*", r"\operatorname")
    return re.findall(r"\\[A-Za-z]+|\\.|[^\s{}]", tex)
