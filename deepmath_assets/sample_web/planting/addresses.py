"""Addresses of pages: a section's URL template filled for one page, unique on its site."""

import random
import re
from urllib.parse import quote

from deepmath_assets.sample_web.model import Piece, Section, Site

_SLOT = re.compile(r"<(\w+)>")
_WORDS = (
    "algebra",
    "calculus",
    "geometry",
    "proofs",
    "limits",
    "matrices",
    "primes",
    "travel",
    "series",
    "graphs",
    "sets",
)
_USERS = ("mossgreen", "tk421b", "violet", "oldowl", "lambda7", "ada-k", "nobody2", "redmill", "kiwi", "harbour9")
_CITIES = ("qingdao", "dali", "xiamen", "luoyang", "guilin")


def address(rng: random.Random, site: Site, section: Section, piece: Piece, taken: set[str]) -> str:
    """The page's URL; where the template gives a taken address, a number is added to the last slot's value."""
    for attempt in range(1000):
        slots = _slots(rng, piece, attempt)
        path = _SLOT.sub(lambda match: slots[match[1]], section.path)  # noqa: B023
        url = f"https://{site.host}{quote(path, safe='/?=&%:;~.,+-_')}"
        if url not in taken:
            taken.add(url)
            return url
    raise ValueError(f"no free address under {section.path} of {site.host}: give the section a longer slot")


def _slots(rng: random.Random, piece: Piece, attempt: int) -> dict[str, str]:
    more = f"-{attempt + 1}" if attempt else ""
    number = rng.randint(1, 99) if attempt == 0 else rng.randint(100, 9999)
    clean = re.sub(r"\\[a-z]+", "", piece.title)
    slug = "-".join(re.findall(r"[a-z0-9]+", clean.lower())[:7]) or f"p{rng.randint(1000, 9999)}"
    return {
        "id": str(rng.randint(10000, 999999)),
        "id2": str(rng.randint(10000000, 99999999)),
        "n": str(number),
        "hex": f"{rng.randint(1000, 9999)}.{rng.randint(10000, 99999)}",
        "yyyy": str(rng.randint(2011, 2024)),
        "mm": f"{rng.randint(1, 12):02d}",
        "dd": f"{rng.randint(1, 28):02d}",
        "slug": slug + more,
        "zh": re.sub(r"[\s$\\{}（）()：？]+", "", clean) + more,
        "title": re.sub(r"[^\w()'-]+", "_", clean).strip("_") + more.replace("-", "_"),
        "word": rng.choice(_WORDS) + (f"-{attempt + 1}" if attempt else ""),
        "user": rng.choice(_USERS) + (str(attempt + 1) if attempt else ""),
        "city": rng.choice(_CITIES),
    }
