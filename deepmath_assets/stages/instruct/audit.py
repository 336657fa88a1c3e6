"""The audit pool: records drawn by kind of risk for a person to read, and the verdicts that come back.

A record stands in the first stratum that fits it, the riskiest first, so that strata are disjoint; each is drawn by a
seeded hash, so that a larger draw contains a smaller one and new records do not reshuffle old draws.
"""

from pathlib import Path

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.instruct import Instruct

_COLUMNS = ("record_id", "stratum", "kind", "language", "question", "reasoning", "answer", "verdict", "note")


def stratum(settings: Instruct) -> pl.Expr:
    """The kind of risk of a record, riskiest first, `plain` where none applies."""
    reasoning, answer = pl.col("reasoning").str.len_chars(), pl.col("answer").str.len_chars()
    outputs = pl.col("tool_calls").list.len()
    return (
        pl.when(pl.col("page_id").is_not_null()).then(pl.lit("found_on_a_page"))
        .when((pl.col("kind") == "cot") & (reasoning < settings.short_reasoning_chars)).then(pl.lit("hardly_reasoned"))
        .when(answer > settings.long_answer_chars).then(pl.lit("long_answer"))
        .when(outputs > 1).then(pl.lit("several_programs"))
        .when(pl.col("kind") == "tool").then(pl.lit("tool_transcript"))
        .when(pl.col("kind") == "pot").then(pl.lit("program"))
        .when(pl.col("kind") == "answer_only").then(pl.lit("answer_only"))
        .when(~pl.col("answer").str.contains(r"\d")).then(pl.lit("answer_without_number"))
        .otherwise(pl.lit("plain"))
    )  # fmt: skip


def audit_pool(
    records: pl.DataFrame, *, settings: Instruct, seed: int, verdicts: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Up to `audit_per_stratum` records of each stratum (contract AuditPool), with the verdicts given so far.

    With them the records that were not drawn, as rows of `decisions`.
    """
    order = pl.Series("order", [stable_fraction(i, seed, "audit") for i in records["record_id"]], dtype=pl.Float64)
    placed = records.with_columns(order, stratum=stratum(settings)).sort("stratum", "order")
    chosen = pl.int_range(pl.len()).over("stratum") < settings.audit_per_stratum
    known = verdicts if verdicts is not None else no_verdicts()
    drawn = placed.filter(chosen).join(known, on="record_id", how="left", maintain_order="left").select(_COLUMNS)
    others = placed.filter(~chosen).sort("record_id")
    return drawn, others.select(row_id="record_id", reason=pl.lit(Reason.NOT_SAMPLED.value), detail="stratum")


def no_verdicts() -> pl.DataFrame:
    """An empty frame of verdicts: record_id, verdict, note."""
    return pl.DataFrame(schema={"record_id": pl.String, "verdict": pl.String, "note": pl.String})


def read_verdicts(path: Path | str) -> pl.DataFrame:
    """The verdicts of a CSV that a person filled in; none where the file does not exist.

    Raises BadInput where a column is missing or a record has two verdicts.
    """
    path = Path(path)
    if not path.is_file():
        return no_verdicts()
    table = pl.read_csv(path, infer_schema=False)
    missing = {"record_id", "verdict", "note"} - set(table.columns)
    if missing:
        raise BadInput(f"{path}: no column {sorted(missing)[0]}; the audit file needs record_id, verdict and note")
    given = table.filter(pl.col("verdict").str.strip_chars() != "").select("record_id", "verdict", "note")
    if given["record_id"].is_duplicated().any():
        raise BadInput(f"{path}: two verdicts for one record_id; leave one line a record")
    return given
