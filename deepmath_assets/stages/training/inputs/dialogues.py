"""Instruction records as token ids with a mask: what the model is asked, what it has to write, what it is spared.

No loss on the prompt (the paper does not say; own choice), and none on what an interpreter printed (ToRA, Gou et al.
2023): the model does not write that itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from deepmath_assets.base.boxed import last_boxed
from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.stages.training.inputs.tokenizer import prompt_text

IGNORED = -100
LEFT_OUT = "left_out.parquet"
_OUTPUT = re.compile(r"```output\n.*?(?:\n```|\Z)\n?", re.DOTALL)
_CLOSING = {"en": "The answer is \\boxed{{{}}}.", "zh": "答案是\\boxed{{{}}}。"}


@dataclass(frozen=True, slots=True)
class Example:
    """Token ids with labels of the same length."""

    input_ids: list[int]
    labels: list[int]


def read_records(path: Path, split: str, kinds: tuple[str, ...]) -> pl.DataFrame:
    """Instruction records of this split and these kinds. Raises BadInput where there are none."""
    wanted = (pl.col("split") == split) & pl.col("kind").is_in(list(kinds))
    found = pl.scan_parquet(path).filter(wanted).collect()
    if found.is_empty():
        raise BadInput(
            f"{path} has no {split} records of the kinds {', '.join(kinds)}; look at instruct/instruction_set"
        )
    return found


def write_left_out(path: Path, kinds: tuple[str, ...], refused: Mapping[str, tuple[Reason, str]], folder: Path) -> None:
    """Write the records that a training does not learn from, as rows of `decisions`, beside the model.

    They are held out, of a kind that it does not take, or `refused`: by record_id, why and the evidence.
    """
    rows = pl.scan_parquet(path).select("record_id", "split", "kind").sort("record_id").collect()
    held, other = pl.col("split") != "train", ~pl.col("kind").is_in(list(kinds))
    why = {name: reason.value for name, (reason, _) in refused.items()}
    evidence = {name: detail for name, (_, detail) in refused.items()}
    own, said = (
        pl.col("record_id").replace_strict(values, default=None, return_dtype=pl.String) for values in (why, evidence)
    )
    judged = rows.select(
        row_id="record_id",
        reason=pl.when(held).then(pl.lit(Reason.HELD_OUT.value)).when(other).then(pl.lit(Reason.OTHER_KIND.value))
        .otherwise(own),
        detail=pl.when(held).then("split").when(other).then("kind").otherwise(said),
    )  # fmt: skip
    judged.drop_nulls("reason").write_parquet(folder / LEFT_OUT)


def reply_text(record: Mapping[str, Any]) -> str:
    r"""What the assistant writes: the reasoning, closed by the boxed answer unless it is boxed already or a program.

    >>> reply_text({"kind": "cot", "language": "en", "reasoning": "1+1=2.", "answer": "2"})
    '1+1=2.\nThe answer is \\boxed{2}.'
    >>> reply_text({"kind": "pot", "language": "en", "reasoning": "```python\nprint(2)\n```", "answer": "2"})
    '```python\nprint(2)\n```'
    """
    reasoning = str(record["reasoning"]).strip()
    if record["kind"] == "pot" or last_boxed(reasoning) is not None:
        return reasoning
    closing = _CLOSING.get(str(record["language"]), _CLOSING["en"]).format(record["answer"])
    return f"{reasoning}\n{closing}" if reasoning else closing


def pieces(reply: str) -> list[tuple[str, bool]]:
    r"""The reply cut into texts with whether the model is to learn to write them.

    >>> pieces("a\n```output\n1\n```\nb")
    [('a\n', True), ('```output\n1\n```\n', False), ('b', True)]
    """
    found: list[tuple[str, bool]] = []
    end = 0
    for block in _OUTPUT.finditer(reply):
        found += [(reply[end : block.start()], True), (block.group(), False)]
        end = block.end()
    found.append((reply[end:], True))
    return [piece for piece in found if piece[0]]


def example(record: Mapping[str, Any], tokenizer: Any, prompts: Mapping[str, Any]) -> Example:
    """The record as ids and labels: prompt and interpreter outputs masked, the end token learnt."""
    prompt = prompt_text(prompts, record["kind"], record["language"], record["question"])
    ids: list[int] = tokenizer.encode(prompt, add_special_tokens=False)
    labels = [IGNORED] * len(ids)
    for text, learnt in pieces(" " + reply_text(record)):
        piece = tokenizer.encode(text, add_special_tokens=False)
        ids += piece
        labels += piece if learnt else [IGNORED] * len(piece)
    return Example([*ids, tokenizer.eos_token_id], [*labels, tokenizer.eos_token_id])
