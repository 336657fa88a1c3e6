"""`<script type="math/tex">`, with `mode=display`, and `math/asciimath`, `math/mml` of the same family."""

from deepmath_assets.stages.extract.carriers.asciimath import latex_of
from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean, is_definition
from deepmath_assets.stages.extract.mathml import to_latex
from deepmath_assets.stages.extract.reading.dom import Tree


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a script of a mathematical type; other scripts are nobody's."""
    kind = tree.get(node, "type").lower().replace(" ", "")
    if not kind.startswith("math/"):
        return None
    display, body = "mode=display" in kind, tree.text(node)
    if kind.startswith("math/asciimath"):
        return Claim(latex_of(body), display)
    if kind.startswith("math/mml"):
        return Claim(to_latex(body), display)
    return Claim(formula=False) if is_definition(body) else Claim(clean(body), display)


CARRIER = Carrier("math-scripts", claim, tags=frozenset(("script",)))
