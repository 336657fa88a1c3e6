"""KaTeX rendered on the server: the TeX in its MathML annotation; or, where a site has stripped the MathML tags (CSDN),
the last line of the hidden text.
"""

from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim
from deepmath_assets.stages.extract.carriers.mathml import is_block, math_under, tex_of
from deepmath_assets.stages.extract.carriers.tex import clean
from deepmath_assets.stages.extract.reading.dom import Tree

DISPLAY = frozenset(("katex-display", "katex--display", "katex-block", "math-display"))


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a rendered KaTeX element."""
    classes = tree.classes(node)
    if "katex-mathml" in classes and "katex" not in classes:
        return _stripped(tree, node, False)
    math = math_under(tree, node)
    display = not DISPLAY.isdisjoint(classes) or _shown_apart(tree, node)
    if math >= 0:
        return Claim(tex_of(tree, math), display or is_block(tree, math))
    if "katex-error" in classes:
        return Claim(clean(tree.get(node, "title").rpartition("KaTeX")[0] or tree.text(node)), display)
    hidden = next(tree.with_class(node, "katex-mathml"), -1)
    if hidden >= 0:
        return _stripped(tree, hidden, display)
    inner = next(tree.with_class(node, "katex-html"), -1)
    return Claim("", display) if inner >= 0 else None


def _stripped(tree: Tree, node: int, display: bool) -> Claim:
    lines = [line.strip() for line in tree.text(node).split("\n") if line.strip()]
    return Claim(clean(lines[-1]), display) if lines else NOTHING


def _shown_apart(tree: Tree, node: int) -> bool:
    return any(not DISPLAY.isdisjoint(tree.classes(up)) for up in tree.ancestors(node, 3))


CARRIER = Carrier(
    "katex",
    claim,
    classes=frozenset(("katex", "katex-display", "katex-error", "katex-mathml")),
)
