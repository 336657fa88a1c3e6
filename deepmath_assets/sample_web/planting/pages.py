"""The plan of the web: which site has which pages in which part, before duplicates, leaks and damage are planted."""

from collections.abc import Sequence

from deepmath_assets.sample_web.model import Page, Section, Site, stream
from deepmath_assets.sample_web.planting.addresses import address
from deepmath_assets.sample_web.prose.pieces import traditional

FULL = 2900
DECLARED = ("both", "wrong", "none", "meta", "header")


def plan(seed: int, scale: float, sites: Sequence[Site]) -> list[Page]:
    """All ordinary pages of the web, site by site; each section has at least one page whatever the scale."""
    total = sum(site.size for site in sites)
    pages: list[Page] = []
    for site in sites:
        pages += _site_pages(seed, site, max(1, round(FULL * scale * site.size / total)))
    return pages


def _site_pages(seed: int, site: Site, count: int) -> list[Page]:
    share = sum(section.share for section in site.sections)
    taken: set[str] = set()
    pages: list[Page] = []
    for section in site.sections:
        for i in range(max(1, round(count * section.share / share))):
            pages.append(_page(seed, site, section, i, taken))
    for page in pages:
        rng = stream(seed, "related", page.url)
        others = [(other.url, other.piece.title) for other in pages if other is not page]
        page.related = rng.sample(others, min(len(others), 10))
    return pages


def _page(seed: int, site: Site, section: Section, i: int, taken: set[str]) -> Page:
    rng = stream(seed, site.host, section.path, i)
    lang = section.lang or site.lang
    piece = section.writer(rng, lang)
    if site.charset == "big5":
        piece = traditional(piece)
    carriers = (section.carrier or site.carrier).split("|")
    url = address(rng, site, section, piece, taken)
    part, archived = _place(i, site, section)
    declared = DECLARED[(len(taken) - 1) % len(DECLARED)] if site.charset != "utf-8" else "both"
    why = section.why or f"{section.kind} under {section.path}"
    return Page(
        url,
        site,
        section,
        part,
        piece,
        carriers[i % len(carriers)],
        section.label,
        lang,
        why,
        archived,
        site.charset,
        declared,
    )


def _place(i: int, site: Site, section: Section) -> tuple[str, bool]:
    """The part of the i-th page of a section, and whether only the index knows it."""
    if site.late:
        return "part-2", i % 7 == 6
    part = "part-2" if i % 4 == 3 else "part-1"
    return part, i % (4 if section.label == "math" else 9) == 2
