"""The recall loop by round, from the hand-over to the report.

Read from top to bottom, the order of a round. What a round may read of earlier rounds is named in `looks_back`. The
text is read once: a page's facts and an address' template are kept by the round in which they were new, and a later
round reads these (`shared/knowledge.py`).
"""

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from deepmath_assets.base.shards import map_shards
from deepmath_assets.defs.shared.knowledge import (
    KNOWN,
    LANGUAGE_MODEL,
    classifier_of_round,
    fresh_pages,
    fresh_parts,
    known_pages,
    known_templates,
    language_model_of_round,
    tables_of_round,
)
from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.making.accounts import Rows, rows_in, rows_of
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import HANDOVER, Desk
from deepmath_assets.defs.shared.making.sql_assets import sql_asset
from deepmath_assets.defs.shared.partitions import round_before
from deepmath_assets.defs.shared.reading import batches, failures_frame, fetch_pages
from deepmath_assets.defs.shared.running.course import course
from deepmath_assets.defs.shared.running.progress import track
from deepmath_assets.defs.shared.running.rounds import KEPT, LEFT_BEHIND, handover_rows, refresh_handovers
from deepmath_assets.lake.contracts.extract import Pages
from deepmath_assets.lake.contracts.recall import PageFacts
from deepmath_assets.stages.recall.classifying.classifier import classifier_row, train_classifier
from deepmath_assets.stages.recall.judging import recalled_pages as judge_pages
from deepmath_assets.stages.recall.planning import plan as plan_pages
from deepmath_assets.stages.recall.progress.course import uncertain_pages
from deepmath_assets.stages.recall.progress.labels import read_labels
from deepmath_assets.stages.recall.scoring import language_model as usual
from deepmath_assets.stages.recall.scoring.facts import facts_of, kept_facts
from deepmath_assets.stages.recall.scoring.page_scores import page_scores as score_pages
from deepmath_assets.stages.recall.seeding import seed_list as list_seeds
from deepmath_assets.stages.recall.seeding import seeds as draw_seeds
from deepmath_assets.stages.recall.sources.review import read_review
from deepmath_assets.stages.recall.sources.templates import fresh_addresses
from deepmath_assets.stages.recall.sources.templates import url_templates as mine_templates

_PLANNED = (
    "part", "warc_file", "offset", "length", "url", "url_key", "domain", "page_id", "payload_digest", "outcome",
)  # fmt: skip
_SCORING = ("recall.mathness", "recall.combination", "recall.collection", "recall.classifier", "recall.templates")


@table_asset("recall.seed_list", inputs=("seeds",), kinds=("python",), account=rows_in(given="addresses of the file"))
def seed_list(desk: Desk) -> None:
    """Addresses that a person says are of the domain."""
    path = desk.inputs.seeds
    lines = Path(path).read_text(encoding="utf-8").splitlines() if path else []
    found = list_seeds(lines, Path(path).name if path else "none")
    desk.write(found.kept, dropped=found.dropped, given=found.met)


@table_asset("recall.labels", inputs=("labels",), kinds=("csv",), account=rows_in(given="rows of the file"))
def labels(desk: Desk) -> None:
    """Labelled addresses, for measuring only; empty where none are given."""
    found = read_labels(Path(desk.inputs.labels) if desk.inputs.labels else None)
    desk.write(found.kept, dropped=found.dropped, given=found.met)


@table_asset("recall.review", inputs=("review",), kinds=("csv",), account=rows_in(given="verdicts of the file"))
def review(desk: Desk) -> None:
    """People's verdicts from the CSV under version control; empty where there is none."""
    path = Path(desk.inputs.review) if desk.inputs.review else None
    found = read_review(path if path and path.is_file() else None)
    desk.write(found.kept, dropped=found.dropped, given=found.met)


@table_asset(
    HANDOVER, looks_back=(*LEFT_BEHIND, *KEPT, "extract.pages", "recall.round_report"),
    uses=("recall.seeding.reseed_min_score_in_source", "recall.templates.shrinkage"),
)  # fmt: skip
def handover(desk: Desk) -> None:
    """What the round before left, and the parts that this round covers."""
    desk.write(handover_rows(desk.workspace, desk.profile.recall, desk.key))


@table_asset("recall.addresses", reads=(HANDOVER, "crawl.census"), uses=("recall.templates.min_support",))
def addresses(desk: Desk) -> None:
    """The URL template of every address of the domains that got new ones."""
    census = desk.scan("crawl.census", every=True).select("part", "url_key", "url", "domain").collect()
    desk.write(fresh_addresses(census, fresh_parts(desk), desk.use("recall.templates.min_support"), desk.key))


