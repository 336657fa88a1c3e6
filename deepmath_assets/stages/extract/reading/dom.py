"""The tree of a page as flat lists in document order; a node is its index.

One pass over lexbor's nodes (selectolax, 0.2 microseconds a node; resiliparse's wrappers take 3) copies tag,
attributes and text out, so that every later step is list access. No step recurses: a subtree is the range `node + 1
.. ends[node]`. Comments, processing instructions and the white space of the markup are left out, and so is
what only repeats its neighbour: drawings, and the elements of a formula whose TeX stands beside them.
"""

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from deepmath_assets.stages.extract.reading.words import word_set

Attributes = dict[str, str | None]
NO_ATTRIBUTES: Attributes = {}
REPEATED = (
    "mjx-container:has(> mjx-assistive-mml) > mjx-math",
    "mjx-container:has(> mjx-assistive-mml) > svg",
    ":not(mjx-container):not(g) > svg > *",
    'math[alttext]:not([alttext=""]) > *',
    'semantics > mrow:has(+ annotation[encoding="application/x-tex"])',
)
KATEX, REPEATED_BY_KATEX = "katex-html", ".katex-mathml + .katex-html"
HOLDS_NO_TEXT = word_set(
    """
    html head table thead tbody tfoot tr ul ol dl select math semantics mrow mstyle msub msup msubsup mfrac munder
    mover munderover mtable mtr mtd
    """
)


class Tree:
    """Tags (`""` for text), attributes, texts, parents and subtree ends of a page."""

    __slots__ = ("attrs", "ends", "parents", "tags", "texts")

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.attrs: list[Attributes] = []
        self.texts: list[str] = []
        self.parents: list[int] = []
        self.ends: list[int] = []

    def children(self, node: int) -> Iterator[int]:
        """Element and text children, in order."""
        child, end = node + 1, self.ends[node]
        while child < end:
            yield child
            child = self.ends[child]

    def elements(self, node: int, tag: str) -> Iterator[int]:
        """Descendants with this tag, in document order."""
        tags = self.tags
        for i in range(node + 1, self.ends[node]):
            if tags[i] == tag:
                yield i

    def first(self, node: int, tag: str) -> int:
        """First descendant with this tag, or -1."""
        return next(self.elements(node, tag), -1)

    def get(self, node: int, name: str) -> str:
        """Value of an attribute, `""` where it is absent or empty."""
        return self.attrs[node].get(name) or ""

    def classes(self, node: int) -> list[str]:
        """Class tokens of an element."""
        return (self.attrs[node].get("class") or "").split()

    def text(self, node: int) -> str:
        """All text under a node, as it stands in the source."""
        return "".join(self.texts[node : self.ends[node]])

    def with_class(self, node: int, *names: str) -> Iterator[int]:
        """Descendants that have one of these class tokens."""
        for i in range(node + 1, self.ends[node]):
            value = self.attrs[i].get("class")
            if value and not set(names).isdisjoint(value.split()):
                yield i

    def ancestors(self, node: int, most: int = 40) -> Iterator[int]:
        """Parents up to the root, nearest first, at most so many."""
        for _ in range(most):
            node = self.parents[node]
            if node < 0:
                return
            yield node


def parse(source: str) -> Tree:
    """The tree of an HTML source.

    >>> tree = parse("<p class='a b'>x &lt; <i>y</i></p>")
    >>> tree.tags
    ['html', 'head', 'body', 'p', '', 'i', '']
    >>> tree.text(3), tree.classes(3), tree.ends[3]
    ('x < y', ['a', 'b'], 7)
    """
    parser = LexborHTMLParser(source)
    for selector in (*REPEATED, REPEATED_BY_KATEX) if KATEX in source else REPEATED:
        for node in parser.css(selector):
            node.decompose()
    tree = Tree()
    if parser.root is not None:
        _copy(parser.root, tree)
    return tree


def _copy(root: Any, tree: Tree) -> None:
    """Fill the lists; `open_nodes` and `open_addresses` are the open elements, by index and by lexbor's address."""
    add_tag, add_attrs, add_text = tree.tags.append, tree.attrs.append, tree.texts.append
    add_parent, add_end, ends, tags = tree.parents.append, tree.ends.append, tree.ends, tree.tags
    open_nodes, open_addresses = [-1], [root.parent.mem_id if root.parent is not None else 0]
    count, innermost = 0, open_addresses[0]
    for node in root.traverse(include_text=True):
        tag = node.tag
        if tag is None or tag == "-comment":
            continue
        parent = node.parent
        address = parent.mem_id if parent is not None else 0
        while innermost != address:
            ends[open_nodes.pop()] = count
            open_addresses.pop()
            innermost = open_addresses[-1]
        if tag == "-text":
            text = node.text_content or ""
            if tags[open_nodes[-1]] in HOLDS_NO_TEXT and text.isspace():
                continue
            add_parent(open_nodes[-1])
            add_tag("")
            add_attrs(NO_ATTRIBUTES)
            add_text(text)
            add_end(count + 1)
        else:
            add_parent(open_nodes[-1])
            add_tag(tag)
            add_attrs(node.attributes or NO_ATTRIBUTES)
            add_text("")
            add_end(0)
            open_nodes.append(count)
            innermost = node.mem_id
            open_addresses.append(innermost)
        count += 1
    for i in open_nodes[1:]:
        ends[i] = count
