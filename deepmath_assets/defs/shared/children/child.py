"""A child's entry: `python -m ...child request.json`, started by `launch.run_child`.

Knows the tasks by name and nothing of Dagster but its Pipes protocol (the package dagster-pipes, without dependencies).
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from dagster_pipes import PipesContext, open_dagster_pipes

from deepmath_assets.profiles.load import overlay

Report = Callable[[dict[str, Any]], None]
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Run the task of a request and send its result to the parent."""
    _die_with_parent()
    os.environ["TQDM_DISABLE"] = "1"  # libraries' bars; progress goes through Pipes
    request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(request["work"]).mkdir(parents=True, exist_ok=True)
    with open_dagster_pipes() as pipes:
        result = TASKS[request["task"]](request, _reporter(pipes))
        pipes.report_custom_message(result)


def train_base(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The base model."""
    from deepmath_assets.stages.training import pretraining

    return pretraining.train_base(request, report)


def train_cpt(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Continued pretraining."""
    from deepmath_assets.stages.training import pretraining

    return pretraining.train_cpt(request, report)


def train_sft(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Supervised fine-tuning."""
    from deepmath_assets.stages.training import finetuning

    return finetuning.train_sft(request, report)


def train_grpo(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Group relative policy optimisation, with the evaluation's grader as reward."""
    from deepmath_assets.stages.evaluation.grading import grade
    from deepmath_assets.stages.training import reinforcement

    return reinforcement.train_grpo(request, report, lambda answer, gold: float(grade(answer, gold)))


def sample(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Graded completions of a checkpoint, written to `output/samples.parquet`."""
    from deepmath_assets.stages.evaluation.sampling import SamplingSettings, sample_answers
    from deepmath_assets.stages.training.inputs.tokenizer import prompt_text

    prompts = overlay(request["prompts"], request["wordings"])
    items = pl.read_parquet(request["items"]).to_dicts()
    settings = SamplingSettings(**request["settings"])
    rows: list[dict[str, Any]] = []
    total = len(items) * settings.samples_per_item
    batches = sample_answers(
        request["model"], items,
        lambda item: prompt_text(prompts, "cot", str(item["language"]), str(item["question"])),
        settings, Path(request["work"]) / "samples.jsonl",
    )  # fmt: skip
    for batch in batches:
        rows += batch
        report({"step": len(rows), "total": total})
    pl.DataFrame(rows, infer_schema_length=None).write_parquet(Path(request["output"]) / "samples.parquet")
    return {"samples": len(rows)}


TASKS: dict[str, Callable[[Mapping[str, Any], Report], dict[str, Any]]] = {
    "train_base": train_base,
    "train_cpt": train_cpt,
    "train_sft": train_sft,
    "train_grpo": train_grpo,
    "sample": sample,
}


def _reporter(pipes: PipesContext) -> Report:
    def report(state: dict[str, Any]) -> None:
        shown = ", ".join(f"{name} {_short(value)}" for name, value in state.items() if value is not None)
        pipes.log.info(shown)

    return report


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _die_with_parent() -> None:
    """Ask Linux for a kill when the parent dies; elsewhere, and where it is dead already, do what can be done."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        sys.exit("the parent process is gone")


if __name__ == "__main__":
    main()
