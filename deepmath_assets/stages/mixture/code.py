"""Source files as documents: the running Python's standard library, or any folder of Python files.

The paper takes 20 % of its tokens from GitHub and 4 % from AlgebraicStack (section 2.3). The standard library stands
for both at hand size: files that the profile names as algebraic give the second. Its licence (PSF-2.0) is printed on
the dataset card.
"""

import os
import sysconfig
from pathlib import Path

import polars as pl

from deepmath_assets.lake.contracts.decisions import DROPPED, Given, Reason
from deepmath_assets.profiles.shapes.mixture import Code
from deepmath_assets.stages.mixture.source_tables import (
    SOURCE,
    Kept,
    one_per_text,
    with_reason,
    within,
    without_leaks,
)


def standard_library() -> Path:
    """Where the running Python keeps its library.

    >>> (standard_library() / "fractions.py").is_file()
    True
    """
    return Path(sysconfig.get_path("stdlib"))


def code_files(folder: Path, settings: Code) -> Given:
    """Python files below a folder as documents, and the folders that are skipped, which are not looked into."""
    files: list[tuple[str, str, str, str, str, int]] = []
    skipped: list[tuple[str, str, str]] = []
    met = 0
    for here, folders, names in os.walk(folder):
        place = Path(here).relative_to(folder)
        for name in sorted(set(folders) & set(settings.skipped_folders)):
            skipped.append((_id(place / name), Reason.SKIPPED_FOLDER.value, name))
            folders.remove(name)
            met += 1
        wanted = [name for name in names if name.endswith(".py")]
        met += len(wanted)
        files += [_document(folder, place / name, settings) for name in wanted]
    read = pl.DataFrame(files, schema=SOURCE, orient="row").sort("document_id")
    return Given(read, pl.DataFrame(skipped, schema=DROPPED, orient="row").sort("row_id"), met)


def code_documents(read: pl.DataFrame, leaks: pl.DataFrame, settings: Code, seed: int) -> Kept:
    """Files fit for training, up to the profile's size; those dropped with the reason.

    `leaks` (`row_id`, `reason`, `detail`) names the files that hold benchmark items. Algebraic files are all kept,
    being few; the bound cuts the others.
    """
    short = read.filter(pl.col("text_chars") < settings.min_file_chars)
    long = read.filter(pl.col("text_chars") > settings.max_file_chars)
    fit = read.join(pl.concat([short, long]), on="document_id", how="anti")
    clean, leaking = without_leaks(fit, leaks)
    different, copies = one_per_text(clean)
    algebraic = different.filter(pl.col("source") == "algebraic_code")
    kept, full = within(different.filter(pl.col("source") == "code"), settings.max_chars, seed)
    length = pl.format("{} characters", "text_chars")
    misfits = (with_reason(short, Reason.TOO_SHORT, length), with_reason(long, Reason.TOO_LONG, length))
    dropped = pl.concat([pl.DataFrame(schema=DROPPED), *misfits, leaking, copies, full])
    return pl.concat([algebraic, kept]).sort("document_id"), dropped.sort("row_id")


def _document(folder: Path, place: Path, settings: Code) -> tuple[str, str, str, str, str, int]:
    text = (folder / place).read_text(encoding="utf-8", errors="replace")
    source = "algebraic_code" if place.as_posix() in settings.algebraic_files else "code"
    return _id(place), source, f"python standard library: {place}", "python", text, len(text)


def _id(place: Path) -> str:
    return f"code/{place.as_posix()}"
