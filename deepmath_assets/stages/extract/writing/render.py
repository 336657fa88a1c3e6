"""One walk over the chosen parts of a page, writing text: blocks, headings, lists, tables, code, formulas in their
place.

The carriers are asked about each element first; what they claim is not walked into. There is no recursion on depth:
ends of open elements lie on a stack. Cells of a table of data are walked one by one (such tables hold no tables).
"""

import re
from collections.abc import Callable

from deepmath_assets.stages.extract.carriers.kinds import Carrier
from deepmath_assets.stages.extract.carriers.watch import Watch, ask
from deepmath_assets.stages.extract.content.measures import BLOCKS
from deepmath_assets.stages.extract.content.selection import Selection
from deepmath_assets.stages.extract.content.vocabulary import GUTTER, INVISIBLE
from deepmath_assets.stages.extract.reading.dom import Attributes, Tree
from deepmath_assets.stages.extract.writing.blocks import LINE, Blocks, Counts, Mark
from deepmath_assets.stages.extract.writing.code import code_text, fenced, language_of_code, quoted
from deepmath_assets.stages.extract.writing.tables import is_data, markdown, rows_of

CODE_TAGS = frozenset(("code", "tt", "kbd", "samp"))
INLINE, BLOCK, CODE, UNSEEN, HIDDEN = range(5)
HEADINGS = {f"h{n}": "#" * n + " " for n in range(1, 7)}
OWN_PLACE = re.compile(
    r"\s*(?:[#¶§🔗⚓↩]+[\ufe0e\ufe0f]?|(?i:skip|jump) to [\w ]{4,30}|跳(?:转|过|到|至)[^。]{2,12})\s*"
)
RoleOf = Callable[[Tree, int], tuple[str, float, str] | None]


