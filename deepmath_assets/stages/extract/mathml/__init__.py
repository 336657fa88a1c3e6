r"""MathML to LaTeX, by presentation elements (MathML 3, chapter 3), without style sheets and without running TeX.

`to_latex` takes markup, `latex_of_node` a node of a parsed page. A command that only spaces or sizes is written where
it helps a reader; content MathML, `mlongdiv` and bidirectional layout are not covered. What a macro or a second name
of a character set alike cannot be told apart: the plain spelling of LaTeX, amsmath and amssymb is written, and
`packages/` reads back amscd, mhchem and states where their MathML is unlike any other. Where texmath (pandoc) reads
otherwise, the tests say who is right.
"""

from deepmath_assets.stages.extract.mathml.elements import Element, read
from deepmath_assets.stages.extract.mathml.layout import tex
from deepmath_assets.stages.extract.mathml.symbols import trimmed
from deepmath_assets.stages.extract.reading.dom import Tree, parse

INTEGRALS = r"\int\cdots\int"
LONGEST_MATHML = 2_000_000


def to_latex(mathml: str) -> str:
    r"""The LaTeX of a `<math>` element given as markup; `""` where there is none.

    >>> to_latex("<math><mfrac><mi>a</mi><msup><mi>b</mi><mn>2</mn></msup></mfrac></math>")
    '\\frac{a}{b^{2}}'
    """
    if len(mathml) > LONGEST_MATHML:
        return ""
    tree = parse(mathml)
    node = next((i for i, tag in enumerate(tree.tags) if tag.rpartition(":")[2] == "math"), -1)
    return latex_of_node(tree, node) if node >= 0 else ""


def latex_of_node(tree: Tree, node: int) -> str:
    """The LaTeX of a math element of a page."""
    if tree.ends[node] == node + 3 and tree.tags[node + 1] in ("mi", "mn") and not tree.attrs[node + 1]:
        letter = tree.texts[node + 2].strip()
        if len(letter) == 1 and letter.isascii() and letter.isalnum():
            return letter
    return latex_of_element(read(tree, node))


def latex_of_element(root: Element) -> str:
    """The LaTeX of elements that were read elsewhere than from MathML."""
    return trimmed(tex(root)).replace(INTEGRALS, r"\idotsint")
