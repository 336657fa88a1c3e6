"""Supervised fine-tuning on the instruction set with TRL's SFTTrainer (paper section 3.2): mixed kinds, constant rate.

The paper concatenates examples at random up to 4K tokens and says nothing of the mask: `packing = "bfd"` keeps packed
examples apart, `wrapped` lets them see each other, `none` pads. Records longer than the context are left out, listed.
Replay (windows of the pretraining documents among the records) is ours: the paper's set is too small a share of a large
model to make it forget, a small model forgets its code in a few hundred steps.
"""

from collections.abc import Mapping
from typing import Any

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.training import FineTuning
from deepmath_assets.stages.training.inputs.dialogues import Example, example, read_records, write_left_out
from deepmath_assets.stages.training.inputs.tokenizer import chat_template, load_tokenizer, prompt_text
from deepmath_assets.stages.training.inputs.tokens import held_out, open_shards, read_index, windows
from deepmath_assets.stages.training.measures import perplexities, replies, share, well_formed
from deepmath_assets.stages.training.pretraining import load_model
from deepmath_assets.stages.training.process.checkpoints import last_whole_checkpoint
from deepmath_assets.stages.training.process.determinism import make_deterministic
from deepmath_assets.stages.training.process.outcome import outcome, save_model
from deepmath_assets.stages.training.process.reports import quiet, reporter
from deepmath_assets.stages.training.process.request import Report, Request, read_request
from deepmath_assets.stages.training.process.schedule import scheduled
from deepmath_assets.stages.training.process.settings import common_arguments


def train_sft(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The parent model fine-tuned on the train split; shards, where given, tell what it forgot."""
    asked = read_request(request, ("parent", "records", "prompts"))
    make_deterministic(asked.seed, asked.threads)
    tokenizer = load_tokenizer(asked.tokenizer)
    tokenizer.chat_template = chat_template(asked.prompts["template"])
    model = load_model(asked.parent, len(tokenizer))
    before = forgetting(model, asked)
    examples, too_long = _examples(asked, tokenizer)
    replayed = replay(asked, len(examples))
    trainer = _trainer(model, tokenizer, [*examples, *replayed], asked, report)
    trainer.train(resume_from_checkpoint=last_whole_checkpoint(asked.work))
    save_model(trainer.model, tokenizer, asked)
    metrics = {
        "records": len(examples),
        "records_too_long": too_long,
        "windows_replayed": len(replayed),
        "perplexity_before": before,
        "perplexity_after": forgetting(trainer.model, asked),
        **format_compliance(trainer.model, tokenizer, asked),
    }
    seen = trainer.state.num_input_tokens_seen
    return outcome(trainer.model, trainer.state.global_step, int(seen), metrics, trainer.state.log_history)


def forgetting(model: Any, request: Request) -> dict[str, float]:
    """Perplexity by source on the held-out documents of pretraining, empty where no shards were given."""
    if request.shards is None or request.shard_index is None:
        return {}
    settings, index = request.settings, read_index(request.shard_index)
    held = index.filter(held_out(index, request.seed, settings.holdout_share))
    run = settings.cpt
    shards = open_shards(request.shards, index)
    return perplexities(model, shards, held, run.context_tokens, settings.holdout_tokens, run.device_rows)


def replay(request: Request, records: int) -> list[Example]:
    """Windows of the documents not held out, evenly spread, as many as make `replay_share` of all examples."""
    run = request.settings.sft
    if request.shards is None or request.shard_index is None or run.replay_share == 0:
        return []
    index = read_index(request.shard_index)
    kept = index.filter(~held_out(index, request.seed, request.settings.holdout_share))
    of_kept = windows(open_shards(request.shards, index), kept, run.context_tokens)
    count = min(len(of_kept), round(records * run.replay_share / (1 - run.replay_share)))
    texts = (of_kept[number * len(of_kept) // count]["input_ids"].tolist() for number in range(count))
    return [Example(ids, ids) for ids in texts]


def format_compliance(model: Any, tokenizer: Any, request: Request) -> dict[str, float]:
    """The share of greedy replies to held-out prompts that keep their form, all and by kind."""
    run = request.settings.sft
    if request.records is None or run.probe_records == 0:
        return {}
    kinds = tuple(kind for kind in run.kinds if kind != "tool")  # a tool trace goes on only after its program has run
    probes = read_records(request.records, "holdout", kinds).sort("record_id").head(run.probe_records)
    prompts = [
        prompt_text(request.prompts, row["kind"], row["language"], row["question"])
        for row in probes.iter_rows(named=True)
    ]
    said = replies(model, tokenizer, prompts, run.probe_tokens, len(prompts))
    formed = [(kind, well_formed(kind, *reply)) for kind, reply in zip(probes["kind"].to_list(), said, strict=True)]
    by_kind = {
        f"format_compliance_{kind}": share([ok for k, ok in formed if k == kind])
        for kind in sorted(set(probes["kind"]))
    }
    return {"format_compliance": share([ok for _, ok in formed]), **by_kind}


def _examples(request: Request, tokenizer: Any) -> tuple[list[Example], int]:
    run = request.settings.sft
    if request.records is None:
        raise BadInput("fine-tuning needs instruction records")
    rows = read_records(request.records, "train", run.kinds).sort("record_id")
    made = [example(row, tokenizer, request.prompts) for row in rows.iter_rows(named=True)]
    sizes = dict(zip(rows["record_id"], (len(one.input_ids) for one in made), strict=True))
    fitting = [one for one in made if len(one.input_ids) <= run.context_tokens]
    if not fitting:
        raise BadInput(f"no record fits {run.context_tokens} tokens; raise training.sft.context_tokens")
    long = {name: (Reason.TOO_LONG, f"{n} tokens") for name, n in sizes.items() if n > run.context_tokens}
    write_left_out(request.records, run.kinds, long, request.output)
    return fitting, len(long)


def _trainer(model: Any, tokenizer: Any, examples: list[Example], request: Request, report: Report) -> Any:
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    run: FineTuning = request.settings.sft
    arguments = common_arguments(request, run.steps, run.learning_rate, run.device_rows, run.batch_rows)
    data = Dataset.from_dict(
        {"input_ids": [one.input_ids for one in examples], "labels": [one.labels for one in examples]}
    )
    trainer = scheduled(SFTTrainer, run.steps, run.warmup_steps, run.steps_down)(
        model=model,
        args=SFTConfig(
            **arguments,
            max_length=run.context_tokens,
            packing=run.packing != "none",
            packing_strategy="bfd" if run.packing == "none" else run.packing,
            shuffle_dataset=True,
            include_num_input_tokens_seen="all",
        ),
        train_dataset=data,
        processing_class=tokenizer,
        callbacks=[reporter(report)],
    )
    return quiet(trainer)
