"""MediaWiki: the math element with its fallback image, or the image alone."""

from deepmath_assets.stages.extract.carriers.kinds import Carrier, Claim
from deepmath_assets.stages.extract.carriers.mathml import is_block, math_under, tex_of
from deepmath_assets.stages.extract.carriers.tex import clean
from deepmath_assets.stages.extract.reading.dom import Tree

IMAGES = frozenset(
    ("mwe-math-fallback-image-inline", "mwe-math-fallback-image-display", "mwe-math-fallback-source-inline")
)


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula of a MediaWiki math element or of its fallback image."""
    classes = tree.classes(node)
    display = any("display" in name or name.endswith("-block") for name in classes)
    math = math_under(tree, node)
    if math >= 0:
        return Claim(tex_of(tree, math), display or is_block(tree, math))
    image = node if tree.tags[node] == "img" else tree.first(node, "img")
    written = tree.get(image, "alt") if image >= 0 else tree.text(node)
    display = display or (image >= 0 and "mwe-math-fallback-image-display" in tree.classes(image))
    return Claim(clean(written), display)


CARRIER = Carrier("mediawiki", claim, classes=IMAGES | {"mwe-math-element"})
