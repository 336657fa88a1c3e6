"""What a generated page is made of: sites, sections, pages, blocks, and the random stream of each.

Here belong the plain records that every part of the sample web shares. How a page reads (`prose`), how a formula is
marked up (`carriers`), how a site looks (`sites`) and how it is written to disk (`output`) belong elsewhere.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

ROLES = ("question", "reasoning", "answer", "theorem", "proof", "example")
PARTS = ("part-1", "part-2")


def stream(seed: int, *path: object) -> random.Random:
    """A random stream that depends on the seed and a path of names only (a string seed is hashed by SHA-512).

    >>> stream(1, "a", 2).random() == stream(1, "a", 2).random()
    True
    """
    return random.Random("/".join([str(seed), *map(str, path)]))


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece of a page: text with formulas as `$...$`, its markup kind, and its role.

    Blocks of one role and one group are one segment (a proof of three paragraphs). `kind` is one of p, h2, h3,
    display (the text is TeX without delimiters), li, code, quote, row (cells split by tabs).
    The character `¤` stands for a dollar sign that is money.
    """

    kind: str
    text: str
    role: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What a writer returns: a title and the blocks under it."""

    title: str
    blocks: tuple[Block, ...]


Writer = Callable[[random.Random, str], Piece]


@dataclass(frozen=True, slots=True)
class Section:
    """One URL template of a site with what stands under it.

    `path` holds placeholders `<id> <slug> <zh> <yyyy> <mm> <dd> <n> <hex>`; `share` weighs sections of one site.
    """

    path: str
    label: str
    kind: str
    writer: Writer
    share: int
    carrier: str = ""
    lang: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One host with its look, language, main carrier, relative size and the sections it publishes."""

    host: str
    lang: str
    skin: str
    carrier: str
    size: int
    sections: tuple[Section, ...]
    name: str
    seeds: int = 0
    late: bool = False
    charset: str = "utf-8"
    shared_suffix: bool = False

    @property
    def private_domain(self) -> str:
        """The registrable domain, private suffixes counted (`user.github.io`).

        >>> Site("ask.a.org", "en", "", "", 1, (), "").private_domain
        'a.org'
        >>> Site("a.github.io", "en", "", "", 1, (), "", shared_suffix=True).private_domain
        'a.github.io'
        """
        labels = self.host.split(".")
        keep = 3 if self.shared_suffix or (labels[-2] in {"com", "edu", "org"} and len(labels[-1]) == 2) else 2
        return ".".join(labels[-keep:])

    @property
    def registered_domain(self) -> str:
        """The domain one level below the registry's suffix (`github.io`), Common Crawl's older column."""
        return ".".join(self.private_domain.split(".")[-2:]) if self.shared_suffix else self.private_domain


@dataclass(slots=True)
class Page:
    """One page with all that is true of it; `text` is the main text, `formulas` (TeX, display, carrier)."""

    url: str
    site: Site
    section: Section
    part: str
    piece: Piece
    carrier: str
    label: str
    lang: str
    why: str
    archived: bool = False
    charset: str = "utf-8"
    declared: str = "both"
    related: list[tuple[str, str]] = field(default_factory=list)
    formulas: list[tuple[str, bool, str, bool]] = field(default_factory=list)
    raw: bytes = b""

    @property
    def text(self) -> str:
        """The main text: the blocks line by line, formulas as `$...$`, money as `$`."""
        return "\n".join(plain(block) for block in self.piece.blocks)


def plain(block: Block) -> str:
    """The text of a block as a reader of the page would copy it.

    >>> plain(Block("display", "x^2"))
    '$$x^2$$'
    """
    if block.kind == "display":
        return f"$${block.text}$$"
    return block.text.replace("¤", "$").replace("\t", " ")
