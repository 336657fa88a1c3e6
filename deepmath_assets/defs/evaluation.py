"""Benchmarks, samples of each checkpoint, exact Pass@K and Maj@K, errors, and what goes back into the sampling."""

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.defs.shared.children.launch import forget_work, run_child, work_file
from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.making.accounts import Rows, rows_in, rows_of
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.partitions import CHECKPOINTS
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.tables import empty
from deepmath_assets.stages.evaluation.benchmarks import read_benchmarks
from deepmath_assets.stages.evaluation.reports import IntervalSettings, report_rows
from deepmath_assets.stages.evaluation.reports import error_report as count_errors
from deepmath_assets.stages.evaluation.reports import training_feedback as weigh

_MODELS = tuple(f"training.{name}_model" for name in CHECKPOINTS.get_partition_keys())
_SAMPLING = tuple(
    f"evaluation.{name}"
    for name in ("samples_per_item", "temperature", "top_p", "max_new_tokens", "batch_size", "grading",
                 "max_items_per_benchmark")
)  # fmt: skip
_LAST = CHECKPOINTS.get_partition_keys()[-1]


@table_asset(
    "evaluation.benchmarks", inputs=("benchmarks",), kinds=("python",),
    account=rows_in(given="lines of the given files"),
)  # fmt: skip
def benchmarks(desk: Desk) -> None:
    """Items of the benchmarks given."""
    if not desk.inputs.benchmarks:
        desk.write(empty("evaluation.benchmarks"), warning="no benchmarks given: nothing is guarded or evaluated")
        return
    kept, dropped, met = read_benchmarks(desk.inputs.benchmarks)
    by_benchmark = kept.group_by("benchmark", "split").len().sort("benchmark", "split")
    desk.write(kept, dropped=dropped, given=met, by_benchmark=by_benchmark)


@table_asset(
    "evaluation.checkpoints", reads=_MODELS,
    account=rows_in(Rows("the model of that name", lambda desk: _model(desk)), row_id=pl.col("artifact")),
)  # fmt: skip
def checkpoints(desk: Desk) -> None:
    """One checkpoint's model. An edge from all models to a partition cannot be drawn by checkpoint, a hash can."""
    desk.write(_model(desk).collect())


@table_asset(
    "evaluation.samples", reads=("evaluation.benchmarks", "evaluation.checkpoints"),
    uses=(*_SAMPLING, "training.prompts", "seed"), pack=True,
    kinds=("python", "pytorch", "huggingface"),
    account=rows_in("evaluation.benchmarks", row_id=pl.col("item_id")),
)  # fmt: skip
def samples(desk: Desk) -> None:
    """Graded completions of one checkpoint."""
    model = desk.read("evaluation.checkpoints").row(0, named=True)
    items, dropped = _drawn(desk)
    if items.is_empty():
        desk.write(empty("evaluation.samples"), dropped=dropped)
        return
    with desk.draft() as draft:
        run_child(desk, "sample", sample_request(desk, model["artifact"], items), draft)
        rows = pl.read_parquet(draft / "samples.parquet")
    forget_work(desk)
    rows = rows.with_columns(checkpoint=pl.lit(desk.key), model_hash=pl.lit(model["artifact_hash"]))
    desk.write(rows, dropped=dropped, correct_share=float(rows["correct"].mean() or 0.0))  # type: ignore[arg-type]


@table_asset(
    "evaluation.reports", reads=("evaluation.samples",),
    uses=("evaluation.ks", "evaluation.confidence", "evaluation.resamples", "seed"),
)  # fmt: skip
def reports(desk: Desk) -> None:
    """Pass@K and Maj@K with intervals, by checkpoint, language, benchmark and subject."""
    drawn = desk.read("evaluation.samples")
    tables = [
        report_rows(drawn.filter(checkpoint=name), name, desk.use("evaluation.ks"), _intervals(desk))
        for name in CHECKPOINTS.get_partition_keys()
        if name in drawn["checkpoint"]
    ]
    rows = pl.concat([empty("evaluation.reports"), *tables], how="vertical_relaxed")
    overall = rows.filter(slice="all")
    lines = {
        f"{name} {metric}": [(float(k), v) for k, v in part.sort("k").select("k", "value").iter_rows()]
        for (name, metric), part in overall.group_by("checkpoint", "metric", maintain_order=True)
    }
    desk.write(rows, overall=overall.select("checkpoint", "metric", "k", "value", "low", "high", "items"),
               curves=plots.curves(lines, "K", "share right"))  # fmt: skip