@table_asset(LANGUAGE_MODEL, reads=("extract.pages", HANDOVER, "recall.seed_list"), uses=(LANGUAGE_MODEL,))
def language_model(desk: Desk) -> None:
    """A character n-gram model of the named seeds; a later round keeps the first one's, so that no feature changes."""
    before = round_before(desk.key)
    row = desk.read_at(LANGUAGE_MODEL, before).with_columns(round=pl.lit(desk.key)) if before else pl.DataFrame()
    if row.is_empty():
        named = desk.scan("extract.pages", every=True).join(desk.scan("recall.seed_list"), on="url_key", how="semi")
        with desk.draft() as draft:
            trained = usual.train_language_model(named.collect(), draft, desk.use(LANGUAGE_MODEL))
            artifact = desk.publish(draft)
        row = usual.language_model_row(trained, desk.key, artifact)
    desk.write(row, card=row["card"][0])


@table_asset(
    "recall.page_facts", reads=("extract.pages", HANDOVER, LANGUAGE_MODEL), looks_back=("recall.recalled_pages",),
    uses=("recall.facts_batch_pages", "recall.classifier.text", LANGUAGE_MODEL), pack=True,
    account=rows_in(Rows("the pages with text that are new", lambda desk: fresh_pages(desk).lazy().select("page_id"))),
)  # fmt: skip
def page_facts(desk: Desk) -> None:
    """Features, kind and prepared text of the pages that are new in this round."""
    profile, text = desk.profile, desk.use("recall.classifier.text")
    model = language_model_of_round(desk)
    work = partial(kept_facts, pack=desk.pack, language_model=model, text=text, round_name=desk.key)
    tasks = list(fresh_pages(desk).iter_slices(desk.use("recall.facts_batch_pages")))
    counted = map_shards(work, tasks, engine=profile.engine, workers=profile.workers)
    parts = [rows for _, rows in track(counted, len(tasks), "batches of new pages counted", desk.say)]
    rows = pl.concat([PageFacts.create_empty(), *parts])
    desk.write(rows, kinds=rows.group_by("page_kind").len().sort("page_kind"))


@table_asset(
    "recall.seeds", reads=(*KNOWN, "recall.seed_list"),
    uses=("recall.seeding", "recall.mathness", "recall.templates.min_support", "seed"), pack=True,
)  # fmt: skip
def seeds(desk: Desk) -> None:
    """Positives and negatives of the round."""
    policy = desk.profile.recall
    facts = facts_of(known_pages(desk).drop("prepared").collect())
    rows = draw_seeds(
        desk.read("recall.seed_list"), facts, known_templates(desk), desk.read(HANDOVER), policy, desk.key,
        desk.use("seed"),
    )  # fmt: skip
    desk.write(rows, by_source=rows.group_by("source", "label").len().sort("source", "label"))


@table_asset(
    "recall.classifier", reads=(HANDOVER, "recall.page_facts", "recall.seeds"),
    uses=("recall.classifier",), kinds=("python", "fasttext"),
)  # fmt: skip
def classifier(desk: Desk) -> None:
    """FastText on the round's seeds, with its training list, holdout report and card."""
    policy = desk.use("recall.classifier")
    with desk.draft() as draft:
        seeded = desk.read("recall.seeds")
        prepared = known_pages(desk).select("page_id", "prepared").join(seeded.lazy(), on="page_id", how="semi")
        trained = train_classifier(seeded, prepared.collect(), draft, policy, desk.key)
        artifact = desk.publish(draft)
    row = classifier_row(trained, desk.key, artifact)
    desk.write(row, card=row["card"][0])


@table_asset(
    "recall.page_scores", reads=(*KNOWN, "recall.seeds", "recall.classifier"), uses=_SCORING, pack=True,
    account=rows_in(Rows("the pages with text that it knows", lambda desk: known_pages(desk).select("page_id"))),
)  # fmt: skip
def page_scores(desk: Desk) -> None:
    """Every page with text, scored and ranked; `collected` is the round's verdict."""
    policy = desk.profile.recall
    known = known_pages(desk).collect()
    rows = score_pages(
        facts_of(known), known_templates(desk), known.select("page_id", "prepared"), classifier_of_round(desk),
        desk.read(HANDOVER), desk.read("recall.seeds"), desk.pack, policy, desk.key,
    )  # fmt: skip
    collected = int(rows["collected"].sum())
    desk.write(
        rows, collected=collected, scores=plots.histogram(rows, "score", "collected"), uncertain=uncertain_pages(rows)
    )


