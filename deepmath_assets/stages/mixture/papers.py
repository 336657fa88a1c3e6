"""Papers as documents: files of a given folder, or the corpus' own pages that are papers.

The paper takes 10 % of its tokens from arXiv (section 2.3). arXiv's sources are large and not ours to ship; a folder of
TeX, Markdown or text files may be named in the environment, and where it is not, pages that recall judged to be papers
serve, and leave the corpus' share (`documents` counts no page twice).
"""

from pathlib import Path

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import DROPPED, Given, Reason
from deepmath_assets.profiles.shapes.mixture import Papers
from deepmath_assets.stages.mixture.source_tables import (
    SOURCE,
    Kept,
    one_per_text,
    with_reason,
    within,
    without_leaks,
)  # fmt: skip


def papers(found: pl.DataFrame, leaks: pl.DataFrame, settings: Papers, seed: int) -> Kept:
    """Papers with a text of their own, up to the profile's size; those dropped with the reason.

    `found` comes from `papers_of_folder`, or from `papers_of_pages` where none are given; `leaks` (`row_id`, `reason`,
    `detail`) names those that hold benchmark items.
    """
    empty = with_reason(found.filter(pl.col("text_chars") == 0), Reason.EMPTY_TEXT, pl.lit("no text"))
    clean, leaking = without_leaks(found.filter(pl.col("text_chars") > 0), leaks)
    different, copies = one_per_text(clean)
    kept, full = within(different, settings.max_chars, seed)
    return kept, pl.concat([pl.DataFrame(schema=DROPPED), empty, leaking, copies, full]).sort("row_id")


def papers_of_pages(clean_pages: pl.DataFrame, settings: Papers) -> Given:
    """Pages of the kinds that the profile counts as papers, as documents; `document_id` is the page_id."""
    chosen = clean_pages.filter(pl.col("page_kind").is_in(list(settings.page_kinds)))
    kept = chosen.select(
        pl.col("page_id").alias("document_id"), pl.lit("papers").alias("source"), pl.col("url").alias("origin"),
        "language", "text", "text_chars",
    ).sort("document_id")  # fmt: skip
    return Given(kept, pl.DataFrame(schema=DROPPED), len(chosen))


def papers_of_folder(folder: Path, settings: Papers, language: str = "en") -> Given:
    """Files below a folder as documents, and those of other formats; `BadInput` if the folder is not there."""
    if not folder.is_dir():
        raise BadInput(f"no folder of papers at {folder}: correct the path, or leave it out to use the corpus' own")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    read = [_document(folder, path, language) for path in files if path.suffix in settings.suffixes]
    other = [(_id(folder, path), path.suffix) for path in files if path.suffix not in settings.suffixes]
    dropped = pl.DataFrame(other, schema={"row_id": pl.String, "detail": pl.String}, orient="row")
    dropped = dropped.select("row_id", reason=pl.lit(Reason.OTHER_FORMAT.value), detail="detail")
    return Given(pl.DataFrame(read, schema=SOURCE, orient="row"), dropped, len(files))


def _document(folder: Path, path: Path, language: str) -> tuple[str, str, str, str, str, int]:
    text = path.read_text(encoding="utf-8", errors="replace").strip()
    return _id(folder, path), "papers", path.relative_to(folder).as_posix(), language, text, len(text)


def _id(folder: Path, path: Path) -> str:
    return f"papers/{path.relative_to(folder).as_posix()}"
