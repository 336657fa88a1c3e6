"""TeX in an attribute of an element that a script of the page fills (`data-tex`, `data-formula`, ...)."""

import re

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean, is_display
from deepmath_assets.stages.extract.reading.dom import Tree

NAMES = ("data-tex", "data-latex", "data-formula", "data-equation", "data-expr", "data-katex", "data-math")
LONGEST = 4000
LIKE_TEX = re.compile(r"[\\^_=+<>]|^\s*\w\s*$|^[-\w\s().,/*']{1,20}$")


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula in a data attribute, unless the element shows the same formula in delimiters of its own."""
    for name in NAMES:
        written = tree.get(node, name)
        if not written or len(written) >= LONGEST or not LIKE_TEX.search(written) or written.lower() == "true":
            continue
        if name == "data-math" and tree.text(node).strip().startswith(("\\(", "$", "\\[")):
            continue
        classes = " ".join(tree.classes(node))
        said = tree.get(node, "data-formula-type") + tree.get(node, "data-display") + tree.get(node, "data-mode")
        display = "block" in said or "display" in said or tree.tags[node] == "div" or "display" in classes
        return Claim(clean(written), display or is_display(written) or "block-equation" in classes)
    return None


CARRIER = Carrier("attributes", claim, attributes=frozenset(NAMES))