class Render:
    """Writes one page."""

    def __init__(self, tree: Tree, selection: Selection, watch: Watch, role_of: RoleOf) -> None:
        self.tree = tree
        self.skipped = selection.skipped
        self.watch = watch
        self.role_of = role_of
        self.counts = Counts()
        self.read = watch.read if watch.readers else None
        self.blocks = Blocks(self.read, self.counts)
        self.plans: dict[tuple[str, str | None], tuple[int, tuple[Carrier, ...]]] = {}
        self.watched = watch.attributes | {"hidden", "style"}
        self.open: list[tuple[int, Callable[[], None] | None]] = []
        self.lists: list[int] = []

    def run(self, roots: list[int]) -> Blocks:
        """The blocks of these parts, in order."""
        for root in roots:
            self.walk(root, self.tree.ends[root])
            self.blocks.end_block()
        return self.blocks

    def walk(self, start: int, end: int) -> None:
        """Write the nodes from `start` up to `end`."""
        tree, blocks, open_elements = self.tree, self.blocks, self.open
        tags, texts, ends, skipped = tree.tags, tree.texts, tree.ends, self.skipped
        bottom = len(open_elements)
        i = start
        while i < end:
            while len(open_elements) > bottom and open_elements[-1][0] <= i:
                self._close()
            tag = tags[i]
            if not tag:
                blocks.run.append(texts[i])
                i += 1
            elif tag == "br":
                blocks.run.append(LINE)
                i += 1
            elif tag == "wbr":
                i += 1
            else:
                if blocks.run:
                    blocks.cut()
                i = ends[i] if i in skipped or self._element(i, tag) else i + 1
        while len(open_elements) > bottom:
            self._close()

    def _close(self) -> None:
        self.blocks.cut()
        action = self.open.pop()[1]
        if action is not None:
            action()

    def _element(self, node: int, tag: str) -> bool:
        """Begin an element; true where it is done with and not to be walked into."""
        attrs = self.tree.attrs[node]
        key = (tag, attrs.get("class"))
        plan = self.plans.get(key)
        if plan is None:
            plan = self.plans[key] = self._plan(*key)
        kind, carriers = plan
        if kind == HIDDEN:
            return True
        if attrs and not self.watched.isdisjoint(attrs):
            if _is_hidden(attrs):
                return True
            carriers = self.watch.with_attributes(carriers, attrs)
        if carriers:
            claim = ask(carriers, self.tree, node)
            if claim is not None:
                self.blocks.claim(claim)
                return True
        if kind == INLINE:
            if tag == "a" and "href" in attrs:
                words = self.tree.text(node)
                if (attrs["href"] or "")[:1] == "#" and OWN_PLACE.fullmatch(words):
                    return True
                self.counts.links += 1
                self.counts.link_chars += len(words)
            self.open.append((self.tree.ends[node], None))
            return False
        if kind == BLOCK:
            return self._block(node, tag)
        return self._code(node) if kind == CODE else True

    def _plan(self, tag: str, names: str | None) -> tuple[int, tuple[Carrier, ...]]:
        """What to do with elements of this tag and class, and whom to ask first."""
        carriers = self.watch.candidates(tag, names)
        if names and GUTTER.search(names):
            return HIDDEN, ()
        if tag in INVISIBLE:
            return UNSEEN, carriers
        if tag in BLOCKS and not (tag == "td" and "ltx_eqn" in (names or "")):
            return BLOCK, carriers
        return CODE if tag in CODE_TAGS else INLINE, carriers

    def _block(self, node: int, tag: str) -> bool:
        blocks, tree = self.blocks, self.tree
        tight = bool(self.lists) and tag == "li"
        blocks.end_block()
        if tag == "pre":
            self._listing(node)
            return True
        if tag == "table" and self._table(node):
            return True
        role = self.role_of(tree, node)
        first = len(blocks.texts)
        if tag in HEADINGS:
            self.counts.headings += 1
            blocks.prefix = HEADINGS[tag]
        elif tag in ("ul", "ol"):
            self.lists.append(node)
        elif tag == "li":
            self._item()
            first = len(blocks.texts)
        self.open.append((tree.ends[node], lambda: self._end_block(tag, role, first, tight)))
        return False

    def _end_block(self, tag: str, role: tuple[str, float, str] | None, first: int, tight: bool) -> None:
        blocks = self.blocks
        wrote = blocks.end_block(tight=bool(self.lists) and tag in ("li", "ul", "ol", "p"))
        if tag == "p" and wrote:
            self.counts.paragraphs += 1
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in HEADINGS or tag == "li":
            blocks.prefix = ""
        if role is not None and len(blocks.texts) > first:
            blocks.marks.append(Mark(role[0], first, len(blocks.texts), role[1], role[2]))

    def _item(self) -> None:
        self.counts.list_items += 1
        indent = "  " * min(len(self.lists) - 1, 6) if self.lists else ""
        self.blocks.prefix = indent + "- "

    def _listing(self, node: int) -> None:
        code = code_text(self.tree, node)
        if code.strip():
            self.counts.code_blocks += 1
            self.counts.code_chars += len(code)
            self.blocks.ready(fenced(code, language_of_code(self.tree, node)))

    def _code(self, node: int) -> bool:
        code = code_text(self.tree, node)
        if "\n" in code.strip() and ". " not in code:
            self.blocks.end_block()
            self._listing(node)
        elif code.strip():
            self.blocks.inline(quoted(code))
        return True

    def _table(self, node: int) -> bool:
        """Write a table of data; false for a table of layout."""
        rows = rows_of(self.tree, node)
        if not rows or not is_data(self.tree, node, rows):
            return False
        outer = self.blocks
        caption = self.tree.first(node, "caption")
        if caption >= 0:
            self.walk(caption + 1, self.tree.ends[caption])
            outer.end_block()
        written = [[self._cell(cell) for cell in row] for row in rows]
        self.blocks = outer
        written = [row for row in written if any(row)]
        if written:
            self.counts.tables += 1
            outer.ready(markdown(written))
        return True

    def _cell(self, node: int) -> str:
        if self.tree.ends[node] == node + 2 and not self.tree.tags[node + 1]:
            text = self.tree.texts[node + 1]
            if not any(mark in text for mark in "$\\`#"):
                return " ".join(text.split())
        self.blocks = Blocks(self.read, self.counts)
        lists, self.lists = self.lists, []
        self.walk(node + 1, self.tree.ends[node])
        self.blocks.end_block()
        self.lists = lists
        return " ".join(self.blocks.texts)


def _is_hidden(attrs: Attributes) -> bool:
    """Whether an element's own attributes hide it; a knowl (PreTeXt) is hidden until it is asked for."""
    if "hidden" in attrs:
        return True
    style = attrs.get("style") or ""
    return "none" in style and "display:none" in style.replace(" ", "") and "knowl" not in (attrs.get("class") or "")
