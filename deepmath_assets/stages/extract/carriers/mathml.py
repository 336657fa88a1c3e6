"""MathML: the TeX of its annotation, else of `alttext`, else its elements read as TeX; also under a prefix."""

from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean
from deepmath_assets.stages.extract.mathml import latex_of_node
from deepmath_assets.stages.extract.reading.dom import Tree

TAGS = ("math", "m:math", "mml:math", "mathml:math")
ANNOTATIONS = ("annotation", "m:annotation", "mml:annotation", "mathml:annotation")


def written_tex(tree: Tree, node: int) -> str:
    """The TeX that a math element carries itself, `""` where it has none."""
    for i in range(node + 1, tree.ends[node]):
        if tree.tags[i] in ANNOTATIONS and "tex" in tree.get(i, "encoding").lower():
            tex = tree.text(i).strip()
            if tex:
                return tex
    alternative = tree.get(node, "alttext").strip()
    return (alternative or tree.get(node, "data-tex") or tree.get(node, "data-latex")).strip()


def math_under(tree: Tree, node: int) -> int:
    """The first math element under a node, or -1."""
    for i in range(node, tree.ends[node]):
        if tree.tags[i] in TAGS:
            return i
    return -1


def tex_of(tree: Tree, node: int) -> str:
    """The TeX of a math element, written or converted."""
    return clean(written_tex(tree, node)) or latex_of_node(tree, node)


def is_block(tree: Tree, node: int) -> bool:
    """Whether a math element is displayed."""
    return tree.get(node, "display") == "block" or tree.get(node, "mode") == "display"


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a math element; one without any content says nothing."""
    tex = tex_of(tree, node)
    if not tex and not tree.text(node).strip():
        return NOTHING
    return Claim(tex, is_block(tree, node))


CARRIER = Carrier("mathml", claim, tags=frozenset(TAGS))
