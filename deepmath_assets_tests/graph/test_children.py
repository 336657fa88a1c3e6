"""Children: an equal request is found again after a kill, another one is not, and checkpoints keep apart."""

from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.defs.evaluation import sample_request, samples
from deepmath_assets.defs.shared.children.launch import forget_work, work_file
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.workspace import Inputs, Workspace

ITEMS = pl.DataFrame({"item_id": ["a", "b"], "question": ["1+1?", "1+2?"]})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "artifacts" / "model").mkdir(parents=True)
    return Workspace(tmp_path, Inputs(profile="demo"))


def desk(workspace: Workspace, checkpoint: str) -> Desk:
    return Desk(workspace, samples, checkpoint, "run", {})


def test_equal_items_make_an_equal_request_and_other_items_another(workspace: Workspace) -> None:
    first, again = (sample_request(desk(workspace, "base"), "model", ITEMS) for _ in range(2))
    assert first == again
    assert Path(str(first["items"])).is_file()
    assert sample_request(desk(workspace, "base"), "model", ITEMS.head(1)) != first


def test_forgetting_one_checkpoints_work_leaves_anothers(workspace: Workspace) -> None:
    base, cpt = desk(workspace, "base"), desk(workspace, "cpt")
    gone, kept = work_file(base, "items", ITEMS), work_file(cpt, "items", ITEMS)
    forget_work(base)
    assert not gone.exists()
    assert kept.exists()
