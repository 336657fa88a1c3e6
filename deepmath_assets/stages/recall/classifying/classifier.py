"""The asset `recall.classifier`: a trained model in a folder, and the row that reports on it."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from deepmath_assets.base.hashing import text_hash
from deepmath_assets.lake.artifacts import Artifact
from deepmath_assets.lake.contracts.recall import Classifier
from deepmath_assets.profiles.shapes.recall import ClassifierPolicy
from deepmath_assets.stages.recall.classifying.calibration import Holdout, holdout_quality, platt
from deepmath_assets.stages.recall.classifying.training import model_log_odds, save_training_list, train_model


@dataclass(frozen=True)
class TrainedClassifier:
    """What one training left: a folder with model and training list, and its measures."""

    folder: Path
    slope: float
    intercept: float
    positives: int
    negatives: int
    holdout: Holdout
    training_hash: str
    settings: str
    card: str


def train_classifier(
    seeds: pl.DataFrame, prepared: pl.DataFrame, folder: Path, policy: ClassifierPolicy, round_name: str
) -> TrainedClassifier:
    """A model trained on the seeds that are not held out, calibrated and measured on those that are.

    `prepared` is the frame of `wording.prepared_texts`; pages without text are left out. Pages of equal text count
    once, as a positive where one is: mirrors would teach a mistake as often as they copy it, and know the holdout.
    """
    rows = seeds.join(prepared, on="page_id").sort("label", "page_id", descending=[True, False])
    rows = rows.unique("prepared", keep="first", maintain_order=True).sort("page_id")
    shown, hidden = rows.filter(~pl.col("holdout")), rows.filter("holdout")
    save_training_list(rows, folder)
    # Sorted by hash: fastText reads in order, and all of one label or site in a row would pull the model about.
    shown = shown.with_columns(turn=pl.col("page_id").map_elements(text_hash, return_dtype=pl.String)).sort("turn")
    train_model(shown["prepared"].to_list(), shown["label"].to_list(), folder, policy)
    scores = np.array(model_log_odds(hidden["prepared"], folder), dtype=np.float64)
    labels = hidden["label"].to_numpy().astype(np.float64)
    slope, intercept = platt(scores, labels)
    holdout = holdout_quality(scores, labels)
    positives = int(shown["label"].sum())
    listed = rows.select(
        "page_id", "label", "holdout", pl.col("prepared").map_elements(text_hash, return_dtype=pl.String)
    )
    return TrainedClassifier(
        folder, slope, intercept, positives, shown.height - positives, holdout,
        training_hash=text_hash(listed.write_csv()),
        settings=json.dumps(policy.model_dump(), sort_keys=True),
        card=_card(round_name, rows, holdout, policy),
    )  # fmt: skip


def classifier_row(trained: TrainedClassifier, round_name: str, artifact: Artifact) -> pl.DataFrame:
    """The one row of `recall.classifier` for a model that was published as `artifact`."""
    row = {
        "round": round_name,
        **artifact.columns(),
        "training_hash": trained.training_hash,
        "positives": trained.positives,
        "negatives": trained.negatives,
        "holdout_pages": trained.holdout.pages,
        "holdout_auc": trained.holdout.auc,
        "holdout_average_precision": trained.holdout.average_precision,
        "precision_at_budget": trained.holdout.precision_at_budget,
        "precision_at_one_percent": trained.holdout.precision_at_one_percent,
        "calibration_slope": round(trained.slope, 9),
        "calibration_intercept": round(trained.intercept, 9),
        "settings": trained.settings,
        "card": trained.card,
    }
    return Classifier.cast(pl.DataFrame([row]))


def classifier_log_odds(prepared: pl.DataFrame, folder: Path, slope: float, intercept: float) -> pl.DataFrame:
    """Calibrated log-odds of every page: columns page_id, classifier_log_odds."""
    raw = pl.Series("classifier_log_odds", model_log_odds(prepared["prepared"], folder), dtype=pl.Float64)
    return prepared.select("page_id").with_columns(raw * slope + intercept)


def _card(round_name: str, rows: pl.DataFrame, holdout: Holdout, policy: ClassifierPolicy) -> str:
    sources = rows.group_by("label", "source").len().sort("label", "source").rows()
    listed = "\n".join(f"- label {label}, {source}: {count} pages" for label, source, count in sources)
    return (
        f"# Page classifier of round {round_name}\n\n"
        "fastText, two labels: pages of the pack's domain and others. Text: `classifying/wording.py`.\n\n"
        f"Training and holdout pages:\n{listed}\n\n"
        f"Holdout: {holdout.pages} pages, AUC {holdout.auc:.3f}, average precision {holdout.average_precision:.3f}, "
        f"precision at the operating volume {holdout.precision_at_budget:.3f}, the same at a base rate of 1 % "
        f"{holdout.precision_at_one_percent:.3f}. Where there are enough domains, the holdout's were not trained "
        "on; labels of the negatives are assumed, not read.\n\n"
        f"Parameters: {json.dumps(policy.model_dump(), sort_keys=True)}\n"
    )
