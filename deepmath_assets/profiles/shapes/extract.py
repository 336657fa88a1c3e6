"""Policy of extraction: limits of a page, and which of its parts count as content.

Shares are of running text ("mass": text of blocks that read like prose, formulas or code), unless they say links.
"""

from pydantic import Field

from deepmath_assets.profiles.shapes.base import Shape


class Running(Shape):
    """What reads like prose: the least characters of a paragraph and of another block, the most that may be links."""

    paragraph_min_chars: int = Field(ge=1)
    block_min_chars: int = Field(ge=1)
    max_link_share: float = Field(ge=0, le=1)
    formula_chars: int = Field(ge=0)


class Boilerplate(Shape):
    """How far names and tags that say "not content" are believed: up to a share of the page, and while enough is left
    without the parts that they name, then without those that the tags name.
    """

    max_share: float = Field(ge=0, le=1)
    min_left: float = Field(ge=0, le=1)
    min_left_by_tags: float = Field(ge=0, le=1)


class Titled(Shape):
    """When the article whose heading repeats the page's title is the content."""

    title_min_chars: int = Field(ge=1)
    min_mass: int = Field(ge=0)
    min_share: float = Field(ge=0, le=1)


class Trust(Shape):
    """The least share of its parent's running text by which a part replaces the parent, by what its name says; above 1
    it never does.
    """

    named: float = Field(ge=0)
    loose: float = Field(ge=0)
    none: float = Field(ge=0)


class Descent(Shape):
    """The way down from the body to the content: from the page's mass on that it is gone at all, by trust, inside what
    is named already, and on pages of posts.
    """

    min_mass: int = Field(ge=0)
    outside: Trust
    inside: Trust
    posts: float = Field(ge=0)
    min_posts: int = Field(ge=1)


class Pruning(Shape):
    """What is left out inside the content: short parts that are mostly links, and lines that lead to other pages."""

    min_running_share: float = Field(ge=0, le=1)
    max_share: float = Field(ge=0, le=1)
    min_chars: int = Field(ge=0)
    min_link_share: float = Field(ge=0, le=1)
    headline_min_chars: int = Field(ge=0)
    headline_min_link_share: float = Field(ge=0, le=1)
    lead_in_max_chars: int = Field(ge=0)


class Content(Shape):
    """Which part of a page is its main content."""

    running: Running
    boilerplate: Boilerplate
    titled: Titled
    descent: Descent
    pruning: Pruning


class Extract(Shape):
    """Limits of a page, and its content."""

    max_page_bytes: int = Field(gt=0)
    max_depth: int = Field(gt=0)
    max_elements: int = Field(gt=0)
    page_seconds: float = Field(gt=0)
    max_lost_formula_share: float = Field(ge=0, le=1)
    content: Content
