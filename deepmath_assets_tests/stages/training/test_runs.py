"""The four runs end to end on a tiny model: results, determinism, cards; and a killed run that goes on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tokenizers import Tokenizer

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.hashing import file_hash
from deepmath_assets.lake.contracts.training import BaseModel, GrpoModel
from deepmath_assets.stages.training.cards import model_card
from deepmath_assets.stages.training.finetuning import train_sft
from deepmath_assets.stages.training.inputs.dialogues import LEFT_OUT
from deepmath_assets.stages.training.pretraining import train_base, train_cpt
from deepmath_assets.stages.training.process.checkpoints import last_whole_checkpoint
from deepmath_assets.stages.training.reinforcement import train_grpo
from deepmath_assets_tests.stages.training.conftest import make_request

Make = Callable[..., dict[str, Any]]


def right(answer: str, gold: str) -> float:
    return float(answer.strip() == gold.strip())


def weights(folder: Path | str) -> str:
    return file_hash(Path(folder) / "model.safetensors")


@pytest.fixture(scope="module")
def base(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("base")
    reports: list[dict[str, Any]] = []
    request = make_request(world, "base", folder)
    return folder / "base", train_base(request, reports.append), reports


def test_base_is_trained_and_reported(base: tuple[Path, dict[str, Any], list[dict[str, Any]]]) -> None:
    folder, result, reports = base
    assert (result["steps"], result["tokens_seen"]) == (6, 768)
    assert result["metrics"]["perplexity_after"]["code"] < result["metrics"]["perplexity_before"]["code"]
    assert set(result["metrics"]["perplexity_after"]) == {"code", "corpus"}
    assert [report["step"] for report in reports] == [1, 2, 3, 4, 5, 6]
    assert {"total", "loss", "rate", "seconds_left"} <= reports[-1].keys()
    rates = [p["value"] for p in result["curve"] if p["name"] == "learning_rate"]
    assert rates[-1] == pytest.approx(5e-3)
    assert (folder / "tokenizer.json").is_file()


def test_rows_keep_their_contract_and_the_card_tells_them(
    base: tuple[Path, dict[str, Any], list[dict[str, Any]]],
) -> None:
    _, result, _ = base
    row = {
        "checkpoint": "base_model", "artifact": "x", "artifact_hash": "h1", "artifact_bytes": 10, "parent_hash": None,
        "seed": 5, "settings": json.dumps({"learning_rate": 0.005}), **result, "metrics": json.dumps(result["metrics"]),
    }  # fmt: skip
    frame = BaseModel.validate(pl.DataFrame([row], schema_overrides={"parent_hash": pl.String}), cast=True)
    card = model_card(frame.row(0, named=True))
    assert f"| parameters | {result['parameters']:,} |" in card
    assert "perplexity_after.code" in card
    assert card.startswith("---\nlibrary_name: transformers")


def test_continued_pretraining_follows_the_schedule_and_repeats(
    base: tuple[Path, dict[str, Any], list[dict[str, Any]]], request_for: Make, tmp_path: Path
) -> None:
    once = train_cpt(request_for("cpt", tmp_path / "a", base[0]), lambda _: None)
    again = train_cpt(request_for("cpt", tmp_path / "b", base[0]), lambda _: None)
    rates = [point["value"] / 5e-3 for point in once["curve"] if point["name"] == "learning_rate"]
    assert rates == pytest.approx([0.5, 1, 1, 1, 1, 1, 1, 1, 0.316, 0.1])
    assert once["metrics"]["perplexity_after"]["corpus"] < once["metrics"]["perplexity_before"]["corpus"]
    assert weights(tmp_path / "a" / "cpt") == weights(tmp_path / "b" / "cpt")
    assert once == again


def test_a_model_that_knows_fewer_tokens_than_the_tokenizer_is_refused(
    base: tuple[Path, dict[str, Any], list[dict[str, Any]]], request_for: Make, tmp_path: Path
) -> None:
    request = request_for("cpt", tmp_path, base[0])
    larger = Tokenizer.from_file(str(Path(request["tokenizer"]) / "tokenizer.json"))
    larger.add_tokens(["one more word"])
    larger.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(BadInput, match="train the mixture with the model's own tokenizer"):
        train_cpt({**request, "tokenizer": str(tmp_path)}, lambda _: None)


@pytest.mark.slow
def test_fine_tuning_and_grpo(
    base: tuple[Path, dict[str, Any], list[dict[str, Any]]], request_for: Make, world: Path, tmp_path: Path
) -> None:
    tuned = train_sft(request_for("sft", tmp_path, base[0]), lambda _: None)
    assert tuned["steps"] == 8
    assert tuned["tokens_seen"] > 0
    assert 0 <= tuned["metrics"]["format_compliance"] <= 1
    given = pl.read_parquet(world / "records.parquet").height
    assert tuned["metrics"]["records"] + pl.read_parquet(tmp_path / "sft" / LEFT_OUT).height == given
    losses = [point["value"] for point in tuned["curve"] if point["name"] == "loss"]
    assert losses[-1] < losses[0]

    reports: list[dict[str, Any]] = []
    result = train_grpo(request_for("grpo", tmp_path, tmp_path / "sft"), reports.append, right)
    names = {point["name"] for point in result["curve"]}
    assert {"reward", "kl", "loss"} <= names
    assert result["metrics"]["reward_kind"] == "rule"
    assert result["metrics"]["records"] + pl.read_parquet(tmp_path / "grpo" / LEFT_OUT).height == given
    assert "holdout_accuracy_after" in result["metrics"]
    assert {"reward", "kl"} <= reports[-1].keys()
    row = {
        "checkpoint": "grpo_model", "artifact": "x", "artifact_hash": "h", "artifact_bytes": 1, "parent_hash": "p",
        "seed": 5, "settings": "{}", **result, "metrics": json.dumps(result["metrics"]),
    }  # fmt: skip
    GrpoModel.validate(pl.DataFrame([row]), cast=True)


def test_torn_checkpoints_are_passed_over(tmp_path: Path) -> None:
    for step in (3, 6, 10):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        for name in ("optimizer.pt", "scheduler.pt"):
            (folder / name).touch()
        (folder / "trainer_state.json").write_text(json.dumps({"global_step": step}), encoding="utf-8")
    (tmp_path / "checkpoint-10" / "trainer_state.json").write_text('{"global_st', encoding="utf-8")
    (tmp_path / "checkpoint-6" / "optimizer.pt").unlink()
    assert last_whole_checkpoint(tmp_path) == str(tmp_path / "checkpoint-3")
    assert not (tmp_path / "checkpoint-10").exists()


CHILD = """
import json, sys
from deepmath_assets.stages.training.{module} import {function} as run
request = json.loads(open(sys.argv[1]).read())
extra = (lambda answer, gold: float(answer == gold),) if "{function}" == "train_grpo" else ()
print(json.dumps(run(request, lambda told: None, *extra)))
"""


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["cpt", "sft", "grpo"])
def test_a_killed_run_goes_on_and_ends_in_the_same_place(
    stage: str, base: tuple[Path, dict[str, Any], list[dict[str, Any]]], request_for: Make, tmp_path: Path
) -> None:
    longer = {"cpt": {"tokens": 40 * 128}, "sft": {"steps": 40}, "grpo": {"steps": 12}}
    module = {"cpt": "pretraining", "sft": "finetuning", "grpo": "reinforcement"}[stage]
    program = CHILD.format(module=module, function=f"train_{stage}")

    def start(below: Path) -> subprocess.Popen[str]:
        request = request_for(stage, below, base[0], **longer)
        path = below.with_suffix(".json")
        path.write_text(json.dumps(request), encoding="utf-8")
        return subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)

    undisturbed = json.loads(start(tmp_path / "whole").communicate(timeout=240)[0].splitlines()[-1])
    killed = start(tmp_path / "killed")
    work = tmp_path / "killed" / f"work-{stage}"
    while not list(work.glob("checkpoint-*/trainer_state.json")) and killed.poll() is None:
        time.sleep(0.02)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "killed" / stage / "model.safetensors").exists(), "killed too late to show anything"
    resumed = json.loads(start(tmp_path / "killed").communicate(timeout=240)[0].splitlines()[-1])
    assert weights(tmp_path / "killed" / stage) == weights(tmp_path / "whole" / stage)
    timing = {"step_time"}
    assert [p for p in resumed["curve"] if p["name"] not in timing] == undisturbed["curve"]
    assert resumed["metrics"] == undisturbed["metrics"]
