"""MathJax 3 and 4 rendered output: assistive MathML, TeX that some sites keep beside it, or the drawing."""

from deepmath_assets.stages.extract.carriers.drawn import drawn_tex
from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.mathml import math_under, tex_of
from deepmath_assets.stages.extract.carriers.tex import clean, is_display
from deepmath_assets.stages.extract.reading.dom import Tree

DRAWINGS = frozenset(("svg", "mjx-math"))


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of an `mjx-container`."""
    display = tree.get(node, "display") in ("true", "block")
    copied = next(tree.with_class(node, "mjx-copytext"), -1)
    written = (tree.text(copied) if copied >= 0 else "") or tree.get(node, "data-latex") or tree.get(node, "data-tex")
    if written:
        return Claim(clean(written), display or is_display(written))
    math = math_under(tree, node)
    if math >= 0:
        return Claim(tex_of(tree, math), display or tree.get(math, "display") == "block")
    tex = _root_tex(tree, node) or clean(tree.get(node, "aria-label"))
    if not tex and tree.ends[node] > node + 1:
        drawing = any(tree.tags[i] in DRAWINGS for i in tree.children(node))
        tex = drawn_tex(tree, node) if drawing else clean(tree.text(node))
    return Claim(tex, display)


def _root_tex(tree: Tree, node: int) -> str:
    """MathJax 4 writes the TeX of each part into `data-latex`; the longest one is that of the whole."""
    texts = (tree.get(i, "data-latex") for i in range(node + 1, tree.ends[node]))
    return clean(max(texts, key=len, default=""))


CARRIER = Carrier("mathjax3", claim, tags=frozenset(("mjx-container",)), classes=frozenset(("mjx-container",)))
