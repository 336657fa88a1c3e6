"""What a carrier is: how a page writes a formula down, where to look for it, and how to read it.

Element carriers are asked about elements with one of their tags, classes or attributes, and cost nothing where there
are none. Text carriers read runs of text, and are not asked where none of their `marks` is in the text of a page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from deepmath_assets.stages.extract.reading.dom import Tree


@dataclass(frozen=True, slots=True)
class Claim:
    """A formula (`tex`), or a mark that stays text (`plain`), or, with neither, an element that says nothing new.

    `formula` is true where the element stands for a formula, whether or not its TeX could be read: what is found and
    not written is a lost formula.
    """

    tex: str = ""
    display: bool = False
    plain: str = ""
    formula: bool = True


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text carrier may know of a page: the source, for its configuration, and the texts that readers see."""

    source: str
    texts: list[str]
    joined: str

    @classmethod
    def of(cls, source: str, tree: Tree, roots: list[int]) -> "Surroundings":
        """The surroundings of the chosen parts of a page."""
        tags, texts = tree.tags, list[str]()
        for root in roots:
            part = slice(root, tree.ends[root])
            pairs = zip(tree.texts[part], tree.parents[part], strict=True)
            texts += [text for text, parent in pairs if text and tags[parent] not in UNSEEN]
        return cls(source, texts, "\n".join(texts))


UNSEEN = frozenset(("script", "style", "title", "noscript"))
NOTHING = Claim(formula=False)
Piece = str | Claim
TextReader = Callable[[str], list[Piece]]


@dataclass(frozen=True, slots=True)
class Carrier:
    """One way to write formulas into a page."""

    name: str
    claim: Callable[[Tree, int], Claim | None] | None = None
    tags: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()
    reader: Callable[[Surroundings], TextReader | None] | None = None

    def may_occur(self, text: str) -> bool:
        """Whether a text carrier can occur in this text."""
        return any(mark in text for mark in self.marks)
