"""The sample web from one seed: plan, plant, render, write.

The web has Common Crawl's layout (WARC files in two parts, a columnar index, records that only the index knows), seeds,
labels, a benchmark, instruction records, and truth tables, so that every stage can be scored where reality has no
truth. All text is of our own writing; the same seed and scale give the same bytes.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deepmath_assets.sample_web.exercises.problems import Problem
from deepmath_assets.sample_web.model import Page, stream
from deepmath_assets.sample_web.output.crawl import write_crawl
from deepmath_assets.sample_web.output.datasets import benchmark_items, draws, easy_draws, instruct_files, write_jsonl
from deepmath_assets.sample_web.output.truth import write_truth
from deepmath_assets.sample_web.planting.duplicates import mirrored, variants
from deepmath_assets.sample_web.planting.hostile import Hostile, hostile
from deepmath_assets.sample_web.planting.leaks import DISGUISES, plant
from deepmath_assets.sample_web.planting.pages import plan
from deepmath_assets.sample_web.sites.catalogue import MIRRORS, SITES
from deepmath_assets.sample_web.sites.skins.render import page_html


@dataclass(frozen=True, slots=True)
class Truth:
    """What was generated, in counts."""

    pages: int
    math_pages: int
    sites: int
    formulas: int
    leaks: int
    near_duplicates: int
    by_label: dict[str, int]
    by_lang: dict[str, int]
    by_kind: dict[str, int]
    by_carrier: dict[str, int]


def generate(folder: Path, seed: int, scale: float = 1.0) -> Truth:
    """Write the web below the folder and return its counts; scale 1 is about 3,000 pages, 0.1 keeps every kind.

    The folder is created; files of an earlier run in it are replaced. Raises ValueError unless the scale is positive.
    """
    if scale <= 0:
        raise ValueError(f"the sample web's scale is {scale}: give a positive number, 1.0 for about 3,000 pages")
    drawn = draws(seed, scale)
    items = {lang: benchmark_items(both[0], lang) for lang, both in drawn.items()}
    pages = plan(seed, scale, SITES)
    leaks = plant(seed, pages, _named(drawn, items), max(2 * len(DISGUISES), round(70 * scale)))
    leaked = {leak.url for leak in leaks}
    clean = [page for page in pages if page.url not in leaked]
    copies, near = mirrored(seed, clean, MIRRORS, max(4, round(14 * scale)))
    pages += copies
    pages += variants(seed, clean, max(6, round(45 * scale)))
    _render(pages, seed)
    odd = hostile(seed)
    seeds = _seeds(seed, pages)
    files = write_crawl(folder, seed, pages, odd)
    (folder / "seeds.txt").write_text("".join(f"{url}\n" for url in seeds), "utf-8")
    _write_labels(folder / "labels.csv", pages, odd)
    for lang, rows in items.items():
        write_jsonl(folder / "benchmarks" / f"sample-{lang}.jsonl.gz", rows)
    given = instruct_files({lang: both[1] for lang, both in drawn.items()}, easy_draws(seed, scale, drawn))
    for name, records in given.items():
        write_jsonl(folder / "instruct" / f"{name}.jsonl.gz", records)
    write_truth(folder, pages, odd, near, leaks, files, set(seeds))
    return _truth(pages, odd, len(leaks), len(near))


def _named(
    drawn: dict[str, tuple[list[Problem], list[Problem]]], items: dict[str, list[dict[str, object]]]
) -> list[tuple[str, Problem]]:
    return [
        (str(item["id"]), problem) for lang in items for item, problem in zip(items[lang], drawn[lang][0], strict=True)
    ]


def _render(pages: Sequence[Page], seed: int) -> None:
    """Fill in the bytes of all pages; a variant has the bytes of the page that it is a variant of."""
    by_url = {page.url: page for page in pages}
    for page in pages:
        if page.why.startswith("variant of "):
            continue
        page.raw = page_html(page, seed).encode(page.charset, errors="xmlcharrefreplace")
    for page in pages:
        if page.why.startswith("variant of "):
            original = by_url[page.why.removeprefix("variant of ")]
            page.raw, page.formulas = original.raw, list(original.formulas)


def _seeds(seed: int, pages: Sequence[Page]) -> list[str]:
    """Addresses of fetched mathematics pages in part-1 on the few sites that give seeds, `site.seeds` each at most."""
    found: list[str] = []
    for site in dict.fromkeys(page.site for page in pages):
        pool = [
            page.url
            for page in pages
            if page.site is site
            and page.label == "math"
            and page.part == "part-1"
            and not page.archived
            and "variant" not in page.why
        ]
        found += sorted(
            stream(seed, "seeds", site.host).sample(pool, min(site.seeds, len(pool) // 2 + 1) if site.seeds else 0)
        )
    return found


def _write_labels(path: Path, pages: Sequence[Page], odd: Sequence[Hostile]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["url", "label", "lang", "kind", "why"])
    rows = [(page.url, page.label, page.lang, page.section.kind, page.why) for page in pages]
    rows += [
        (entry.url, entry.label, "zh" if entry.what == "bad-byte-gbk" else "en", "hostile", entry.what) for entry in odd
    ]
    writer.writerows(sorted(rows))
    path.write_text(text.getvalue(), "utf-8")


def _truth(pages: Sequence[Page], odd: Sequence[Hostile], leaks: int, near: int) -> Truth:
    labels = Counter(page.label for page in pages) + Counter(entry.label for entry in odd)
    return Truth(
        pages=len(pages) + len(odd),
        math_pages=labels["math"],
        sites=len({page.site.host for page in pages}) + 1,
        formulas=sum(len(page.formulas) for page in pages),
        leaks=leaks,
        near_duplicates=near,
        by_label=dict(sorted(labels.items())),
        by_lang=dict(sorted(Counter(page.lang for page in pages).items())),
        by_kind=dict(sorted(Counter(page.section.kind for page in pages).items())),
        by_carrier=dict(sorted(Counter(name for page in pages for _, _, name, _ in page.formulas).items())),
    )
