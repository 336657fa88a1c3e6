"""MathML elements as a small tree of their own: bounded in depth and in number, wrappers without meaning taken off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from deepmath_assets.stages.extract.reading.dom import Attributes, Tree
from deepmath_assets.stages.extract.reading.words import word_set

DEEPEST, MOST = 120, 60_000
WRAPPERS = frozenset(("mrow", "mstyle", "mpadded", "texatom", "semantics", "math", "merror", "maction", "mscarries"))
LEFT_OUT = word_set("annotation annotation-xml maligngroup malignmark script style mglyph")
FONT, BREAK = "mathvariant", "linebreak"
FIRST_ONLY = frozenset(("semantics", "maction"))


@dataclass(slots=True)
class Element:
    """A MathML element: local name, attributes, children, text of a leaf."""

    name: str
    attrs: Attributes
    kids: list["Element"] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """Value of an attribute, `""` where absent."""
        return self.attrs.get(name) or ""

    def all_text(self) -> str:
        """All text under the element."""
        return self.text if not self.kids else "".join(kid.all_text() for kid in self.kids)


EMPTY = Element("mrow", {})


def read(tree: Tree, node: int) -> Element:
    """The element tree under a math element; what lies deeper than the limit is left out."""
    root = Element(_local(tree.tags[node]), tree.attrs[node])
    stack = [(node, root)]
    i, end = node + 1, min(tree.ends[node], node + MOST)
    while i < end:
        while stack[-1][0] != tree.parents[i] and len(stack) > 1:
            stack.pop()
        parent = stack[-1][1]
        name = _local(tree.tags[i])
        if not name:
            parent.text += tree.texts[i]
        elif name in LEFT_OUT or len(stack) > DEEPEST or (parent.name in FIRST_ONLY and parent.kids):
            i = tree.ends[i]
            continue
        else:
            attrs = _inherited(parent, tree.attrs[i])
            kid = Element(name, attrs if name != "mspace" else _break_or_space(stack, attrs))
            parent.kids.append(kid)
            stack.append((i, kid))
        i += 1
    return root


def _inherited(parent: Element, own: Attributes) -> Attributes:
    """Attributes with the font of the style around, which MathML hands down."""
    variant = parent.attrs.get(FONT) if parent.attrs else None
    return own if variant is None or FONT in own else {**own, FONT: variant}


def _break_or_space(stack: Sequence[tuple[int, Element]], own: Attributes) -> Attributes:
    """Attributes of a space; one that breaks a line is a wide space in a fraction, a script or a cell."""
    if own.get(BREAK) != "newline" or all(around.name in WRAPPERS or around.name == "mspace" for _, around in stack):
        return own
    return {"width": "1em", **own}


def unwrapped(element: Element) -> Element:
    """The one element inside wrappers of a single child, the element itself otherwise."""
    while element.name in WRAPPERS and len(element.kids) == 1:
        element = element.kids[0]
    return element


def row_of(element: Element) -> Sequence[Element]:
    """The children of a wrapper, the element itself as a row of one otherwise."""
    element = unwrapped(element)
    return element.kids if element.name in WRAPPERS else (element,)


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition(":")[2].lower()