domain_scores = sql_asset("recall.domain_scores", extra_reads=(HANDOVER,))


@table_asset(
    "recall.url_templates", reads=(HANDOVER, "crawl.census", "recall.addresses", "recall.page_scores"),
    uses=("recall.templates",),
)  # fmt: skip
def url_templates(desk: Desk) -> None:
    """URL templates of the census with their yield."""
    census = desk.scan("crawl.census", every=True).select("url_key", "url", "domain", "outcome").collect()
    rows = mine_templates(census, known_templates(desk), desk.read("recall.page_scores"), desk.profile.recall, desk.key)
    desk.write(rows, best=rows.sort("expected_tokens", descending=True).head(10))


reliable_sources = sql_asset("recall.reliable_sources")


@table_asset(
    "recall.plan",
    reads=(HANDOVER, "crawl.census", "recall.addresses", "recall.page_scores", "recall.domain_scores",
           "recall.url_templates", "recall.reliable_sources"),
    uses=("recall.planning", "recall.templates"), pack=True,
)  # fmt: skip
def plan(desk: Desk) -> None:
    """Uncollected pages worth fetching, best first, each with its reason."""
    census = desk.scan("crawl.census", every=True).select(_PLANNED).collect()
    rows = plan_pages(census, known_templates(desk), tables_of_round(desk), desk.pack, desk.profile.recall, desk.key)
    desk.write(rows, by_domain=rows.group_by("domain").len().sort("len", descending=True).head(10))


@table_asset(
    "recall.recalled_pages",
    reads=(HANDOVER, LANGUAGE_MODEL, "recall.seeds", "recall.classifier", "recall.page_scores",
           "recall.domain_scores", "recall.url_templates", "recall.reliable_sources", "recall.plan"),
    uses=(*_SCORING, LANGUAGE_MODEL, "recall.seeding.reseed_min_score_in_source", "extract", "crawl.max_payload_bytes",
          "crawl.max_header_bytes", "crawl.fetch_batch_pages"),
    pack=True,
    account=rows_in(rows_of("recall.plan", pl.col("url_key"), where=~pl.col("has_text")), row_id=pl.col("url_key")),
)  # fmt: skip
def recalled_pages(desk: Desk) -> None:
    """Planned pages without text, fetched by byte range, read and judged."""
    failures: list[tuple[str, str, str]] = []
    policy = desk.profile.recall
    rows, known = judge_pages(
        lambda wanted: _fetched(desk, wanted, failures), tables_of_round(desk), classifier_of_round(desk),
        language_model_of_round(desk), desk.pack, policy, desk.key,
    )  # fmt: skip
    desk.write(rows, dropped=pl.concat([failures_frame(failures), known]), accepted=int(rows["accepted"].sum()))


uncollected = sql_asset("recall.uncollected", extra_reads=(HANDOVER,))


def _course(desk: Desk, rows: pl.DataFrame) -> dict[str, Any]:
    """The verdict, and how the loop went up to this round."""
    lake = desk.workspace.lake
    before = lake.read("recall.round_report") if lake.exists("recall.round_report") else rows.clear()
    reports = pl.concat(
        [before.filter(pl.col("round") < desk.key), rows.select(before.columns)], how="vertical_relaxed"
    )
    verdict = {"verdict": rows["verdict"][0], "stop": rows["stop"][0]}
    return verdict | course(lake, desk.key, reports.sort("round"))


round_report = sql_asset("recall.round_report", after=refresh_handovers, notes=_course)


def _fetched(desk: Desk, wanted: pl.DataFrame, failures: list[tuple[str, str, str]]) -> pl.DataFrame:
    profile = desk.profile
    tasks = list(batches(desk.workspace.home, desk.declared.uses, wanted, desk.use("crawl.fetch_batch_pages")))
    rows = []
    for _, fetched in track(
        map_shards(fetch_pages, tasks, engine=profile.engine, workers=profile.workers), len(tasks),
        "batches of planned pages fetched", desk.say,
    ):  # fmt: skip
        rows += fetched.pages
        failures += fetched.failures
    return Pages.cast(pl.DataFrame(rows, schema=Pages.create_empty().schema))


ASSETS: tuple[TableAsset, ...] = (
    seed_list, labels, review, handover, addresses, language_model, page_facts, seeds, classifier, page_scores,
    domain_scores, url_templates, reliable_sources, plan, recalled_pages, uncollected, round_report,
)  # fmt: skip
