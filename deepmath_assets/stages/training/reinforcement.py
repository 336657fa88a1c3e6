"""GRPO with TRL's trainer under the paper's settings (section 4, equations 3 and 4), which differ from TRL's defaults.

The reward is a rule (the grader on the boxed answer), not the paper's trained reward model: its ablation "Rule" (table
10). What is not covered: process supervision, iterations with a new reference model.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.training import Reinforcement
from deepmath_assets.stages.training.finetuning import forgetting
from deepmath_assets.stages.training.inputs.dialogues import read_records, write_left_out
from deepmath_assets.stages.training.inputs.tokenizer import load_tokenizer, prompt_text
from deepmath_assets.stages.training.measures import Reward, replies, share
from deepmath_assets.stages.training.pretraining import load_model
from deepmath_assets.stages.training.process.checkpoints import last_whole_checkpoint
from deepmath_assets.stages.training.process.determinism import make_deterministic
from deepmath_assets.stages.training.process.outcome import outcome, save_model
from deepmath_assets.stages.training.process.reports import quiet, reporter
from deepmath_assets.stages.training.process.request import Report, Request, read_request
from deepmath_assets.stages.training.process.settings import common_arguments
from deepmath_assets.stages.training.rewards import answer_reward, reward_functions


def train_grpo(request: Mapping[str, Any], report: Report, reward: Reward) -> dict[str, Any]:
    """The parent model after GRPO; `reward(answer, gold)` grades a boxed answer."""
    asked = read_request(request, ("parent", "records", "prompts"))
    make_deterministic(asked.seed, asked.threads)
    tokenizer = load_tokenizer(asked.parent or asked.tokenizer)
    model = load_model(asked.parent, len(tokenizer))
    before = {**_accuracy(model, tokenizer, asked, reward, "before"), "perplexity_before": forgetting(model, asked)}
    trainer = _trainer(model, tokenizer, asked, report, reward)
    trainer.train(resume_from_checkpoint=last_whole_checkpoint(asked.work))
    save_model(trainer.model, tokenizer, asked)
    history = trainer.state.log_history
    metrics = {
        "records": len(trainer.train_dataset),
        **before,
        **_accuracy(trainer.model, tokenizer, asked, reward, "after"),
        "perplexity_after": forgetting(trainer.model, asked),
        "reward_kind": "rule",
        **ends(history, ("reward", "kl")),
    }
    seen = int(trainer.state.num_input_tokens_seen)
    return outcome(trainer.model, trainer.state.global_step, seen, metrics, history)


def grpo_settings(run: Reinforcement) -> dict[str, Any]:
    """The profile's values under TRL's names.

    `steps_per_generation` is left to TRL, which takes the accumulation steps: one optimiser step a rollout, the paper's
    one update an exploration stage.
    """
    return {
        "num_generations": run.num_generations,
        "max_completion_length": run.max_completion_tokens,
        "beta": run.beta,
        "epsilon": run.epsilon,
        "num_iterations": run.num_iterations,
        "loss_type": run.loss_type,
        "scale_rewards": run.scale_rewards,
        "use_bias_correction_kl": run.use_bias_correction_kl,
        "temperature": run.temperature,
        "top_p": run.top_p,
        "use_vllm": run.use_vllm,
    }


def ends(history: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, float]:
    """First and last value of these curves, each the mean over a tenth of its points.

    >>> ends([{"step": 1, "kl": 0.0}, {"step": 2, "kl": 0.5}], ("kl",))
    {'kl_first': 0.0, 'kl_last': 0.5}
    """
    found: dict[str, float] = {}
    for name in names:
        values = [float(entry[name]) for entry in history if name in entry]
        if values:
            tenth = max(1, len(values) // 10)
            found[f"{name}_first"] = round(sum(values[:tenth]) / tenth, 5)
            found[f"{name}_last"] = round(sum(values[-tenth:]) / tenth, 5)
    return found


def _accuracy(model: Any, tokenizer: Any, request: Request, reward: Reward, when: str) -> dict[str, float]:
    run = request.settings.grpo
    if run.probe_records == 0:
        return {}
    questions = _questions(request, "holdout").unique("prompt", keep="first", maintain_order=True)
    probes = questions.head(run.probe_records)
    said = replies(model, tokenizer, probes["prompt"].to_list(), run.max_completion_tokens, run.device_rows)
    right = [answer_reward(text, gold, reward) > 0.5 for (text, _), gold in zip(said, probes["gold"], strict=True)]
    return {f"holdout_accuracy_{when}": share(right)}


def _questions(request: Request, split: str) -> pl.DataFrame:
    if request.records is None:
        raise BadInput("GRPO needs instruction records")
    rows = read_records(request.records, split, request.settings.grpo.kinds).sort("record_id")
    asked = rows.select("kind", "language", "question").iter_rows()
    prompts = [prompt_text(request.prompts, *values) for values in asked]
    return pl.DataFrame({"record_id": rows["record_id"], "prompt": prompts, "gold": rows["answer"]})


def _trainer(model: Any, tokenizer: Any, request: Request, report: Report, reward: Reward) -> Any:
    from datasets import Dataset
    from trl import GRPOConfig, GRPOTrainer

    run = request.settings.grpo
    batch_rows = run.questions_per_step * run.num_generations
    arguments = common_arguments(request, run.steps, run.learning_rate, run.device_rows, batch_rows)
    questions = _fitting(_questions(request, "train"), tokenizer, model.config.max_position_embeddings, request)
    functions, weights = reward_functions(run.rewards, reward, tokenizer.eos_token_id, run.max_completion_tokens)
    trainer = GRPOTrainer(
        model=model,
        reward_funcs=functions,
        args=GRPOConfig(**arguments, **grpo_settings(run), reward_weights=weights, include_num_input_tokens_seen="no"),
        train_dataset=Dataset.from_dict(questions.to_dict(as_series=False)),
        processing_class=tokenizer,
        callbacks=[reporter(report)],
    )
    return quiet(trainer)


def _fitting(questions: pl.DataFrame, tokenizer: Any, positions: int, request: Request) -> pl.DataFrame:
    """Different prompts that leave room for a completion; the other questions are listed beside the model."""
    run = request.settings.grpo
    room = positions - run.max_completion_tokens
    lengths = [len(tokenizer.encode(prompt, add_special_tokens=False)) for prompt in questions["prompt"]]
    sized = questions.with_columns(
        tokens=pl.Series(lengths, dtype=pl.Int64), first=pl.col("record_id").first().over("prompt")
    )
    refused: dict[str, tuple[Reason, str]] = {}
    for name, tokens, first in sized.select("record_id", "tokens", "first").iter_rows():
        if first != name:
            refused[name] = (Reason.SAME_QUESTION, first)
        elif tokens > room:
            refused[name] = (Reason.TOO_LONG, f"{tokens} tokens, room for {room}")
    fitting = sized.filter(~pl.col("record_id").is_in(list(refused)))
    if fitting.is_empty():
        raise BadInput(f"no question leaves room for {run.max_completion_tokens} tokens of {positions}")
    if request.records is not None:
        write_left_out(request.records, run.kinds, refused, request.output)
    return fitting.select("prompt", "gold")
