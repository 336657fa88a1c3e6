"""MathJax 2 rendered output: dropped where its TeX script follows, else read from assistive MathML or labels."""

from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim
from deepmath_assets.stages.extract.carriers.mathml import math_under, tex_of
from deepmath_assets.stages.extract.carriers.tex import clean
from deepmath_assets.stages.extract.mathml import to_latex
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

CLASSES = word_set(
    """
    MathJax MathJax_Display MathJax_SVG MathJax_SVG_Display MathJax_CHTML MJXc-display MathJax_Preview mjx-chtml
    MathJax_MathML MathJax_PlainSource
    """
)
SCRIPT_WITHIN_SIBLINGS = 3


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of rendered output; nothing where the script behind it says the same."""
    classes = tree.classes(node)
    if _script_follows(tree, node):
        return NOTHING
    if "MathJax_Preview" in classes and not tree.text(node).strip():
        return NOTHING
    display = any("isplay" in name for name in classes)
    math = math_under(tree, node)
    if math >= 0:
        return Claim(tex_of(tree, math), display or tree.get(math, "display") == "block")
    for i in range(node, tree.ends[node]):
        if tree.attrs[i].get("data-mathml"):
            return Claim(to_latex(tree.get(i, "data-mathml")), display)
    for i in range(node, tree.ends[node]):
        if tree.attrs[i].get("aria-label"):
            return Claim(clean(tree.get(i, "aria-label")), display)
    return None if "MathJax_Preview" in classes else Claim("", display)


def _script_follows(tree: Tree, node: int) -> bool:
    """Whether a TeX script is the next element, other rendered parts of the same formula passed over."""
    parent = tree.parents[node]
    end = tree.ends[parent] if parent >= 0 else len(tree.tags)
    sibling, seen = tree.ends[node], 0
    while sibling < end and seen < SCRIPT_WITHIN_SIBLINGS:
        if tree.tags[sibling] == "script" and tree.get(sibling, "type").startswith("math/"):
            return True
        if tree.tags[sibling]:
            if CLASSES.isdisjoint(tree.classes(sibling)):
                return False
            seen += 1
        elif tree.texts[sibling].strip():
            return False
        sibling = tree.ends[sibling]
    return False


CARRIER = Carrier("mathjax2", claim, classes=CLASSES)
