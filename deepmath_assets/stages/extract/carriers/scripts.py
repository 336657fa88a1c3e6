"""`<sub>` and `<sup>`: kept as marks behind their base in the text (`x_{ij}`, `b^2`), not made into formulas."""

import re

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

ORDINAL_OR_NOTE = re.compile(r"st|nd|rd|th|TM|SM|®|™|ers?|e|ème|º|[*†‡§¶]+|\[.*\]")
LONGEST = 40
HOLDS_MORE = word_set("a img math svg script table p div br ul ol sub sup mjx-container")


def claim(tree: Tree, node: int) -> Claim | None:
    """A mark in the text; ordinals, note marks and anything with parts of its own are read as plain text."""
    script = " ".join(tree.text(node).split())
    if not script or len(script) > LONGEST or "$" in script or "\\" in script:
        return None
    if tree.tags[node] == "sup" and ORDINAL_OR_NOTE.fullmatch(script):
        return None
    if not HOLDS_MORE.isdisjoint(tree.tags[node + 1 : tree.ends[node]]):
        return None
    mark = "^" if tree.tags[node] == "sup" else "_"
    return Claim(plain=f"{mark}{script}" if len(script) == 1 else f"{mark}{{{script}}}", formula=False)


CARRIER = Carrier("scripts", claim, tags=frozenset(("sub", "sup")))
