"""The model card of a checkpoint: Markdown from its row, so that the card cannot say what did not happen."""

import json
from collections.abc import Mapping
from typing import Any

_STAGES = {
    "base_model": "Base model, trained on code",
    "cpt_model": "Base model after continued pretraining on the mathematical mixture",
    "sft_model": "Model after supervised fine-tuning on the instruction set",
    "grpo_model": "Model after group relative policy optimisation (GRPO), rewarded by a rule",
}


def model_card(row: Mapping[str, Any]) -> str:
    """The card of a checkpoint's row (contract training.*), with front matter as model hubs read it."""
    name = str(row["checkpoint"])
    metrics, settings = json.loads(row["metrics"]), json.loads(row["settings"])
    lines = [
        "---", "library_name: transformers", "pipeline_tag: text-generation", "---", "",
        f"# {name}", "", f"{_STAGES.get(name, 'Checkpoint')}.", "",
        "| | |", "| --- | --- |",
        f"| parameters | {row['parameters']:,} |",
        f"| optimiser steps | {row['steps']:,} |",
        f"| tokens seen | {row['tokens_seen']:,} |",
        f"| seed | {row['seed']} |",
        f"| folder's hash | `{row['artifact_hash']}` |",
        f"| parent's hash | {_code(row.get('parent_hash'))} |",
        "", "## Measured", "", "| measure | value |", "| --- | --- |",
        *(f"| {measure} | {value} |" for measure, value in flat(metrics)),
        *_last_points(row.get("curve") or []),
        "", "## Settings", "", "```json", json.dumps(settings, indent=2, sort_keys=True, ensure_ascii=False), "```", "",
        "## Limits", "",
        "Trained on web pages and published instruction data as this project's lake records them; it states falsehoods",
        "with confidence. Benchmark items were removed from its data by n-grams, which does not find paraphrases.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def flat(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Nested measures as pairs of dotted name and text.

    >>> flat({"perplexity": {"code": 2.5}, "records": 1200})
    [('perplexity.code', '2.5'), ('records', '1,200')]
    """
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            pairs += flat(value, f"{prefix}{name}.")
        else:
            pairs.append((f"{prefix}{name}", f"{value:,}" if isinstance(value, int | float) else str(value)))
    return pairs


def _last_points(curve: list[Mapping[str, Any]]) -> list[str]:
    last = {point["name"]: point for point in curve}
    rows = [f"| {name} | {last[name]['step']} | {last[name]['value']:.4g} |" for name in sorted(last)]
    return (
        ["", "## Last points of the curves", "", "| curve | step | value |", "| --- | --- | --- |", *rows]
        if rows
        else []
    )


def _code(value: object) -> str:
    return f"`{value}`" if value else "none"
