"""The base model on code, and continued pretraining on the mixture (paper sections 2.2.1 and 2.3).

Both are next-token training over windows of token shards by transformers' Trainer with the paper's optimiser and its
multi-step schedule; they differ in where the weights come from and in the sources. Perplexity of each source's held-out
documents is measured before and after: what falls is learnt, what rises is forgotten.
"""

from collections.abc import Mapping
from typing import Any

from deepmath_assets.base.errors import BadInput
from deepmath_assets.profiles.shapes.training import Architecture, Pretraining
from deepmath_assets.stages.training.inputs.tokenizer import load_tokenizer
from deepmath_assets.stages.training.inputs.tokens import held_out, of_sources, open_shards, read_index, windows
from deepmath_assets.stages.training.measures import perplexities
from deepmath_assets.stages.training.process.checkpoints import last_whole_checkpoint
from deepmath_assets.stages.training.process.determinism import make_deterministic
from deepmath_assets.stages.training.process.outcome import outcome, save_model
from deepmath_assets.stages.training.process.reports import quiet, reporter
from deepmath_assets.stages.training.process.request import Report, Request, read_request
from deepmath_assets.stages.training.process.schedule import scheduled
from deepmath_assets.stages.training.process.settings import common_arguments


def train_base(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """A base model trained on code, or a public one taken as it is where the profile names one."""
    asked = read_request(request, ("shards", "shard_index"))
    make_deterministic(asked.seed, asked.threads)
    tokenizer = load_tokenizer(asked.tokenizer)
    if asked.settings.base.pretrained:
        model = load_model(asked.settings.base.pretrained, len(tokenizer))
        save_model(model, tokenizer, asked)
        return outcome(model, 0, 0, {"pretrained": asked.settings.base.pretrained}, [])
    model = new_model(asked.settings.architecture, tokenizer)
    return _pretrain(model, tokenizer, asked, asked.settings.base, report)


def train_cpt(request: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The parent model after continued pretraining on the mixture's shards."""
    asked = read_request(request, ("shards", "shard_index", "parent"))
    make_deterministic(asked.seed, asked.threads)
    tokenizer = load_tokenizer(asked.tokenizer)
    return _pretrain(load_model(asked.parent, len(tokenizer)), tokenizer, asked, asked.settings.cpt, report)


def new_model(shape: Architecture, tokenizer: Any) -> Any:
    """An untrained decoder of this shape for the tokenizer's vocabulary."""
    from transformers import LlamaConfig, LlamaForCausalLM

    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=shape.hidden,
            intermediate_size=shape.intermediate,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.key_value_heads,
            max_position_embeddings=shape.positions,
            tie_word_embeddings=shape.tied_embeddings,
            initializer_range=shape.initializer_range,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def load_model(parent: str | None, vocabulary: int) -> Any:
    """The parent's weights. Raises BadInput where its vocabulary is smaller than the tokenizer's."""
    import torch
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(parent, dtype=torch.float32)
    if model.config.vocab_size < vocabulary:
        raise BadInput(
            f"the model {parent} knows {model.config.vocab_size} tokens, the tokenizer has {vocabulary}: "
            "train the mixture with the model's own tokenizer, or the base model from nothing"
        )
    return model


def _pretrain(model: Any, tokenizer: Any, request: Request, run: Pretraining, report: Report) -> dict[str, Any]:
    settings = request.settings
    shards, train, held = _data(request, run)
    measure = (shards, held, run.context_tokens, settings.holdout_tokens, run.device_rows)
    before = perplexities(model, *measure)
    trainer = _trainer(model, train, request, run, report)
    trainer.train(resume_from_checkpoint=last_whole_checkpoint(request.work))
    save_model(trainer.model, tokenizer, request)
    after = perplexities(trainer.model, *measure)
    seen = trainer.state.global_step * run.batch_tokens
    metrics = {
        "perplexity_before": before,
        "perplexity_after": after,
        "epochs": round(seen / (len(train) * run.context_tokens), 4),
        "held_out_documents": held["document_id"].n_unique(),
    }
    return outcome(trainer.model, trainer.state.global_step, seen, metrics, trainer.state.log_history)


def _data(request: Request, run: Pretraining) -> tuple[Any, Any, Any]:
    if request.shards is None or request.shard_index is None:
        raise BadInput("pretraining needs shards and their index")
    index = read_index(request.shard_index)
    shards = open_shards(request.shards, index)
    out = held_out(index, request.seed, request.settings.holdout_share)
    train = windows(shards, of_sources(index.filter(~out), run.sources), run.context_tokens)
    if not len(train):
        raise BadInput(f"fewer than {run.context_tokens} tokens to train on in {request.shards}")
    return shards, train, index.filter(out)


def _trainer(model: Any, train: Any, request: Request, run: Pretraining, report: Report) -> Any:
    from transformers import Trainer, TrainingArguments, default_data_collator

    batch_rows = max(1, run.batch_tokens // run.context_tokens)
    arguments = common_arguments(request, run.steps, run.learning_rate, run.device_rows, batch_rows)
    trainer = scheduled(Trainer, run.steps, run.warmup_steps, run.steps_down)(
        model=model,
        args=TrainingArguments(**arguments),
        train_dataset=train,
        data_collator=default_data_collator,
        callbacks=[reporter(report)],
    )
    return quiet(trainer)
