"""Doxygen: `formulaInl` and `formulaDsp` images with the TeX, delimiters and all, in `alt`."""

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean
from deepmath_assets.stages.extract.reading.dom import Tree


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a Doxygen formula image or object."""
    image = node if tree.get(node, "alt") else tree.first(node, "img")
    written = (tree.get(image, "alt") if image >= 0 else "") or tree.get(node, "title")
    if not written:
        return None
    return Claim(clean(written), "formulaDsp" in tree.classes(node))


CARRIER = Carrier("doxygen", claim, classes=frozenset(("formulaInl", "formulaDsp")))
