"""The round's fastText model: deterministic training, its score of a text, and its files.

One thread and zeroed memory (`memory.py`) make training byte-identical from run to run; more threads never do. A model
lives in a folder of two files: `model.bin` and `training.csv` (the training list, since what is asked for most is "the
classifier and its data"). Bucket and dimension bound the size: about (bucket + words) x dim x 4 bytes.
"""

import math
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.profiles.shapes.recall import ClassifierPolicy
from deepmath_assets.stages.recall.classifying.memory import zeroed_memory

MODEL_FILE = "model.bin"
TRAINING_FILE = "training.csv"
_LABELS = ("__label__other", "__label__own")


def train_model(lines: Sequence[str], labels: Sequence[int], folder: Path, policy: ClassifierPolicy) -> None:
    """Writes `model.bin` into the folder, trained on prepared lines with labels 0 and 1."""
    if len(set(labels)) < 2:
        raise BadInput("the classifier needs pages of both labels: are the seeds' addresses in the crawl?")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        examples = Path(scratch) / "examples.txt"
        with examples.open("w", encoding="utf-8") as out:
            out.writelines(f"{_LABELS[label]} {line}\n" for line, label in zip(lines, labels, strict=True))
        _trained(examples, policy).save_model(str(folder / MODEL_FILE))


def _trained(examples: Path, policy: ClassifierPolicy) -> Any:
    import fasttext

    try:
        with zeroed_memory():
            return fasttext.train_supervised(
                input=str(examples), thread=1, verbose=0, dim=policy.dim, lr=policy.lr, wordNgrams=policy.word_ngrams,
                minCount=policy.min_count, epoch=policy.epoch, bucket=policy.bucket, loss=policy.loss,
            )  # fmt: skip
    except (RuntimeError, ValueError) as error:
        raise BadInput(f"fastText cannot train ({error}): lower recall.classifier.lr or min_count") from None


def save_training_list(seeds: pl.DataFrame, folder: Path) -> None:
    """Writes the training list beside the model, sorted by page."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = ["page_id", "domain", "label", "source", "holdout"]
    seeds.select(columns).sort("page_id").write_csv(folder / TRAINING_FILE)


def model_log_odds(lines: Iterable[str], folder: Path) -> list[float]:
    """The model's log-odds for the pack's domain, of each prepared line; 0 for a line without a known word."""
    model = _load(folder)
    return [_log_odds(model, line) for line in lines]


def _log_odds(model: Any, line: str) -> float:
    # The low-level call: fastText's own Python wrapper needs an older numpy for its result.
    found = {label: score for score, label in model.f.predict(f"{line}\n", 2, 0.0, "strict")}
    if len(found) < 2:
        return 0.0
    own = min(max(found[_LABELS[1]], 1e-6), 1.0 - 1e-6)
    return math.log(own / (1.0 - own))


def _load(folder: Path) -> Any:
    import fasttext

    path = folder / MODEL_FILE
    if not path.is_file():
        raise BadInput(f"no model at {path}: materialize recall/classifier of this round first")
    return fasttext.load_model(str(path))
