"""A small world to train in: a tokenizer, token shards and instruction records, made once a session."""

import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from deepmath_assets.profiles.load import load_profile, overlay
from deepmath_assets.stages.instruct.problems import PROBLEMS
from deepmath_assets.stages.instruct.reading import read_given
from deepmath_assets.stages.instruct.records import instruction_set
from deepmath_assets.stages.mixture.token_shards import token_shards
from deepmath_assets.stages.mixture.tokenizer import train_tokenizer

PROMPTS = {
    "template": "User: {prompt}\n\nAssistant:",
    "en": {"cot": "{question}\nThink.", "tool": "{question}\nProgram."},
    "zh": {"cot": "{question}\n思考。", "tool": "{question}\n编程。"},
}
TINY: dict[str, Any] = {
    "checkpoint_steps": 3,
    "report_steps": 1,
    "holdout_share": 0.2,
    "holdout_tokens": 256,
    "architecture": {
        "layers": 1,
        "hidden": 32,
        "intermediate": 48,
        "heads": 2,
        "key_value_heads": 2,
        "positions": 128,
    },
    "base": {
        "tokens": 6 * 128,
        "batch_tokens": 128,
        "context_tokens": 32,
        "device_rows": 2,
        "warmup_steps": 2,
        "learning_rate": 5e-3,
    },
    "cpt": {
        "tokens": 10 * 128,
        "batch_tokens": 128,
        "context_tokens": 32,
        "device_rows": 4,
        "warmup_steps": 2,
        "learning_rate": 5e-3,
    },
    "sft": {
        "steps": 8,
        "batch_rows": 4,
        "device_rows": 4,
        "context_tokens": 96,
        "probe_records": 4,
        "probe_tokens": 8,
    },
    "grpo": {
        "steps": 4,
        "questions_per_step": 2,
        "num_generations": 4,
        "device_rows": 8,
        "max_completion_tokens": 12,
        "probe_records": 4,
    },
}


def sums(seed: int, count: int) -> list[dict[str, str]]:
    """Templated additions: question, reasoning, answer."""
    rng = random.Random(seed)
    pairs = [(rng.randint(1, 60), rng.randint(1, 39)) for _ in range(count)]
    return [
        {"question": f"What is {a} plus {b}?", "reasoning": f"{a} + {b} = {a + b}.", "answer": str(a + b)}
        for a, b in pairs
    ]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with tokenizer, shards and records.parquet."""
    folder = tmp_path_factory.mktemp("world")
    profile = load_profile("demo")
    small = profile.mixture.tokenizer.model_copy(update={"vocabulary": 300})
    documents = _documents()
    train_tokenizer(documents, small, folder / "tokenizer")
    token_shards(
        documents, folder / "tokenizer", folder / "shards", profile.mixture.model_copy(update={"tokenizer": small})
    )
    given = folder / "instruct"
    given.mkdir()
    lines = [{"question": s["question"], "answer": f"{s['reasoning']}\n#### {s['answer']}"} for s in sums(1, 120)]
    (given / "sums.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    kept, _ = instruction_set(
        read_given(given).kept, pl.DataFrame(schema=PROBLEMS), settings=profile.instruct, seed=1, workers=1,
        answer_key=str, agrees=str.__eq__, contaminated=lambda _: None, run_program=lambda _: ("ok", ""),
    )  # fmt: skip
    kept.write_parquet(folder / "records.parquet")
    return folder


@pytest.fixture
def request_for(world: Path) -> Callable[..., dict[str, Any]]:
    """Requests of one stage in this world, with their output and work folders below a folder."""
    return partial(make_request, world)


def make_request(world: Path, stage: str, below: Path, parent: Path | None = None, **over: Any) -> dict[str, Any]:
    """A request for a tiny run; `over` overrides sections of the settings."""
    profile = load_profile("demo").training.model_dump(mode="json")
    return {
        "settings": overlay(overlay(profile, TINY), over),
        "seed": 5,
        "threads": 1,
        "tokenizer": str(world / "tokenizer"),
        "output": str(below / stage),
        "work": str(below / f"work-{stage}"),
        "parent": str(parent) if parent else None,
        "shards": str(world / "shards"),
        "shard_index": str(world / "shards" / "index.parquet"),
        "records": str(world / "records.parquet"),
        "prompts": PROMPTS,
    }


def _documents() -> pl.DataFrame:
    texts = [("code", f"def add_{i}(a, b):\n    return a + b + {i}\n" * 6) for i in range(40)]
    texts += [("corpus", " ".join(f"{s['question']} {s['reasoning']}" for s in sums(i, 8))) for i in range(60)]
    rows = [
        {
            "position": i, "document_id": f"d{i}", "copy": 0, "source": source, "language": "en", "subdomain": "",
            "page_id": None, "tokens_estimate": 1, "text": text,
        }
        for i, (source, text) in enumerate(texts)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"page_id": pl.String})
