"""The language model by rounds: the first trains it, later ones keep it whatever the seed list says by then."""

from pathlib import Path

import polars as pl

from deepmath_assets.defs.recall import language_model, page_facts
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.running.rounds import handover_rows
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts.recall import SeedList
from deepmath_assets.lake.tables import Origin
from deepmath_assets.stages.recall.scoring.facts import facts_of
from deepmath_assets.stages.recall.seeding import seed_list
from deepmath_assets_tests.stages.recall.worlds import small_world

WORLD, _ = small_world()


def made(workspace: Workspace, listed: pl.DataFrame, round_name: str) -> dict[str, object]:
    """The row that a round has under this seed list."""
    workspace.lake.write("recall.seed_list", listed, origin=Origin("run"))
    language_model.body(Desk(workspace, language_model, round_name, "run", {}))
    return workspace.lake.read("recall.language_model", partition=round_name).row(0, named=True)


def crawled(home: Path) -> Workspace:
    """A workspace whose pages are read and whose rounds have begun."""
    workspace = Workspace(home, Inputs(profile="demo"))
    workspace.lake.write("extract.pages", WORLD.pages, partition="part-1", origin=Origin("run"))
    rows = handover_rows(workspace, workspace.profile.recall, "r001")
    for name in ("r001", "r002"):
        rows = rows.with_columns(round=pl.lit(name))
        workspace.lake.write("recall.handover", rows, partition=name, origin=Origin("run"))
    return workspace


def test_a_later_round_keeps_the_first_ones_model(tmp_path: Path) -> None:
    workspace = crawled(tmp_path)
    first = made(workspace, WORLD.listed, "r001")
    assert [row["language"] for row in first["languages"]] == ["en"]
    other = seed_list(WORLD.pages.filter(pl.col("url").str.contains("cars"))["url"], "cars.txt").kept
    assert made(workspace, other, "r002") == first | {"round": "r002"}
    assert made(workspace, other, "r001")["artifact"] != first["artifact"]


def test_without_a_seed_list_the_facts_are_counted_all_the_same(tmp_path: Path) -> None:
    workspace = crawled(tmp_path)
    assert made(workspace, SeedList.create_empty(), "r001")["languages"] == []
    page_facts.body(Desk(workspace, page_facts, "r001", "run", {}))
    facts = facts_of(workspace.lake.read("recall.page_facts", partition="r001"))
    assert facts.height == WORLD.pages.height
    assert facts["perplexity_band"].unique().to_list() == [0.0]
    assert facts["bits_per_character"].unique().to_list() == [16.0]
