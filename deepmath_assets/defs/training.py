"""The four checkpoints, each trained in a process of its own: base on code, continued pretraining, SFT, GRPO."""

import json
from typing import Any

import polars as pl

from deepmath_assets.defs.shared.children.launch import forget_work, run_child, work_file
from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.making.accounts import rows_in
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.stages.training.cards import model_card
from deepmath_assets.stages.training.inputs.dialogues import LEFT_OUT

_KINDS = ("python", "pytorch", "huggingface")
_LEARNT = rows_in("instruct.instruction_set", used=True)


@table_asset("training.base_model", reads=("mixture.token_shards", "mixture.tokenizer"),
             uses=("training", "seed", "workers"), kinds=_KINDS)  # fmt: skip
def base_model(desk: Desk) -> None:
    """The base model, trained on code."""
    _train(desk, "base", _shards(desk))


@table_asset("training.cpt_model", reads=("training.base_model", "mixture.token_shards", "mixture.tokenizer"),
             uses=("training", "seed", "workers"), kinds=_KINDS)  # fmt: skip
def cpt_model(desk: Desk) -> None:
    """The base model after continued pretraining on the mixture."""
    _train(desk, "cpt", _shards(desk), parent="training.base_model")


@table_asset(
    "training.sft_model",
    reads=("training.cpt_model", "instruct.instruction_set", "mixture.token_shards", "mixture.tokenizer"),
    uses=("training", "seed", "workers"), pack=True, kinds=_KINDS, account=_LEARNT,
)  # fmt: skip
def sft_model(desk: Desk) -> None:
    """The model after supervised fine-tuning."""
    _train(desk, "sft", {**_shards(desk), **_records(desk)}, parent="training.cpt_model")


@table_asset(
    "training.grpo_model",
    reads=("training.sft_model", "instruct.instruction_set", "mixture.token_shards", "mixture.tokenizer"),
    uses=("training", "seed", "workers"), pack=True, kinds=_KINDS, account=_LEARNT,
)  # fmt: skip
def grpo_model(desk: Desk) -> None:
    """The model after group relative policy optimisation."""
    _train(desk, "grpo", {**_shards(desk), **_records(desk)}, parent="training.sft_model")


def _train(desk: Desk, checkpoint: str, inputs: dict[str, Any], parent: str | None = None) -> None:
    settings = desk.use("training").model_dump(mode="json")
    request = {"settings": settings, "seed": desk.use("seed"), "threads": desk.use("workers"), **inputs}
    parent_hash = None
    if parent:
        before = desk.read(parent).row(0, named=True)
        parent_hash = before["artifact_hash"]
        request["parent"] = str(desk.artifact(before["artifact"]))
    with desk.draft() as draft:
        result = run_child(desk, f"train_{checkpoint}", request, draft)
        left_out = pl.read_parquet(draft / LEFT_OUT) if "records" in inputs else None
        artifact = desk.publish(draft)
    forget_work(desk)
    row = {
        "checkpoint": checkpoint, **artifact.columns(), "parent_hash": parent_hash, "parameters": result["parameters"],
        "steps": result["steps"], "tokens_seen": result["tokens_seen"], "seed": desk.use("seed"),
        "settings": json.dumps(settings, sort_keys=True), "metrics": json.dumps(result["metrics"], sort_keys=True),
        "curve": result["curve"],
    }  # fmt: skip
    desk.write(
        pl.DataFrame([row], infer_schema_length=None), dropped=left_out, used=result["metrics"].get("records", 0),
        curves=_curves(row["curve"]), card=model_card(row), metrics=result["metrics"],
    )  # fmt: skip


def _shards(desk: Desk) -> dict[str, str]:
    """Token shards and tokenizer as paths: the index as parquet beside the work, named by its content."""
    index = desk.read("mixture.token_shards")
    folder = desk.artifact(index["artifact"][0])
    tokenizer = desk.artifact(desk.read("mixture.tokenizer")["artifact"][0])
    return {"shards": str(folder), "shard_index": str(folder / "index.parquet"), "tokenizer": str(tokenizer)}


def _records(desk: Desk) -> dict[str, Any]:
    """Instruction records as a parquet file, and the pack's prompts."""
    path = work_file(desk, "records", desk.read("instruct.instruction_set"))
    return {"records": str(path), "prompts": desk.pack.prompts_mapping()}


def _curves(curve: list[dict[str, Any]]) -> bytes | None:
    lines: dict[str, list[tuple[float, float]]] = {}
    for point in curve:
        lines.setdefault(point["name"], []).append((point["step"], point["value"]))
    return plots.curves(lines, "step", "value")


ASSETS: tuple[TableAsset, ...] = (base_model, cpt_model, sft_model, grpo_model)
