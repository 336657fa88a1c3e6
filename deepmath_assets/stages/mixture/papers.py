"""Papers as documents: files of a given folder, or the corpus' own pages that are papers.

The paper takes 10 % of its tokens from arXiv (section 2.3). arXiv's sources are large and not ours to ship; a folder of
TeX, Markdown or text files may be named in the environment, and where it is not, pages that recall judged to be papers
serve, and leave the corpus' share (`documents` counts no page twice).
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.mixture import Papers
from deepmath_assets.stages.mixture.source_tables import (
    DROPPED,
    SOURCE,
    Kept,
    one_per_text,
    with_reason,
    within,
    without_leaks,
)  # fmt: skip


def papers(given: pl.DataFrame, clean_pages: pl.DataFrame, leaks: pl.DataFrame, settings: Papers, seed: int) -> Kept:
    """Given papers if there are any, else the corpus' pages of a paper's kind; those dropped with the reason.

    `given` comes from `papers_of_folder` and may be empty; `leaks` (`row_id`, `reason`, `detail`) names the given ones
    that hold benchmark items, while clean pages hold none.
    """
    found = given if len(given) else papers_of_pages(clean_pages, settings)
    empty = with_reason(found.filter(pl.col("text_chars") == 0), Reason.EMPTY_TEXT, pl.lit("no text"))
    clean, leaking = without_leaks(found.filter(pl.col("text_chars") > 0), leaks)
    different, copies = one_per_text(clean)
    kept, full = within(different, settings.max_chars, seed)
    return kept, pl.concat([pl.DataFrame(schema=DROPPED), empty, leaking, copies, full]).sort("row_id")


def papers_of_pages(clean_pages: pl.DataFrame, settings: Papers) -> pl.DataFrame:
    """Pages of the kinds that the profile counts as papers, as documents; `document_id` is the page_id."""
    chosen = clean_pages.filter(pl.col("page_kind").is_in(list(settings.page_kinds)))
    return chosen.select(
        pl.col("page_id").alias("document_id"), pl.lit("papers").alias("source"), pl.col("url").alias("origin"),
        "language", "text", "text_chars",
    ).sort("document_id")  # fmt: skip


def papers_of_folder(folder: Path, settings: Papers, language: str = "en") -> pl.DataFrame:
    """Files below a folder as documents; `BadInput` if the folder is not there."""
    if not folder.is_dir():
        raise BadInput(f"no folder of papers at {folder}: correct the path, or leave it out to use the corpus' own")
    return pl.DataFrame(list(_files(folder, settings, language)), schema=SOURCE, orient="row")


def _files(folder: Path, settings: Papers, language: str) -> Iterator[tuple[str, str, str, str, str, int]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in settings.suffixes:
            name = path.relative_to(folder).as_posix()
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            yield f"papers/{name}", "papers", name, language, text, len(text)
