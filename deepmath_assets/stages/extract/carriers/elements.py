"""Elements whose text is TeX: pandoc's `span.math`, Distill's `d-math`, JATS' `tex-math`, `<code>$x$</code>`."""

import re

from deepmath_assets.stages.extract.carriers.kinds import NOTHING, Carrier, Claim
from deepmath_assets.stages.extract.carriers.tex import clean, is_definition
from deepmath_assets.stages.extract.reading.dom import Tree

IN_CODE = re.compile(r"\s*(\$\$?)([^$]+)\1\s*", re.S)


def claim(tree: Tree, node: int) -> Claim | None:
    """The formula that is the text of an element; elements with parts of their own are left to other carriers."""
    tag, classes = tree.tags[node], tree.classes(node)
    text = tree.text(node).strip()
    if not text or any(tree.tags[i] for i in range(node + 1, tree.ends[node])):
        return None
    if tag in ("d-math", "tex-math"):
        return Claim(clean(text), "block" in tree.attrs[node] or tag == "div")
    if tag == "code":
        match = IN_CODE.fullmatch(text)
        if match is None or not _tex_like(match[2]):
            return None
        tex = clean(match[2])
        return NOTHING if is_definition(tex) else Claim(tex, len(match[1]) == 2)
    if "math" in classes and ("inline" in classes or "display" in classes):
        return None if text.startswith(("\\(", "\\[", "$", "\\begin")) else Claim(clean(text), "display" in classes)
    return None


def _tex_like(text: str) -> bool:
    """Whether code between dollars is TeX: a mark of TeX, or no word that could name a variable of a shell."""
    return re.search(r"[\\^_=]", text) is not None or re.search(r"[A-Za-z]{3}", text) is None


CARRIER = Carrier(
    "elements",
    claim,
    tags=frozenset(("d-math", "tex-math", "code")),
    classes=frozenset(("math",)),
)
