"""Stack Exchange: `math-container` elements with the TeX between dollars."""

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean, is_display
from deepmath_assets.stages.extract.reading.dom import Tree


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a math container, unless it was rendered (then the carrier inside has it)."""
    text = tree.text(node).strip()
    if any(tree.tags[i] for i in range(node + 1, tree.ends[node])) or not text.startswith(("$", "\\")):
        return None
    return Claim(clean(text), is_display(text))


CARRIER = Carrier("stackexchange", claim, classes=frozenset(("math-container",)))
