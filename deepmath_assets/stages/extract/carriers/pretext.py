"""PreTeXt: the hidden block of macros says nothing on its own. Its formulas keep the macros by name; their text is in
delimiters, which `delimiters.py` reads.
"""

from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import is_definition, without_delimiters
from deepmath_assets.stages.extract.reading.dom import Tree


def claim(tree: Tree, node: int) -> Claim | None:
    """Nothing, for a hidden block that only defines macros."""
    return NOTHING if is_definition(without_delimiters(tree.text(node).strip())) else None


CARRIER = Carrier(
    "pretext",
    claim,
    classes=frozenset(("hidden-content", "latex-macros", "mathjax-macros")),
)
