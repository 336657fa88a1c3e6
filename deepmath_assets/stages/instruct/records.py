"""The instruction set: drafts of all sources, checked, compared with the benchmarks, deduplicated and split.

A record goes the same way whatever its source: fields there, no benchmark item in its question or in the question it
was made from, not asked before in the same kind, its program prints its answer, its answer spelt as the grader reads
it. The first check that fails gives the reason. Kinds are deduplicated apart: one question may be solved by chain of
thought and by program, as in the paper's data (section 3.1).
"""

from collections.abc import Callable

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.profiles.shapes.instruct import Instruct
from deepmath_assets.stages.instruct.drafts import SCHEMA_VERSION, question_key, written_in
from deepmath_assets.stages.instruct.execution import RunProgram, SameAnswer, refusals
from deepmath_assets.stages.instruct.reading import DRAFTS

Contaminated = Callable[[str], str | None]

_COLUMNS = (
    "record_id", "schema_version", "kind", "question", "reasoning", "answer", "answer_key", "language", "domain",
    "subdomain", "level", "source", "page_id", "tool_calls", "split",
)  # fmt: skip
_DECISION = pl.Struct({"reason": pl.String, "detail": pl.String})


def instruction_set(
    given: pl.DataFrame,
    problems: pl.DataFrame,
    *,
    settings: Instruct,
    seed: int,
    workers: int,
    answer_key: Callable[[str], str],
    agrees: SameAnswer,
    contaminated: Contaminated,
    run_program: RunProgram,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Records (contract InstructionSet) and the rows left out, given drafts first, page problems after them.

    Rows in = `given` + `problems` = kept + dropped. `contaminated(text)` names the benchmark item in a text or is
    None; `agrees(answer, gold)` is the grader, `answer_key` its normal form, `run_program` the sandbox.
    """
    rows = pl.concat([given, from_problems(problems)])
    dropped: list[pl.DataFrame] = []
    for check in (
        lambda frame: _unusable(frame, settings),
        lambda frame: _leaks(frame, contaminated),
        _repeats,
        lambda frame: _failing(frame, settings, run_program, agrees, workers),
    ):
        rows, out = _divide(rows, check(rows))
        dropped.append(out)
    kept = rows.with_columns(
        schema_version=pl.lit(SCHEMA_VERSION, dtype=pl.Int64),
        answer_key=_mapped(rows["answer"], answer_key),
        split=splits(rows["origin"], seed, settings.holdout_share),
    )
    return kept.select(_COLUMNS), pl.concat(dropped)


def from_problems(problems: pl.DataFrame) -> pl.DataFrame:
    """Problems of pages as drafts; those without reasoning have the answer only."""
    worked = pl.col("reasoning").str.len_chars() > 0
    return problems.select(
        record_id="problem_id",
        kind=pl.when(worked).then(pl.lit("cot")).otherwise(pl.lit("answer_only")),
        question="question",
        reasoning="reasoning",
        answer="answer",
        language=pl.col("question").map_elements(written_in, return_dtype=pl.String),
        domain="domain",
        subdomain="subdomain",
        level=pl.lit(""),
        source=pl.lit("pages"),
        page_id="page_id",
        tool_calls=pl.lit([], dtype=DRAFTS["tool_calls"]),
        origin="question",
    )


def splits(origins: pl.Series, seed: int, holdout_share: float) -> pl.Series:
    """`train` or `holdout` by a hash of the original question: more records move none.

    >>> splits(pl.Series(["1+1?", "1 + 1?"]), 7, 0.5).n_unique()
    1
    """

    def split(origin: str) -> str:
        return "holdout" if stable_fraction(question_key(origin), seed, "instruct_holdout") < holdout_share else "train"

    return _mapped(origins, split)


def _unusable(frame: pl.DataFrame, settings: Instruct) -> pl.Series:
    question, answer = pl.col("question").str.strip_chars(), pl.col("answer").str.strip_chars()
    length = pl.col("question").str.len_chars() + pl.col("reasoning").str.len_chars()
    verdict = (
        pl.when(question == "")
        .then(_verdict("no_question", pl.lit("empty")))
        .when(answer == "")
        .then(_verdict("no_answer", pl.lit("empty")))
        .when(length > settings.max_record_chars)
        .then(_verdict("too_long", length.cast(pl.String) + pl.lit(" characters")))
        .when((pl.col("kind") == "answer_only") & pl.lit(not settings.keep_answer_only))
        .then(_verdict("no_reasoning", pl.lit("answer only")))
    )
    return frame.select(verdict.alias("verdict"))["verdict"]


def _leaks(frame: pl.DataFrame, contaminated: Contaminated) -> pl.Series:
    found = []
    for question, origin in frame.select("question", "origin").iter_rows():
        item = contaminated(question) or (contaminated(origin) if origin != question else None)
        found.append({"reason": "benchmark_item", "detail": item} if item else None)
    return pl.Series("verdict", found, dtype=_DECISION)


def _repeats(frame: pl.DataFrame) -> pl.Series:
    keyed = frame.select("record_id", "kind", key=_mapped(frame["question"], question_key))
    first = pl.col("record_id").first().over("kind", "key")
    repeated = pl.when(first != pl.col("record_id")).then(_verdict("same_question", first))
    return keyed.select(repeated.alias("verdict"))["verdict"]


def _failing(
    frame: pl.DataFrame, settings: Instruct, run_program: RunProgram, agrees: SameAnswer, workers: int
) -> pl.Series:
    runs = frame.with_row_index("place").filter(pl.col("kind").is_in(list(settings.run_kinds)))
    programs = [calls[-1]["code"] if calls else "" for calls in runs["tool_calls"].to_list()]
    verdicts = refusals(programs, runs["answer"].to_list(), run_program, agrees, workers)
    by_place = dict(zip(runs["place"].to_list(), verdicts, strict=True))
    found = [by_place.get(place) for place in range(frame.height)]
    rows = [{"reason": verdict[0], "detail": verdict[1]} if verdict else None for verdict in found]
    return pl.Series("verdict", rows, dtype=_DECISION)


def _divide(rows: pl.DataFrame, verdict: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    out = rows.select(row_id="record_id").with_columns(verdict.alias("verdict")).filter(verdict.is_not_null())
    return rows.filter(verdict.is_null()), out.unnest("verdict").select("row_id", "reason", "detail")


def _verdict(reason: str, detail: pl.Expr) -> pl.Expr:
    return pl.struct(reason=pl.lit(reason), detail=detail)


def _mapped(values: pl.Series, function: Callable[[str], str]) -> pl.Series:
    return pl.Series(values.name, [function(value) for value in values.to_list()], dtype=pl.String)
