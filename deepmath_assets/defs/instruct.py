"""Instruction records: problems found in pages, given data of published formats, and the pool for a person's eyes."""

from collections.abc import Callable

import polars as pl

from deepmath_assets.defs.shared.making.accounts import Rows, rows_in
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import Desk, nothing_dropped
from deepmath_assets.lake.contracts.decisions import Given
from deepmath_assets.stages.corpus.leaks.matching import find_leaks
from deepmath_assets.stages.evaluation.grading import answer_key, grade
from deepmath_assets.stages.evaluation.sandbox import run_python
from deepmath_assets.stages.instruct.audit import audit_pool as draw_audit
from deepmath_assets.stages.instruct.audit import read_verdicts
from deepmath_assets.stages.instruct.problems import problems as find_problems
from deepmath_assets.stages.instruct.problems import question_ids
from deepmath_assets.stages.instruct.reading import DRAFTS, read_given
from deepmath_assets.stages.instruct.records import instruction_set as make_records

_PROBLEMS = (
    "instruct.min_question_chars", "instruct.max_answer_chars", "instruct.max_problem_chars",
    "instruct.min_problem_confidence",
)  # fmt: skip
_RECORDS = ("instruct.holdout_share", "instruct.keep_answer_only", "instruct.max_record_chars", "instruct.run_kinds")
_AUDIT = ("instruct.audit_per_stratum", "instruct.long_answer_chars", "instruct.short_reasoning_chars")


def _questions(desk: Desk) -> pl.LazyFrame:
    return question_ids(desk.read("corpus.sampled_pages")).lazy()


@table_asset(
    "instruct.problems", reads=("corpus.sampled_pages",), uses=_PROBLEMS, pack=True,
    account=rows_in(Rows("the question segments of corpus.sampled_pages", _questions)),
)  # fmt: skip
def problems(desk: Desk) -> None:
    """Question, reasoning and answer found in the segments of pages."""
    kept, dropped = find_problems(desk.read("corpus.sampled_pages"), desk.profile.instruct, desk.pack.answer_cues)
    desk.write(kept, dropped=dropped)


@table_asset(
    "instruct.instruction_set", reads=("instruct.problems", "corpus.ngram_blacklist"), inputs=("instruct",),
    uses=(*_RECORDS, "seed", "workers", "corpus.leaks", "evaluation.sandbox_seconds", "evaluation.sandbox_memory_mb"),
    account=rows_in("instruct.problems", given="drafts and unreadable lines of the given files"),
)  # fmt: skip
def instruction_set(desk: Desk) -> None:
    """Problems of pages and given data as one record, programs run, benchmark items out."""
    given, unread, met = read_given(desk.inputs.instruct) if desk.inputs.instruct else _nothing_given()
    found = desk.read("instruct.problems")
    leaking = _leaking_questions(
        desk, pl.concat([given.select("question"), given.select(question="origin"), found.select("question")])
    )
    kept, dropped = make_records(
        given, found, settings=desk.profile.instruct, seed=desk.use("seed"), workers=desk.use("workers"),
        answer_key=answer_key, agrees=grade, contaminated=leaking.get, run_program=_runner(desk),
    )  # fmt: skip
    by_kind = kept.group_by("kind", "language", "split").len().sort("kind", "language", "split")
    desk.write(kept, dropped=pl.concat([unread, dropped]), given=met, by_kind=by_kind)


@table_asset(
    "instruct.audit_pool", reads=("instruct.instruction_set",), uses=(*_AUDIT, "seed"),
    account=rows_in("instruct.instruction_set"),
)  # fmt: skip
def audit_pool(desk: Desk) -> None:
    """Records drawn for a person to read, by kind of risk; also as CSV."""
    folder = desk.work()
    verdicts = read_verdicts(folder / "audit_pool.csv")
    rows, dropped = draw_audit(
        desk.read("instruct.instruction_set"),
        settings=desk.profile.instruct,
        seed=desk.use("seed"),
        verdicts=verdicts,
    )
    rows.write_csv(folder / "audit_pool.csv")
    desk.write(rows, dropped=dropped, csv=str(folder / "audit_pool.csv"))


def _nothing_given() -> Given:
    return Given(pl.DataFrame(schema=DRAFTS), nothing_dropped(), 0)


def _leaking_questions(desk: Desk, questions: pl.DataFrame) -> dict[str, str]:
    """Questions that hold a benchmark item, with the item."""
    rows = questions.unique().select(document_id="question", text="question")
    hits = find_leaks(rows, "document_id", desk.read("corpus.ngram_blacklist"), desk.use("corpus.leaks"))
    return dict(hits.unique("row_id", keep="first").select("row_id", "item_id").iter_rows())


def _runner(desk: Desk) -> Callable[[str], tuple[str, str]]:
    seconds, memory = desk.use("evaluation.sandbox_seconds"), desk.use("evaluation.sandbox_memory_mb")

    def run(program: str) -> tuple[str, str]:
        done = run_python(program, timeout=seconds, memory_mb=memory)
        return done.status, done.stdout

    return run


ASSETS: tuple[TableAsset, ...] = (problems, instruction_set, audit_pool)
