"""LaTeXML: the formulas in the cells of a displayed equation are displayed, each as its cell has it.

A row of cells comes out as one line. The cells are not glued into one environment: what stands in the text is what
stands on the page, and each carrier found can be counted against a formula written.
"""

from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim
from deepmath_assets.stages.extract.carriers.mathml import tex_of
from deepmath_assets.stages.extract.reading.dom import Tree

EQUATIONS = frozenset(("ltx_equation", "ltx_equationgroup", "ltx_eqn_table", "ltx_eqn_row"))


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a math element inside a displayed equation."""
    if not any(not EQUATIONS.isdisjoint(tree.classes(up)) for up in tree.ancestors(node, 8)):
        return None
    tex = tex_of(tree, node).removeprefix(r"\displaystyle").strip()
    return Claim(tex, True) if tex or tree.text(node).strip() else NOTHING


CARRIER = Carrier("latexml", claim, classes=frozenset(("ltx_Math",)))
