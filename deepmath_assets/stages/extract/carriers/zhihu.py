"""Zhihu: `ztext-math` with `data-tex`, and the equation images of older answers."""

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean
from deepmath_assets.stages.extract.reading.dom import Tree


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a `ztext-math` element or an `eeimg`; a line break at the end of the TeX says display."""
    tex = (tree.get(node, "data-tex") or tree.get(node, "alt") or tree.get(node, "data-formula")).strip()
    if not tex:
        return None
    kind = tree.get(node, "data-eeimg") or tree.get(node, "eeimg")
    display = kind == "2" or tex.startswith("\\[") or tex.endswith("\\\\")
    return Claim(clean(tex.removesuffix("\\\\").removesuffix("\\")), display)


CARRIER = Carrier(
    "zhihu",
    claim,
    classes=frozenset(("ztext-math",)),
    attributes=frozenset(("eeimg", "data-eeimg")),
)
