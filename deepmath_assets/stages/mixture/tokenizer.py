"""A byte-level BPE tokenizer trained on the mixture, in a folder that transformers reads.

Every byte is in the vocabulary, so any text round-trips; digits stand alone, as in most models of mathematics. The
paper's own tokenizer has 100K entries (table 1's caption) and is not described further.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from deepmath_assets.profiles.shapes.mixture import Tokenizer as TokenizerSettings

FILE = "tokenizer.json"
_CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] + end }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif %}"
)


@dataclass(frozen=True)
class TokenizerReport:
    """What was trained: size, compression on its training text, and a card in Markdown."""

    vocabulary: int
    characters_per_token: float
    card: str


def train_tokenizer(documents: pl.DataFrame, settings: TokenizerSettings, folder: Path) -> TokenizerReport:
    """Trains on the documents in order and writes `tokenizer.json` and transformers' configuration into the folder."""
    texts = list(_training_texts(documents, settings.max_training_chars))
    tokenizer = _untrained()
    tokenizer.train_from_iterator(texts, _trainer(settings), length=len(texts))
    _write(tokenizer, settings, folder)
    tokens = sum(len(encoding.ids) for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False))
    ratio = sum(map(len, texts)) / max(tokens, 1)
    return TokenizerReport(tokenizer.get_vocab_size(), ratio, _card(tokenizer, settings, len(texts), ratio))


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a folder, reading special tokens that a text holds as plain text, never as commands."""
    tokenizer = Tokenizer.from_file(str(folder / FILE))
    tokenizer.encode_special_tokens = True
    return tokenizer


def _untrained() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    digits = pre_tokenizers.Digits(individual_digits=True)
    words = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([digits, words])
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _trainer(settings: TokenizerSettings) -> trainers.BpeTrainer:
    return trainers.BpeTrainer(
        vocab_size=settings.vocabulary,
        min_frequency=settings.min_frequency,
        special_tokens=list(settings.special_tokens),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )


def _training_texts(documents: pl.DataFrame, max_chars: int) -> Iterator[str]:
    """First copies in the order of training, up to a sum of characters."""
    used = 0
    for text in documents.filter(pl.col("copy") == 0).sort("position")["text"]:
        used += len(text)
        if used > max_chars:
            return
        yield text


def _write(tokenizer: Tokenizer, settings: TokenizerSettings, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / FILE))
    end = settings.end_of_document
    configuration = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": end, "eos_token": end, "pad_token": end,
        "additional_special_tokens": list(settings.special_tokens),
        "chat_template": _CHAT_TEMPLATE.replace("end }}", f"'{end}' }}}}"),
        "clean_up_tokenization_spaces": False,
    }  # fmt: skip
    text = json.dumps(configuration, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    (folder / "tokenizer_config.json").write_text(text, encoding="utf-8")


def _card(tokenizer: Tokenizer, settings: TokenizerSettings, texts: int, ratio: float) -> str:
    lines: Iterable[str] = (
        "Byte-level BPE, digits single, trained on the mixture in the order of training.",
        f"- vocabulary: {tokenizer.get_vocab_size()} (asked for {settings.vocabulary})",
        f"- training documents: {texts}",
        f"- characters per token on them: {ratio:.2f}",
        f"- special tokens: {', '.join(f'`{token}`' for token in settings.special_tokens)}",
    )
    return "\n".join(lines) + "\n"
