"""Planted copies: exact ones under variant addresses, near ones on mirror sites at a chosen distance."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from deepmath_assets.sample_web.model import Block, Page, Piece, Section, Site, stream
from deepmath_assets.sample_web.planting.shingles import jaccard, shingles
from deepmath_assets.sample_web.prose.grammar import joined
from deepmath_assets.sample_web.prose.pieces import paragraphs

AIMS = (0.97, 0.92, 0.86, 0.82, 0.78, 0.72, 0.62, 0.52)


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A page of a cluster and its similarity to the cluster's original."""

    cluster: str
    url: str
    jaccard: float


def variants(seed: int, pages: Sequence[Page], count: int) -> list[Page]:
    """`count` pages whose bytes are those of a page that is there, under another spelling of its address."""
    rng = stream(seed, "variants")
    originals = rng.sample([page for page in pages if not page.archived], count)
    found = []
    for i, page in enumerate(originals):
        other = replace(
            page, url=_spelling(page.url, i), why=f"variant of {page.url}", formulas=[], related=list(page.related)
        )
        found.append(other)
    return found


def _spelling(url: str, i: int) -> str:
    mark = "&" if "?" in url else "?"
    if i % 3 == 0:
        return url.replace("https://", "http://", 1)
    if i % 3 == 1 and url.endswith("/"):
        return url + "index.html"
    return f"{url}{mark}utm_source=newsletter&utm_medium=email"


def mirrored(
    seed: int, pages: Sequence[Page], mirrors: Sequence[Site], count: int
) -> tuple[list[Page], list[NearDuplicate]]:
    """Near copies of pages on mirror sites, each cluster with two or three, and the exact similarity of each."""
    copies: list[Page] = []
    rows: list[NearDuplicate] = []
    for mirror in mirrors:
        pool = [
            p for p in pages if p.lang == mirror.lang and p.label != "unsure" and len(p.text) > 500 and not p.archived
        ]
        for i, original in enumerate(stream(seed, "mirrored", mirror.host).sample(pool, count)):
            cluster = f"{mirror.lang}-{i:03d}"
            rows.append(NearDuplicate(cluster, original.url, 1.0))
            for j in range(2 + i % 2):
                rng = stream(seed, "mirror", mirror.host, i, j)
                copy, similarity = _copy(rng, original, mirror, AIMS[(3 * i + j) % len(AIMS)])
                copies.append(copy)
                rows.append(NearDuplicate(cluster, copy.url, similarity))
    return copies, rows


def _copy(rng: random.Random, original: Page, mirror: Site, aim: float) -> tuple[Page, float]:
    """A copy that foreign sentences dilute until its similarity falls to the aim."""
    base = shingles(original.text, original.lang)
    blocks = list(original.piece.blocks)
    section = Section("/copy/<id>", original.label, original.section.kind, original.section.writer, 1)
    filler = iter(_sentences(rng, original))
    url = f"https://{mirror.host}/copy/{rng.randint(10**6, 10**7)}"
    part, why = rng.choice(["part-1", "part-2"]), f"near copy of {original.url}"
    facts = (original.piece, mirror.carrier, original.label, original.lang)
    page = Page(url, mirror, section, part, *facts, why)
    similarity = 1.0
    for text in filler:
        if similarity <= aim:
            break
        at = rng.randint(0, len(blocks))
        blocks.insert(at, Block("p", text))
        page.piece = Piece(original.piece.title, tuple(blocks))
        similarity = jaccard(base, shingles(page.text, page.lang))
    return page, similarity


def _sentences(rng: random.Random, original: Page) -> list[str]:
    """Foreign text in small bites: half sentences of an everyday topic, enough to halve the similarity."""
    bites: list[str] = []
    for _ in range(6):
        for block in paragraphs(rng, original.lang, rng.choice(["travel", "recipe", "news"]), 3):
            words = block.text.split() if original.lang == "en" else list(block.text)
            step = 9 if original.lang == "en" else 14
            bites += [
                joined([(" " if original.lang == "en" else "").join(words[k : k + step])], original.lang)
                for k in range(0, len(words), step)
            ]
    rng.shuffle(bites)
    return bites
