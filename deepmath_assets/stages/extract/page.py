"""A page of the web as text: the order of the steps, from bytes to what the lake keeps.

Decode, bound, parse, choose the main content, read formulas in place, write text, name segments. Each step is a
function of its own folder; nothing here decides anything about pages. A page that breaks a limit yields what is left
and a reason; the wall limit is kept from outside (`guard.py`).
"""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING

from deepmath_assets.stages.extract.carriers import CARRIERS
from deepmath_assets.stages.extract.carriers.kinds import Surroundings
from deepmath_assets.stages.extract.carriers.watch import Watch
from deepmath_assets.stages.extract.content.selection import main_content
from deepmath_assets.stages.extract.reading.decoding import decode
from deepmath_assets.stages.extract.reading.dom import Tree, parse
from deepmath_assets.stages.extract.reading.language import language_of
from deepmath_assets.stages.extract.reading.limits import Limits, within_limits
from deepmath_assets.stages.extract.segments.find import find_segments
from deepmath_assets.stages.extract.segments.roles import Roles
from deepmath_assets.stages.extract.segments.spans import Segment
from deepmath_assets.stages.extract.writing.blocks import Counts
from deepmath_assets.stages.extract.writing.render import Render

if TYPE_CHECKING:
    from deepmath_assets.profiles.shapes.extract import Content

NOT_HTML = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"\x7fELF", b"GIF8", b"\x1f\x8b")
LONGEST_TITLE = 500
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as text, its segments and measured counts. `outcome` is `ok` or the reason why it is partial or empty."""

    text: str = ""
    title: str = ""
    language: str = ""
    segments: tuple[Segment, ...] = ()
    charset: str = ""
    outcome: str = "ok"
    text_chars: int = 0
    elements: int = 0
    carriers_found: int = 0
    formulas: int = 0
    formulas_lost: int = 0
    formula_chars: int = 0
    display_formulas: int = 0
    code_blocks: int = 0
    code_chars: int = 0
    tables: int = 0
    links: int = 0
    link_chars: int = 0
    paragraphs: int = 0
    headings: int = 0
    list_items: int = 0


def extract_page(
    raw: bytes, url: str, charset: str | None, limits: Limits = DEFAULT_LIMITS, content: "Content | None" = None
) -> Page:
    r"""The page's main content as Markdown with LaTeX, its segments, and what was counted on the way.

    `charset` is what HTTP said. The default limits, and the choice of content of the profile paper-v1, serve a call for
    one page; a run passes those of its profile.

    >>> page = extract_page(b"<p>Let <script type='math/tex'>x^2</script> be the square of a number.</p>", "", None)
    >>> page.text, page.formulas, page.formulas_lost
    ('Let $x^2$ be the square of a number.', 1, 0)
    """
    if raw.startswith(NOT_HTML):
        return Page(outcome="not_html")
    source, codec = decode(raw[: limits.max_bytes], charset)
    source, outcome = within_limits(source, limits)
    if len(raw) > limits.max_bytes:
        outcome = "too_large"
    tree = parse(source)
    selection = main_content(tree, content or shipped_content(), whole=outcome != "ok")
    render = Render(tree, selection, Watch(CARRIERS, Surroundings.of(source, tree, selection.roots)), Roles().of)
    blocks = render.run(selection.roots)
    text, starts, ends = blocks.joined()
    segments = find_segments(tree, text, blocks.texts, starts, ends, blocks.marks)
    return Page(
        text=text,
        title=_title(tree),
        language=language_of(text, _stated_language(tree)),
        segments=segments,
        charset=codec,
        outcome=outcome if text or outcome != "ok" else "empty",
        text_chars=len(text),
        elements=len(tree.tags) - tree.tags.count(""),
        formulas_lost=max(0, render.counts.carriers_found - render.counts.formulas),
        **{field.name: getattr(render.counts, field.name) for field in fields(Counts)},
    )


@cache
def shipped_content() -> "Content":
    """What counts as content in the profile paper-v1; read when it is asked for, the guard's child never does."""
    from deepmath_assets.profiles.load import load_profile

    return load_profile("paper-v1").extract.content


def _title(tree: Tree) -> str:
    """The title that the head states, else the first heading."""
    for i, tag in enumerate(tree.tags):
        if tag in ("title", "h1") and (title := " ".join(tree.text(i).split())):
            return title[:LONGEST_TITLE]
    return ""


def _stated_language(tree: Tree) -> str:
    return tree.get(0, "lang") if tree.tags and re.match("[A-Za-z]{2}", tree.get(0, "lang")) else ""
