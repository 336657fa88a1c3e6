"""Processor seconds and bytes written of each stage on a probe, by calling the stages' own functions.

Here: timing. Not here: which bytes are read (`probe.py`) and what follows for the whole crawl (`forecast.py`).

Extraction runs in a child as in the graph: its time is the child's, less what an idle child takes to start, and what
the parent spends on talking to it. Stages after extraction are timed on at most the profile's number of pages. The
classifier is trained on stand-ins, the pages with the most and the fewest hits of the screen, since a probe rarely
holds enough seeds: its time depends on their number and length only.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.defs.shared.forecasting.probe import Probe, records_of
from deepmath_assets.defs.shared.reading import Reader, WarcTask, park, rows_of
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.contracts.recall import Seeds
from deepmath_assets.lake.tables import Lake
from deepmath_assets.stages.corpus.duplicates.bands import signatures
from deepmath_assets.stages.corpus.duplicates.shingles import Shingler
from deepmath_assets.stages.extract.guard import Guard
from deepmath_assets.stages.extract.page import Page
from deepmath_assets.stages.mixture.token_shards import token_shards
from deepmath_assets.stages.mixture.tokenizer import train_tokenizer
from deepmath_assets.stages.recall.classifying.classifier import train_classifier
from deepmath_assets.stages.recall.classifying.wording import prepared_texts
from deepmath_assets.stages.recall.scoring.language_model import train_language_model
from deepmath_assets.stages.recall.scoring.page_scores import Model, page_facts, page_scores
from deepmath_assets.stages.recall.seeding import empty_handover
from deepmath_assets.stages.recall.sources.templates import address_templates

Result = TypeVar("Result")
_ROUND = "r001"
_FEW = 20
_PARKED_ROWS = 30_000
_MIN_PAGES = 8


class Cost(NamedTuple):
    """Processor seconds and bytes written for the pages that a stage saw; `fixed` seconds whatever their number."""

    pages: int
    seconds: float
    written_bytes: int = 0
    fixed: float = 0.0


class Counts(NamedTuple):
    """Of one run: pages with a body, those that pass the screen, and those of them that have text."""

    pages: int
    passed: int
    with_text: int


@dataclass
class Measured:
    """What a probe showed."""

    counts: list[Counts] = field(default_factory=list)
    records: int = 0
    text_chars: int = 0
    costs: dict[str, Cost] = field(default_factory=dict)


def measured(workspace: Workspace, probe: Probe, folder: Path) -> Measured:
    """Counts of the probe and the cost of each stage on it; `folder` takes what is written on the way."""
    found = Measured()
    census, pages = _crawl_pass(workspace, probe, folder, found)
    if pages.height < _MIN_PAGES:
        raise BadInput(
            f"only {pages.height} pages with text among {found.records} records of the probe: give a larger --probe"
        )
    recall, corpus = workspace.profile.recall, workspace.profile.corpus
    stand_ins = _stand_ins(pages)
    named = pages.join(stand_ins.filter(label=1), on="page_id", how="semi")
    usual = train_language_model(named, folder / "language_model", recall.language_model)
    facts, seconds = _timed(lambda: page_facts(pages, workspace.pack, usual))
    found.costs["features"] = Cost(pages.height, seconds)
    prepared, preparing = _timed(lambda: prepared_texts(pages, recall.classifier.text))
    found.costs["training"], model = _training(workspace, stand_ins, prepared, folder)
    given, support = empty_handover(), recall.templates.min_support
    templates, templating = _timed(lambda: address_templates(census, support))
    scores, seconds = _timed(
        lambda: page_scores(facts, templates, prepared, model, given, stand_ins, workspace.pack, recall, _ROUND)
    )
    seconds += preparing + templating
    found.costs["scoring"] = Cost(pages.height, seconds, _stored(scores, folder / "scores.parquet"))
    rows, seconds = _timed(
        lambda: signatures(
            Shingler(corpus.near_duplicates).of_frame(pages), corpus.near_duplicates, workspace.profile.seed
        )
    )
    found.costs["signatures"] = Cost(pages.height, seconds, rows.nbytes)
    found.costs["tokenizing"] = _tokenizing(workspace, pages, folder)
    return found


class _TimedGuard(Guard):
    """A guard that counts the parent's seconds."""

    seconds = 0.0

    def extract(self, raw: bytes, url: str, charset: str | None) -> Page:
        page, seconds = _timed(lambda: super(_TimedGuard, self).extract(raw, url, charset))
        self.seconds += seconds
        return page