@table_asset(
    "evaluation.error_report", reads=("evaluation.samples",),
    uses=("evaluation.confidence", "evaluation.resamples", "seed"),
)  # fmt: skip
def error_report(desk: Desk) -> None:
    """Where the last checkpoint fails, by sub-domain, benchmark, language and level."""
    rows = count_errors(desk.read("evaluation.samples").filter(checkpoint=_LAST), _LAST, _intervals(desk))
    desk.write(rows, worst=rows.sort("low", descending=True).head(10))


@table_asset(
    "evaluation.training_feedback", reads=("evaluation.error_report",), pack=True,
    uses=("evaluation.max_feedback_weight", "evaluation.confidence", "evaluation.resamples", "seed"),
    account=rows_in(rows_of("evaluation.error_report", pl.col("subject")), row_id=pl.col("subjects").explode()),
)  # fmt: skip
def training_feedback(desk: Desk) -> None:
    """Weights by which the next sampling favours weak sub-domains."""
    errors, most = desk.read("evaluation.error_report"), desk.use("evaluation.max_feedback_weight")
    rows, dropped = weigh(errors, desk.pack.subject_subdomains(), most, _intervals(desk))
    desk.write(rows, dropped=dropped)


def sample_request(desk: Desk, artifact: str, items: pl.DataFrame) -> dict[str, object]:
    """What the child is asked: equal for equal content, so that a killed sampling is found again and goes on."""
    return {
        "model": str(desk.artifact(artifact)), "items": str(work_file(desk, "items", items)),
        "prompts": desk.pack.prompts_mapping(), "settings": _settings(desk), "wordings": desk.use("training.prompts"),
    }  # fmt: skip


def _model(desk: Desk) -> pl.LazyFrame:
    """The model of this partition's checkpoint, with `artifact` first."""
    return desk.scan(f"training.{desk.key}_model").select("artifact", "checkpoint", "artifact_hash")


def _drawn(desk: Desk) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The items to sample, at most so many of each benchmark's held-out splits, drawn by the seed; and the others."""
    seed, most = desk.use("seed"), desk.use("evaluation.max_items_per_benchmark")
    every = desk.read("evaluation.benchmarks")
    items = every.filter(pl.col("split") != "train")
    order = pl.Series(
        "order", [stable_fraction(item, seed, "benchmark_items") for item in items["item_id"]], dtype=pl.Float64
    )
    ranked = items.with_columns(order).sort("benchmark", "order")
    drawn = ranked.filter(pl.int_range(pl.len()).over("benchmark") < most).drop("order")
    why = pl.when(split="train").then(pl.lit(Reason.TRAINING_SPLIT.value)).otherwise(pl.lit(Reason.NOT_SAMPLED.value))
    others = every.join(drawn, on="item_id", how="anti").sort("item_id")
    return drawn, others.select(row_id="item_id", reason=why, detail=pl.format("{}, {}", "benchmark", "split"))


def _settings(desk: Desk) -> dict[str, object]:
    policy = desk.profile.evaluation
    return {
        "samples_per_item": policy.samples_per_item, "temperature": policy.temperature, "top_p": policy.top_p,
        "max_new_tokens": policy.max_new_tokens, "batch_size": policy.batch_size, "mode": policy.grading,
        "seed": desk.use("seed"),
    }  # fmt: skip


def _intervals(desk: Desk) -> IntervalSettings:
    return IntervalSettings(desk.use("seed"), desk.use("evaluation.resamples"), desk.use("evaluation.confidence"))


ASSETS: tuple[TableAsset, ...] = (benchmarks, checkpoints, samples, reports, error_report, training_feedback)
