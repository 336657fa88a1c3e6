"""Measures of a page's elements, from one pass over the tree: text, link text, and the mass of running text.

Mass is the text of blocks that read like prose, formulas or code: long enough, and not made of links. The measures are
prefix sums in document order, so that the measure of any subtree is one subtraction.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from deepmath_assets.stages.extract.carriers.tex import is_definition, without_delimiters
from deepmath_assets.stages.extract.content.vocabulary import INVISIBLE
from deepmath_assets.stages.extract.reading.dom import Attributes, Tree
from deepmath_assets.stages.extract.reading.words import word_set

if TYPE_CHECKING:
    from deepmath_assets.profiles.shapes.extract import Running

BLOCKS = word_set(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main nav ol p pre section summary table tbody td
    tfoot th thead tr ul
    """
)
BLOCK_KIND, LINK_KIND, INVISIBLE_KIND = 1, 2, 3
KINDS = dict.fromkeys(BLOCKS, BLOCK_KIND) | {"a": LINK_KIND} | dict.fromkeys(INVISIBLE, INVISIBLE_KIND)
FORMULA_ATTRIBUTES = frozenset(
    ("data-tex", "data-formula", "data-latex", "data-equation", "data-expr", "data-katex", "eeimg", "alttext")
)
PROSE_TAGS = frozenset(("p", "pre", "blockquote", "li", "dd", "td"))


@dataclass(slots=True)
class Measures:
    """Prefix sums over nodes; parts that were found to be boilerplate no longer weigh."""

    chars: list[int]
    link_chars: list[int]
    mass: list[int]
    left_out: list[int] = field(default_factory=list)
    left_out_mass: list[int] = field(default_factory=lambda: [0])

    def whole_mass(self, tree: Tree, node: int) -> int:
        """Mass of a subtree, boilerplate and all."""
        return self.mass[tree.ends[node]] - self.mass[node]

    def weight(self, tree: Tree, node: int) -> int:
        """Mass of a subtree without the boilerplate in it."""
        first, last = bisect_left(self.left_out, node), bisect_left(self.left_out, tree.ends[node])
        return self.whole_mass(tree, node) - (self.left_out_mass[last] - self.left_out_mass[first])

    def leave_out(self, tree: Tree, nodes: list[int]) -> None:
        """Take disjoint subtrees, given in document order, out of the weights."""
        self.left_out = nodes
        self.left_out_mass = [0]
        for node in nodes:
            self.left_out_mass.append(self.left_out_mass[-1] + self.whole_mass(tree, node))

    def link_share(self, tree: Tree, node: int) -> float:
        """Share of a subtree's text that is link text."""
        end = tree.ends[node]
        chars = self.chars[end] - self.chars[node]
        return (self.link_chars[end] - self.link_chars[node]) / chars if chars else 0.0


def measure(tree: Tree, policy: "Running") -> Measures:
    """Measures of all nodes; invisible elements weigh nothing, a formula without text of its own a few characters."""
    formula_chars, short = policy.formula_chars, policy.paragraph_min_chars
    size = len(tree.tags)
    block_of, in_link = [0] * size, bytearray(size)
    chars_of, link_of = [0] * size, [0] * size
    own, own_links = [0] * size, [0] * size
    tags, texts, parents, ends, attrs = tree.tags, tree.texts, tree.parents, tree.ends, tree.attrs
    resume = 0
    for i, (tag, parent) in enumerate(zip(tags, parents, strict=True)):
        if i < resume:
            continue
        if not tag:
            text = texts[i].strip()
            length = len(text)
            if length and not (length > short and text[0] in "\\$" and _defines_macros(text)):
                block = block_of[parent]
                chars_of[i] = length
                own[block] += length
                if in_link[parent]:
                    link_of[i] = length
                    own_links[block] += length
        elif (kind := KINDS.get(tag)) == INVISIBLE_KIND:
            if tag == "script" and (attrs[i].get("type") or "").startswith("math/"):
                chars_of[i] = formula_chars
                own[block_of[parent]] += formula_chars
            resume = ends[i]
        else:
            block_of[i] = block = i if kind == BLOCK_KIND or parent < 0 else block_of[parent]
            if (kind == LINK_KIND and not _is_a_place(attrs[i])) or (parent >= 0 and in_link[parent]):
                in_link[i] = 1
            if attrs[i] and not FORMULA_ATTRIBUTES.isdisjoint(attrs[i]):
                chars_of[i] = formula_chars
                own[block] += formula_chars
    running = [n > 0 and _is_running_text(tags[b], n, own_links[b], policy) for b, n in enumerate(own)]
    mass_of = [
        n if n and not linked and running[block_of[parent]] else 0
        for n, linked, parent in zip(chars_of, link_of, parents, strict=True)
    ]
    return Measures(_sums(chars_of), _sums(link_of), _sums(mass_of))


def _is_a_place(attrs: Attributes) -> bool:
    """Whether an anchor leads nowhere and only names a place, as in old pages and in the lines of a listing."""
    return "href" not in attrs and ("id" in attrs or "name" in attrs)


def _sums(values: list[int]) -> list[int]:
    return [0, *accumulate(values)]


def _defines_macros(text: str) -> bool:
    return text.startswith(("\\(", "$", "\\[")) and is_definition(without_delimiters(text))


def _is_running_text(tag: str, chars: int, link_chars: int, policy: "Running") -> bool:
    least = policy.paragraph_min_chars if tag in PROSE_TAGS else policy.block_min_chars
    return (chars >= least or tag == "pre") and link_chars <= policy.max_link_share * chars
