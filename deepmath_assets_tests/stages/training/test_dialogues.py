"""Records as token ids: what bears loss and what does not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.stages.training.finetuning import replay
from deepmath_assets.stages.training.inputs.dialogues import (
    IGNORED,
    LEFT_OUT,
    example,
    read_records,
    reply_text,
    write_left_out,
)
from deepmath_assets.stages.training.inputs.tokenizer import chat_template, load_tokenizer, prompt_text
from deepmath_assets.stages.training.inputs.tokens import held_out, open_shards, read_index, windows
from deepmath_assets.stages.training.process.request import read_request
from deepmath_assets_tests.stages.training.conftest import PROMPTS

TRACE = "Count.\n```python\nprint(3 * 4)\n```\n```output\n12\n```\nSo \\boxed{12}."


@pytest.fixture(scope="module")
def tokenizer(world: Path) -> Any:
    return load_tokenizer(world / "tokenizer")


def record(kind: str, reasoning: str, answer: str = "12", language: str = "en") -> dict[str, str]:
    return {"kind": kind, "language": language, "question": "How many?", "reasoning": reasoning, "answer": answer}


def learnt(tokenizer: Any, row: dict[str, str]) -> str:
    made = example(row, tokenizer, PROMPTS)
    assert len(made.input_ids) == len(made.labels)
    assert all(label in (IGNORED, token) for token, label in zip(made.input_ids, made.labels, strict=True))
    return str(tokenizer.decode([label for label in made.labels if label != IGNORED]))


def test_the_prompt_bears_no_loss_and_the_end_does(tokenizer: Any) -> None:
    text = learnt(tokenizer, record("cot", "3 * 4 = 12."))
    assert text == f" 3 * 4 = 12.\nThe answer is \\boxed{{12}}.{tokenizer.eos_token}"


def test_interpreter_output_bears_no_loss(tokenizer: Any) -> None:
    made = example(record("tool", TRACE), tokenizer, PROMPTS)
    assert "```output\n12" in tokenizer.decode(made.input_ids)
    text = learnt(tokenizer, record("tool", TRACE))
    assert text == f" Count.\n```python\nprint(3 * 4)\n```\nSo \\boxed{{12}}.{tokenizer.eos_token}"


def test_replies_close_in_their_language_and_only_once() -> None:
    assert reply_text(record("cot", "得12。", language="zh")) == "得12。\n答案是\\boxed{12}。"
    assert reply_text(record("cot", "It is \\boxed{12}.")) == "It is \\boxed{12}."
    assert reply_text(record("answer_only", "")) == "The answer is \\boxed{12}."


def test_the_chat_template_says_what_the_prompt_says(tokenizer: Any) -> None:
    tokenizer.chat_template = chat_template(PROMPTS["template"])
    messages = [{"role": "user", "content": "How many?\nThink."}]
    asked = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    assert asked == prompt_text(PROMPTS, "cot", "en", "How many?")
    told = tokenizer.apply_chat_template([*messages, {"role": "assistant", "content": "12"}], tokenize=False)
    assert told == f"{asked} 12{tokenizer.eos_token}"


def test_no_records_of_the_wanted_kind_is_said(world: Path) -> None:
    with pytest.raises(BadInput, match="no train records of the kinds tool"):
        read_records(world / "records.parquet", "train", ("tool",))
    assert set(read_records(world / "records.parquet", "holdout", ("cot",))["split"]) == {"holdout"}


def test_records_that_a_training_leaves_out_are_listed_with_the_reason(tmp_path: Path) -> None:
    rows = [("held", "holdout", "cot"), ("tool", "train", "tool"), ("long", "train", "cot"), ("used", "train", "cot")]
    pl.DataFrame(rows, schema=["record_id", "split", "kind"], orient="row").write_parquet(tmp_path / "records.parquet")
    for refused in ({"long": (Reason.TOO_LONG, "900 tokens")}, {}):
        write_left_out(tmp_path / "records.parquet", ("cot",), refused, tmp_path)
        listed = pl.read_parquet(tmp_path / LEFT_OUT).rows()
        said = [("long", "too_long", "900 tokens")] if refused else []
        assert listed == [("held", "held_out", "holdout"), *said, ("tool", "kind_not_trained", "tool")]


def test_replayed_windows_are_of_documents_not_held_out_and_make_their_share(
    request_for: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    asked = read_request(request_for("sft", tmp_path, sft={"replay_share": 0.2, "context_tokens": 32}), ())
    found = replay(asked, 80)
    assert len(found) == 20
    assert all(one.labels == one.input_ids and len(one.input_ids) == 32 for one in found)
    index = read_index(asked.shard_index or Path())
    kept = index.filter(~held_out(index, asked.seed, asked.settings.holdout_share))
    learnt = windows(open_shards(asked.shards or Path(), index), kept, 32)
    all_learnt = {tuple(learnt[number]["input_ids"].tolist()) for number in range(len(learnt))}
    assert {tuple(one.input_ids) for one in found} <= all_learnt
    assert len(replay(asked, 10**6)) == len(learnt)
    none = read_request(request_for("sft", tmp_path, sft={"replay_share": 0.0}), ())
    assert replay(none, 80) == []