def _crawl_pass(workspace: Workspace, probe: Probe, folder: Path, found: Measured) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Census and pages of the probe (no more than are measured later), its counts and the costs of both halves."""
    lake, most = Lake(folder / "lake"), workspace.profile.forecast.max_measured_pages
    kept: list[dict[str, pl.DataFrame]] = []
    parked: list[dict[str, pl.DataFrame]] = []  # as many rows as a file of Common Crawl has: a commit has its price
    reader = Reader(workspace.pack, workspace.profile)
    idle, began = _idle_child(reader.guard), time.process_time()
    extract = workspace.profile.extract
    reader.guard = guard = _TimedGuard(extract.page_seconds, reader.guard.limits, extract.content)
    children = _children_seconds()
    with reader:
        for number, run in enumerate(probe.runs):
            task = WarcTask("", (), run.part, run.warc_file, f"run {number}")
            rows = rows_of(records_of(workspace, run), reader, task)
            _count(rows, found)
            if sum(each["extract.pages"].height for each in kept) < most:
                kept.append(rows)
            parked.append(rows)
            if run is probe.runs[-1] or sum(each["crawl.census"].height for each in parked) > _PARKED_ROWS:
                park(lake, _together(parked), task.delivery)
                parked.clear()
    spent = time.process_time() - began
    extracting = guard.seconds + max(0.0, _children_seconds() - children - (idle if guard.seconds else 0.0))
    passed = sum(each.passed for each in found.counts)
    written = {leaf: _bytes_under(folder / "lake" / "staging" / leaf) for leaf in ("crawl_census", "extract_pages")}
    found.costs["reading"] = Cost(found.records, spent - guard.seconds, written["crawl_census"])
    found.costs["extracting"] = Cost(passed, extracting, written["extract_pages"])
    seen = _together(kept)
    pages = seen["extract.pages"].unique("page_id", keep="first", maintain_order=True)
    return seen["crawl.census"], pages.head(most)


def _together(rows: list[dict[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    return {table: pl.concat([each[table] for each in rows]) for table in rows[0]}


def _count(rows: dict[str, pl.DataFrame], found: Measured) -> None:
    bodies = rows["crawl.census"].filter(pl.col("payload_bytes").is_not_null())
    out = bodies.filter(outcome=Reason.NOT_MATHEMATICS_BY_SCREEN.value).height
    found.counts.append(Counts(bodies.height, bodies.height - out, rows["extract.pages"].height))
    found.records += int(rows["crawl.warc_report"]["records"].sum())
    found.text_chars += int(rows["extract.pages"]["text_chars"].sum())


def _stand_ins(pages: pl.DataFrame) -> pl.DataFrame:
    """Rows of `recall.seeds`: the half of the pages with more hits as one label, every fifth page held out."""
    ranked = pages.sort("screen_score", "page_id").with_row_index("place")
    own = pl.col("place") >= pages.height // 2
    rows = ranked.with_columns(
        round=pl.lit(_ROUND), label=own.cast(pl.Int64), holdout=pl.col("place") % 5 == 0,
        source=pl.when(own).then(pl.lit("collected")).otherwise(pl.lit("random")),
    )  # fmt: skip
    return Seeds.cast(rows.select(Seeds.column_names()))


def _training(
    workspace: Workspace, stand_ins: pl.DataFrame, prepared: pl.DataFrame, folder: Path
) -> tuple[Cost, Model]:
    """Cost of the training on all stand-ins, told apart from what even a few cost (the model's size)."""
    policy = workspace.profile.recall.classifier
    few = pl.concat([stand_ins.head(_FEW), stand_ins.tail(_FEW)]).unique("page_id", maintain_order=True)
    _, fixed = _timed(lambda: train_classifier(few, prepared, folder / "few", policy, _ROUND))
    trained, seconds = _timed(lambda: train_classifier(stand_ins, prepared, folder / "model", policy, _ROUND))
    cost = Cost(stand_ins.height, max(0.0, seconds - fixed), _bytes_under(folder / "model"), fixed)
    return cost, Model(trained.folder, trained.slope, trained.intercept)


def _tokenizing(workspace: Workspace, pages: pl.DataFrame, folder: Path) -> Cost:
    """Cost of the shards; `fixed` is the tokenizer's training, on as much text as there is."""
    policy = workspace.profile.mixture
    documents = pages.select(
        "page_id", "text", document_id="page_id", source=pl.lit("pages"), copy=pl.lit(0, pl.Int64)
    ).with_row_index("position")
    _, fixed = _timed(lambda: train_tokenizer(documents, policy.tokenizer, folder / "tokenizer"))
    _, seconds = _timed(lambda: token_shards(documents, folder / "tokenizer", folder / "shards", policy))
    return Cost(pages.height, seconds, _bytes_under(folder / "shards"), fixed)


def _timed(work: Callable[[], Result]) -> tuple[Result, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _idle_child(guard: Guard) -> float:
    """What a child costs that does next to nothing."""
    before = _children_seconds()
    with Guard(guard.page_seconds, guard.limits) as idle:
        idle.extract(b"<p>", "", None)
    return _children_seconds() - before


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _stored(rows: pl.DataFrame, path: Path) -> int:
    rows.write_parquet(path)
    return path.stat().st_size


def _bytes_under(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
