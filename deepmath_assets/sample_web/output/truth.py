"""The truth of the web as tables: what each page, template, formula, segment, copy, leak and odd record is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from deepmath_assets.sample_web.model import Page, plain
from deepmath_assets.sample_web.planting.duplicates import NearDuplicate
from deepmath_assets.sample_web.planting.hostile import HOST, Hostile
from deepmath_assets.sample_web.planting.leaks import Leak


def page_rows(
    pages: Sequence[Page], odd: Sequence[Hostile], files: Mapping[str, str], seeds: set[str]
) -> list[dict[str, Any]]:
    """One row per address: what it is and where it lies, with the main text."""
    rows = [
        {
            "url": page.url, "host": page.site.host, "domain": page.site.private_domain, "kind": page.section.kind,
            "label": page.label, "math": page.label == "math", "lang": page.lang, "template": page.section.path,
            "part": page.part, "archived": page.archived, "seed": page.url in seeds, "carrier": page.carrier,
            "charset": page.charset, "declared": page.declared, "why": page.why, "warc_filename": files[page.url],
            "title": page.piece.title, "text": page.text,
        }
        for page in pages
    ]  # fmt: skip
    domain = ".".join(HOST.split(".")[-2:])
    for entry in odd:
        lang = "zh" if entry.what == "bad-byte-gbk" else "en"
        rows.append({
            "url": entry.url, "host": HOST, "domain": domain, "kind": "hostile", "label": entry.label,
            "math": entry.label == "math", "lang": lang, "template": "/odd/<slug>", "part": "part-1",
            "archived": False, "seed": False, "carrier": "dollar", "charset": entry.charset, "declared": "header",
            "why": entry.what, "warc_filename": files[entry.url], "title": "", "text": "",
        })  # fmt: skip
    return rows


def template_rows(pages: Sequence[Page]) -> list[dict[str, Any]]:
    """One row per host and URL template: pages, mathematics pages and their share."""
    counts: dict[tuple[str, str, str], list[int]] = {}
    for page in pages:
        key = (page.site.private_domain, page.site.host, page.section.path)
        row = counts.setdefault(key, [0, 0])
        row[0] += 1
        row[1] += page.label == "math"
    return [
        {"domain": d, "host": h, "template": t, "pages": n, "math_pages": m, "math_share": m / n}
        for (d, h, t), (n, m) in sorted(counts.items())
    ]


def formula_rows(pages: Sequence[Page]) -> list[dict[str, Any]]:
    """One row per formula in page order; `soft` where the page does not hold the TeX itself."""
    return [
        {"url": page.url, "latex": latex, "display": display, "carrier": carrier, "soft": soft}
        for page in pages
        for latex, display, carrier, soft in page.formulas
    ]


def segment_rows(pages: Sequence[Page]) -> list[dict[str, Any]]:
    """One row per segment: consecutive blocks of one role and group, text as in the main text."""
    rows = []
    for page in pages:
        for (role, _), blocks in groupby(page.piece.blocks, key=lambda block: (block.role, block.group)):
            if role:
                rows.append({"url": page.url, "role": role, "text": "\n".join(plain(block) for block in blocks)})
    return rows


def write_truth(
    folder: Path, pages: Sequence[Page], odd: Sequence[Hostile], near: Sequence[NearDuplicate], leaks: Sequence[Leak],
    files: Mapping[str, str], seeds: set[str],
) -> None:  # fmt: skip
    """Write `truth/*.parquet`."""
    tables = {
        "pages": page_rows(pages, odd, files, seeds),
        "templates": template_rows(pages),
        "formulas": formula_rows(pages),
        "segments": segment_rows(pages),
        "near_duplicates": [asdict(row) for row in near],
        "leaks": [asdict(row) for row in leaks],
        "hostile": [{"url": entry.url, "what": entry.what, "warc_filename": files[entry.url]} for entry in odd],
    }
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(folder / "truth" / f"{name}.parquet")
