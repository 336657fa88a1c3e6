"""What is measured before and after a run: perplexity by source, and whether replies keep their form.

Perplexity is exp of the mean negative log-likelihood a token over held-out documents of one source, in windows of the
training's context. Full evaluation against benchmarks belongs to the evaluation stage.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from deepmath_assets.base.boxed import boxes, last_boxed
from deepmath_assets.stages.training.inputs.tokens import TokenWindows, windows

_PROGRAM = re.compile(r"```python\n.+?\n```", re.DOTALL)


def perplexities(
    model: Any, shards: Mapping[str, Any], held: pl.DataFrame, context: int, tokens: int, rows: int
) -> dict[str, float]:
    """Perplexity by source over up to `tokens` held-out tokens each; a source without one whole window is left out."""
    found = {}
    for source in sorted(held["source"].unique().to_list()):
        first_copies = held.filter(pl.col("source") == source).unique("document_id", keep="first", maintain_order=True)
        of_source = windows(shards, first_copies, context)
        if len(of_source):
            found[source] = perplexity(model, of_source, tokens, rows)
    return found


def perplexity(model: Any, data: TokenWindows, tokens: int, rows: int) -> float:
    """Perplexity of the model over the first `tokens` tokens of the windows, `rows` windows at a time."""
    import torch

    was_training = model.training
    model.eval()
    count = max(1, min(len(data), tokens // data.context))
    total = 0.0
    with torch.no_grad():
        for start in range(0, count, rows):
            batch = torch.stack(
                [torch.from_numpy(data[i]["input_ids"]) for i in range(start, min(start + rows, count))]
            ).to(model.device)
            total += float(model(input_ids=batch, labels=batch, use_cache=False).loss) * len(batch)
    model.train(was_training)
    return round(math.exp(min(total / count, 50.0)), 4)


def well_formed(kind: str, reply: str, ended: bool) -> bool:
    r"""Whether a reply keeps the form of its kind: ended by itself, exactly one box, a program in its fences.

    >>> well_formed("cot", r"so \boxed{2}.", True), well_formed("cot", r"\boxed{1} \boxed{2}", True)
    (True, False)
    >>> well_formed("pot", "```python\nprint(1)\n```", True), well_formed("pot", "print(1)", True)
    (True, False)
    """
    if not ended:
        return False
    if kind == "pot":
        return _PROGRAM.search(reply) is not None
    return boxes(reply) == 1 and bool(last_boxed(reply))


def replies(model: Any, tokenizer: Any, prompts: Sequence[str], max_tokens: int, rows: int) -> list[tuple[str, bool]]:
    """Greedy replies with whether each ended by itself."""
    import torch

    was_training = model.training
    model.eval()
    found: list[tuple[str, bool]] = []
    for start in range(0, len(prompts), rows):
        batch = tokenizer(
            list(prompts[start : start + rows]), return_tensors="pt", padding=True, add_special_tokens=False
        )
        batch = {name: batch[name].to(model.device) for name in ("input_ids", "attention_mask")}
        with torch.no_grad():
            ids = model.generate(
                **batch, max_new_tokens=max_tokens, do_sample=False, use_cache=True,
                eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
            )  # fmt: skip
        for reply in ids[:, batch["input_ids"].shape[1] :].tolist():
            ended = tokenizer.eos_token_id in reply
            cut = reply[: reply.index(tokenizer.eos_token_id)] if ended else reply
            found.append((tokenizer.decode(cut, skip_special_tokens=True).strip(), ended))
    model.train(was_training)
    return found


def share(values: Sequence[bool]) -> float:
    """The share of true values, 0 of none.

    >>> share([True, False])
    0.5
    """
    return round(sum(values) / len(values), 4) if values else 0.0


Reward = Callable[[str, str], float]
