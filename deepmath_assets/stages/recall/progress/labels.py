"""Labels of pages, for measuring only: reading them, and precision and recall of any set of pages.

Nothing that decides may import this module but the assembly of the round report.
"""

import csv
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.urls import url_key
from deepmath_assets.lake.contracts.decisions import DROPPED, Given, Reason
from deepmath_assets.lake.contracts.recall import Labels

_POSITIVE, _NEGATIVE = ("math", "1", "true", "yes", "in"), ("non-math", "0", "false", "no", "out")


class Quality(NamedTuple):
    """Precision and recall over labelled pages; None where nothing could be counted."""

    labelled: int
    precision: float | None
    recall: float | None


def read_labels(path: Path | None) -> Given:
    """The labels of a CSV with columns url and label; pages marked otherwise (unsure) are left out.

    Of two records of one page, the label stands if both agree; else the page is left out.
    """
    if path is None:
        return Given(Labels.create_empty(), pl.DataFrame(schema=DROPPED), 0)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"url", "label"} <= set(reader.fieldnames or ()):
            raise BadInput(f"{path}, line 1: labels need the columns url and label")
        rows = [
            (f"{path.name}#{reader.line_num}", url_key(row["url"]), row["url"], row["label"].strip().lower())
            for row in reader
        ]
    read = pl.DataFrame(rows, schema=dict.fromkeys(("row_id", "url_key", "url", "said"), pl.String), orient="row")
    value = pl.when(pl.col("said").is_in(_POSITIVE)).then(1).when(pl.col("said").is_in(_NEGATIVE)).then(0)
    judged = read.with_columns(label=value.cast(pl.Int64)).with_columns(reason=_why_not())
    dropped = judged.drop_nulls("reason").select("row_id", "reason", detail=pl.format("{}: {}", "url", "said"))
    kept = judged.filter(pl.col("reason").is_null()).select(Labels.column_names()).sort("url_key")
    return Given(kept, dropped, len(rows))


def _why_not() -> pl.Expr:
    """Why a row gives no label: unsure, against another of the page, or said before."""
    sure = pl.col("label").is_not_null()
    agreed = pl.col("label").drop_nulls().n_unique().over("url_key") == 1
    first = sure & (sure.cast(pl.Int64).cum_sum().over("url_key") == 1)
    return (
        pl.when(~sure).then(pl.lit(Reason.UNSURE.value))
        .when(~agreed).then(pl.lit(Reason.LABELS_DISAGREE.value))
        .when(~first).then(pl.lit(Reason.SAME_URL.value))
    )  # fmt: skip


def quality(labels: pl.DataFrame, collected_keys: Collection[str]) -> Quality:
    """Precision and recall of a set of pages, given by url_key.

    >>> labels = pl.DataFrame({"url_key": ["a", "b", "c"], "url": ["a", "b", "c"], "label": [1, 1, 0]})
    >>> quality(labels, {"a", "c", "x"})
    Quality(labelled=3, precision=0.5, recall=0.5)
    """
    kept = labels.filter(pl.col("url_key").is_in(list(collected_keys)))
    hits, positives = int(kept["label"].sum()), int(labels["label"].sum())
    return Quality(labels.height, hits / kept.height if kept.height else None, hits / positives if positives else None)


def recall_at_precision(scores: pl.DataFrame, labels: pl.DataFrame, precision: float) -> float:
    """The largest recall of any top part of a ranking (columns url_key, score) whose precision is at least this.

    >>> labels = pl.DataFrame({"url_key": ["a", "b", "c"], "url": ["a", "b", "c"], "label": [1, 0, 1]})
    >>> recall_at_precision(pl.DataFrame({"url_key": ["a", "b", "c"], "score": [0.9, 0.8, 0.1]}), labels, 0.9)
    0.5
    """
    best = scores.group_by("url_key").agg(pl.col("score").max())
    ranked = labels.join(best, on="url_key").sort(["score", "url_key"], descending=[True, False])
    running = ranked.with_columns(hits=pl.col("label").cum_sum(), taken=pl.int_range(1, pl.len() + 1))
    good = running.filter(pl.col("hits") / pl.col("taken") >= precision)["hits"].max()
    positives = int(labels["label"].sum())
    return int(good) / positives if isinstance(good, int) and positives else 0.0
