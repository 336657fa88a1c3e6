"""What a training process is asked to do: plain paths and values, checked once at its start.

A process is started by another one, so its request is a mapping of JSON values; nothing here imports torch.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepmath_assets.base.errors import BadInput
from deepmath_assets.profiles.load import overlay
from deepmath_assets.profiles.shapes.training import Training

Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Request:
    """A checked request. `parent` is a model folder or a model's public name; paths not needed are None."""

    settings: Training
    seed: int
    threads: int
    tokenizer: Path
    output: Path
    work: Path
    parent: str | None
    shards: Path | None
    shard_index: Path | None
    records: Path | None
    prompts: Mapping[str, Any]


def read_request(values: Mapping[str, Any], needs: tuple[str, ...]) -> Request:
    """The request with its settings checked and its folders made. Raises BadInput where a needed key is missing.

    Keys: settings (the profile's training section), seed, threads, tokenizer, output, work, and by stage parent,
    shards, shard_index (parquet of mixture.token_shards), records (parquet of instruct.instruction_set), prompts.
    """
    always = ("settings", "seed", "threads", "tokenizer", "output", "work")
    missing = [key for key in (*always, *needs) if values.get(key) in (None, "")]
    if missing:
        raise BadInput(f"the training request lacks {', '.join(missing)}; the launcher has to give it")
    settings = Training.model_validate(values["settings"])
    request = Request(
        settings=settings,
        seed=int(values["seed"]),
        threads=int(values["threads"]),
        tokenizer=Path(values["tokenizer"]),
        output=Path(values["output"]),
        work=Path(values["work"]),
        parent=values.get("parent") or None,
        shards=_path(values, "shards"),
        shard_index=_path(values, "shard_index"),
        records=_path(values, "records"),
        prompts=wordings(values.get("prompts") or {}, settings),
    )
    for folder in (request.output, request.work):
        folder.mkdir(parents=True, exist_ok=True)
    return request


def wordings(prompts: Mapping[str, Any], settings: Training) -> dict[str, Any]:
    """The pack's prompts (template, and by language cot and tool) with the profile's own wordings laid over them."""
    return overlay(prompts, settings.prompts)


def _path(values: Mapping[str, Any], key: str) -> Path | None:
    return Path(values[key]) if values.get(key) else None
