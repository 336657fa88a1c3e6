"""`bench leaks`: benchmark items planted into clean pages in seven disguises, and how many our rule finds."""

import tempfile
from pathlib import Path

import polars as pl
from rich.console import Console

from deepmath_assets.base.errors import BadInput
from deepmath_assets.defs.shared.making.metadata import markdown_table
from deepmath_assets.defs.shared.workspace import home_folder, open_workspace
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.sample_web import generate
from deepmath_assets.stages.corpus.leaks.planting import leak_bench, precision
from deepmath_assets.stages.evaluation.benchmarks import read_benchmarks

_PER_KIND = 200
_SCALE = 0.3
_PAGE_COLUMNS = ("page_id", "language", "text")


def leaks_bench(benchmarks: str | None) -> None:
    """Print recall by disguise, and precision."""
    profile = load_profile("demo")
    with tempfile.TemporaryDirectory() as folder:
        web = Path(folder)
        generate(web, profile.seed, _SCALE)
        items = read_benchmarks(benchmarks or web / "benchmarks").kept
        summary, _ = leak_bench(items, _pages(web), profile.corpus.leaks, profile.seed, _PER_KIND)
    console = Console(highlight=False, soft_wrap=True)
    console.print(markdown_table(summary))
    console.print(f"precision {precision(summary):.3f}")


def _pages(web: Path) -> pl.DataFrame:
    """Clean pages: those of the home folder's lake where it has any, else the sample web's own texts."""
    lake = open_workspace(home_folder()).lake
    if lake.exists("corpus.clean_pages"):
        return lake.read("corpus.clean_pages").select(_PAGE_COLUMNS)
    rows = pl.read_parquet(web / "truth" / "pages.parquet").filter(pl.col("text").str.len_chars() > 200)
    planted = pl.read_parquet(web / "truth" / "leaks.parquet")["url"].to_list()
    clean = rows.filter(~pl.col("url").is_in(planted)).select(page_id="url", language="lang", text="text")
    if clean.is_empty():
        raise BadInput("no clean pages to plant items into")
    return clean
