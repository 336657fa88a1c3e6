"""Another domain is another pack: the same graph finds the recipes of the sample web."""

from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.defs.shared.workspace import open_workspace
from deepmath_assets_tests.graph.command import run_on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
PACK = Path(__file__).parent.parent / "packs" / "tiny"


def test_the_tiny_pack_runs_through_the_corpus(small_web: Path, tmp_path: Path) -> None:
    truth = pl.read_parquet(small_web / "truth" / "pages.parquet")
    recipes = truth.filter(kind="recipe")["url"].to_list()
    seeds = tmp_path / "seeds.txt"
    seeds.write_text("\n".join(recipes[: len(recipes) // 2]), encoding="utf-8")
    home = tmp_path / "home"
    run_on(home, small_web, "--pack", str(PACK), "--seeds", str(seeds), "--until", "corpus/funnel")
    lake = open_workspace(home).lake
    collected = lake.read("recall.page_scores").filter("collected")["url"].to_list()
    assert set(collected) & set(recipes)
    assert lake.read("corpus.funnel").filter(pl.col("step_number") == 1)["pages"].sum() > 0
