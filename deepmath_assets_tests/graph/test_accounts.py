"""Each account seen to hold and to fail: a row that goes in and is neither kept nor dropped, and one from nowhere.

The accounts are the assets' own; only the bodies are others. No step of Dagster is run: that a failed check blocks and
puts back is held by `test_desk.py` on a real instance.
"""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.definitions import ASSETS
from deepmath_assets.defs.shared.making.accounts import ROW_ID
from deepmath_assets.defs.shared.making.assets import TableAsset
from deepmath_assets.defs.shared.making.desk import Desk, nothing_dropped
from deepmath_assets.defs.shared.making.verdicts import Verdict, accounted
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.tables import empty
from deepmath_assets_tests.lake.rows import row_of

PARTITIONS = {"part": "part-1", "round": "r002", "checkpoint": "cpt", None: None}
QUESTION = {"role": "question", "start": 0, "end": 1, "confidence": 1.0, "evidence": "x"}
GOES_IN: dict[str, dict[str, object]] = {
    "crawl.census": {"outcome": "page"},
    "recall.handover": {"kind": "part", "key": "part-1"},
    "recall.plan": {"has_text": False},
    "recall.page_scores": {"collected": False, "page_id": "scored"},
    "corpus.sampled_pages": {"segments": [QUESTION]},
}
ACCOUNTED = {table: asset for asset in ASSETS for table in asset.accounts}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One row in every table that anything reads."""
    made = Workspace(tmp_path, Inputs(profile="demo"))
    for table in sorted({name for asset in ASSETS for name in (*asset.reads, *asset.looks_back)}):
        column = CONTRACTS[table].partition_by
        place = {column: PARTITIONS.get(column)} if column in PARTITIONS and column else {}
        made.lake.write(table, row_of(table, **{**place, **GOES_IN.get(table, {})}), partition=PARTITIONS.get(column))
    return made


def desk_of(workspace: Workspace, asset: TableAsset) -> Desk:
    return Desk(workspace, asset, PARTITIONS[asset.partition_by], "run", {})


def judged(desk: Desk, table: str) -> Verdict:
    return accounted(desk, table, desk.declared.accounts[table])


def write_others(desk: Desk, table: str) -> None:
    """What the asset writes before the table in the same pass."""
    for other in desk.declared.tables[: desk.declared.tables.index(table)]:
        column = CONTRACTS[other].partition_by or ""
        desk.write(row_of(other, **{column: desk.partition, **GOES_IN.get(other, {})}), table=other)


@pytest.mark.parametrize("table", sorted(ACCOUNTED))
def test_a_row_that_vanishes_fails_and_one_with_a_reason_does_not(workspace: Workspace, table: str) -> None:
    asset = ACCOUNTED[table]
    account = asset.accounts[table]
    desk = desk_of(workspace, asset)
    write_others(desk, table)
    known = account.came(desk)
    assert known.height >= 1 or account.given, "nothing goes in: the test proves nothing"

    given = 2 if account.given else 0
    desk.write(empty(table), table=table, given=given)
    vanished = judged(desk, table)
    assert not vanished.passed
    assert f"{known.height + given} lost" in vanished.about

    outside = pl.DataFrame({ROW_ID: [f"line {number}" for number in range(given)]}, schema={ROW_ID: pl.String})
    drops = pl.concat([known, outside]).with_columns(reason=pl.lit("too_short"), detail=pl.lit(None, dtype=pl.String))
    desk.write(empty(table), table=table, dropped=drops, given=given)
    assert judged(desk, table).passed

    stray = drops.head(1).with_columns(row_id=pl.lit("from nowhere"))
    desk.write(empty(table), table=table, dropped=pl.concat([drops, stray]), given=given)
    assert "1 from nowhere" in judged(desk, table).about


@pytest.mark.parametrize("used", [0, 1, 2])
def test_a_model_accounts_for_as_many_rows_as_it_learnt_from(workspace: Workspace, used: int) -> None:
    desk = desk_of(workspace, ACCOUNTED["training.sft_model"])
    desk.write(row_of("training.sft_model"), dropped=nothing_dropped(), used=used)
    assert judged(desk, "training.sft_model").passed == (used == 1)


def test_a_second_run_that_drops_nothing_leaves_no_old_drops(workspace: Workspace) -> None:
    asset = replace(ACCOUNTED["corpus.quality_scores"])
    drops = pl.DataFrame({"row_id": ["x"], "reason": ["too_short"], "detail": [None]}).cast({"detail": pl.String})
    desk_of(workspace, asset).write(empty("corpus.quality_scores"), dropped=drops)
    desk = desk_of(workspace, asset)
    desk.write(row_of("corpus.quality_scores"))
    assert workspace.lake.read("lake.decisions", partition="corpus.quality_scores").is_empty()
    assert judged(desk, "corpus.quality_scores").passed
