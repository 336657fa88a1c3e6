"""Staleness by checkpoint: a new model makes its own samples stale, and the lineage from model to samples is drawn."""

from dataclasses import replace
from pathlib import Path

import dagster as dg

from deepmath_assets.defs import evaluation, training
from deepmath_assets.defs.shared.making.assets import TableAsset, build
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.partitions import CHECKPOINTS
from deepmath_assets.defs.shared.running.runs import Runner
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets_tests.lake.rows import row_of

NAMES = CHECKPOINTS.get_partition_keys()


def a_model(asset: TableAsset, content: str) -> TableAsset:
    """A model's asset that trains nothing."""
    (table,) = asset.tables
    name = table.removeprefix("training.").removesuffix("_model")
    row = row_of(table, checkpoint=name, artifact=f"{table}/{content}", artifact_hash=content, parent_hash=None)
    return replace(asset, body=lambda desk: desk.write(row) and None, reads=(), accounts={})


def sampled(desk: Desk) -> None:
    model = desk.read("evaluation.checkpoints").row(0, named=True)
    desk.write(row_of("evaluation.samples", checkpoint=desk.key, model_hash=model["artifact_hash"]))


def graph(workspace: Workspace, *models: TableAsset) -> dg.Definitions:
    samples = replace(evaluation.samples, body=sampled, reads=("evaluation.checkpoints",), accounts={})
    return dg.Definitions([build(asset, workspace) for asset in (*models, evaluation.checkpoints, samples)])


def test_a_new_model_makes_only_its_own_samples_stale(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, Inputs(profile="demo"))
    models = [a_model(asset, "first") for asset in training.ASSETS]
    with dg.DagsterInstance.ephemeral() as instance:
        runner = Runner(graph(workspace, *models), instance)
        runner.materialize([dg.AssetKey(model.tables[0].split(".")) for model in models], None)
        for name in NAMES:
            runner.materialize([dg.AssetKey(["evaluation", t]) for t in ("checkpoints", "samples")], name)
        assert {status.state for status in runner.statuses()} == {"fresh"}

        tuned = replace(a_model(training.grpo_model, "second"), version=2)
        runner = Runner(graph(workspace, *models[:-1], tuned), instance)
        redone = [(status.table, status.partition) for status in runner.redo_stale()]
        assert ("evaluation.samples", "grpo") in redone
        assert {partition for table, partition in redone if table == "evaluation.samples"} == {"grpo"}
        assert {status.state for status in runner.statuses()} == {"fresh"}
    hashes = workspace.lake.read("evaluation.samples").select("checkpoint", "model_hash")
    assert dict(hashes.iter_rows()) == {name: "second" if name == "grpo" else "first" for name in NAMES}


def test_models_are_ancestors_of_samples() -> None:
    assert set(evaluation.checkpoints.reads) == {asset.tables[0] for asset in training.ASSETS}
    assert "evaluation.checkpoints" in evaluation.samples.reads
