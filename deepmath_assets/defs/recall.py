"""The recall loop by round, from the hand-over to the report.

Read from top to bottom, the order of a round. What a round may read of earlier rounds is named in `looks_back`. The
text is read once: a page's facts and an address' template are kept by the round in which they were new, and a later
round reads these.
"""

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from deepmath_assets.base.shards import map_shards
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
from deepmath_assets.stages.recall.scoring.page_scores import Model
from deepmath_assets.stages.recall.scoring.page_scores import page_scores as score_pages
from deepmath_assets.stages.recall.seeding import seed_list as list_seeds
from deepmath_assets.stages.recall.seeding import seeds as draw_seeds
from deepmath_assets.stages.recall.sources.review import read_review
from deepmath_assets.stages.recall.sources.templates import fresh_addresses, newest_templates
from deepmath_assets.stages.recall.sources.templates import url_templates as mine_templates

_KNOWN = (HANDOVER, "recall.addresses", "recall.page_facts")
_LANGUAGE_MODEL = "recall.language_model"  # table and section of the profile
_FACTS_BATCH_PAGES = 2_000  # new pages that one worker counts in a row
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
    desk.write(fresh_addresses(census, _fresh_parts(desk), desk.use("recall.templates.min_support"), desk.key))


@table_asset(_LANGUAGE_MODEL, reads=("extract.pages", HANDOVER, "recall.seed_list"), uses=(_LANGUAGE_MODEL,))
def language_model(desk: Desk) -> None:
    """A character n-gram model of the named seeds; a later round keeps the first one's, so that no feature changes."""
    before = round_before(desk.key)
    row = desk.read_at(_LANGUAGE_MODEL, before).with_columns(round=pl.lit(desk.key)) if before else pl.DataFrame()
    if row.is_empty():
        named = desk.scan("extract.pages", every=True).join(desk.scan("recall.seed_list"), on="url_key", how="semi")
        with desk.draft() as draft:
            trained = usual.train_language_model(named.collect(), draft, desk.use(_LANGUAGE_MODEL))
            artifact = desk.publish(draft)
        row = usual.language_model_row(trained, desk.key, artifact.name, artifact.content_hash, artifact.total_bytes)
    desk.write(row, card=row["card"][0])


@table_asset(
    "recall.page_facts", reads=("extract.pages", HANDOVER, _LANGUAGE_MODEL), looks_back=("recall.recalled_pages",),
    uses=("recall.classifier.text", _LANGUAGE_MODEL), pack=True,
    account=rows_in(Rows("the pages with text that are new", lambda desk: _fresh_pages(desk).lazy().select("page_id"))),
)  # fmt: skip
def page_facts(desk: Desk) -> None:
    """Features, kind and prepared text of the pages that are new in this round."""
    profile, text = desk.profile, desk.use("recall.classifier.text")
    model = _language_model(desk)
    work = partial(kept_facts, pack=desk.pack, language_model=model, text=text, round_name=desk.key)
    tasks = list(_fresh_pages(desk).iter_slices(_FACTS_BATCH_PAGES))
    counted = map_shards(work, tasks, engine=profile.engine, workers=profile.workers)
    parts = [rows for _, rows in track(counted, len(tasks), "batches of new pages counted", desk.say)]
    rows = pl.concat([PageFacts.create_empty(), *parts])
    desk.write(rows, kinds=rows.group_by("page_kind").len().sort("page_kind"))


@table_asset(
    "recall.seeds", reads=(*_KNOWN, "recall.seed_list"),
    uses=("recall.seeding", "recall.mathness", "recall.templates.min_support", "seed"), pack=True,
)  # fmt: skip
def seeds(desk: Desk) -> None:
    """Positives and negatives of the round."""
    policy = desk.profile.recall
    facts = facts_of(_known_pages(desk).drop("prepared").collect())
    rows = draw_seeds(
        desk.read("recall.seed_list"), facts, _templates(desk), desk.read(HANDOVER), policy, desk.key, desk.use("seed")
    )
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
        prepared = _known_pages(desk).select("page_id", "prepared").join(seeded.lazy(), on="page_id", how="semi")
        trained = train_classifier(seeded, prepared.collect(), draft, policy, desk.key)
        artifact = desk.publish(draft)
    row = classifier_row(trained, desk.key, artifact.name, artifact.content_hash, artifact.total_bytes)
    desk.write(row, card=row["card"][0])


@table_asset(
    "recall.page_scores", reads=(*_KNOWN, "recall.seeds", "recall.classifier"), uses=_SCORING, pack=True,
    account=rows_in(Rows("the pages with text that it knows", lambda desk: _known_pages(desk).select("page_id"))),
)  # fmt: skip
def page_scores(desk: Desk) -> None:
    """Every page with text, scored and ranked; `collected` is the round's verdict."""
    policy = desk.profile.recall
    known = _known_pages(desk).collect()
    rows = score_pages(
        facts_of(known), _templates(desk), known.select("page_id", "prepared"), _model(desk), desk.read(HANDOVER),
        desk.read("recall.seeds"), desk.pack, policy, desk.key,
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
    rows = mine_templates(census, _templates(desk), desk.read("recall.page_scores"), desk.profile.recall, desk.key)
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
    rows = plan_pages(census, _templates(desk), _of_round(desk), desk.pack, desk.profile.recall, desk.key)
    desk.write(rows, by_domain=rows.group_by("domain").len().sort("len", descending=True).head(10))


@table_asset(
    "recall.recalled_pages",
    reads=(HANDOVER, _LANGUAGE_MODEL, "recall.seeds", "recall.classifier", "recall.page_scores",
           "recall.domain_scores", "recall.url_templates", "recall.reliable_sources", "recall.plan"),
    uses=(*_SCORING, _LANGUAGE_MODEL, "recall.seeding.reseed_min_score_in_source", "extract", "crawl.max_payload_bytes",
          "crawl.max_header_bytes", "crawl.fetch_batch_pages"),
    pack=True,
    account=rows_in(rows_of("recall.plan", pl.col("url_key"), where=~pl.col("has_text")), row_id=pl.col("url_key")),
)  # fmt: skip
def recalled_pages(desk: Desk) -> None:
    """Planned pages without text, fetched by byte range, read and judged."""
    failures: list[tuple[str, str, str]] = []
    policy = desk.profile.recall
    rows, known = judge_pages(
        lambda wanted: _fetched(desk, wanted, failures), _of_round(desk), _model(desk), _language_model(desk),
        desk.pack, policy, desk.key,
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


def _fresh_parts(desk: Desk) -> list[str]:
    """The parts that this round covers and the round before did not."""
    parts = desk.scan(HANDOVER, every=True).filter(kind="part").select("round", "key").collect()
    covered, before = (set(parts.filter(round=name)["key"]) for name in (desk.key, round_before(desk.key) or ""))
    return sorted(covered - before)


def _fresh_pages(desk: Desk) -> pl.DataFrame:
    """Pages with text that are new in this round: those of its new parts, and what the round before recalled."""
    columns = list(Pages.columns())
    crawled = desk.scan("extract.pages", every=True).filter(pl.col("part").is_in(_fresh_parts(desk)))
    recalled = desk.scan("recall.recalled_pages", every=True).filter(round=round_before(desk.key) or "")
    return (
        pl.concat([crawled.select(columns), recalled.select(columns)], how="vertical_relaxed")
        .collect()
        .unique("page_id", keep="first", maintain_order=True)
    )


def _known_pages(desk: Desk) -> pl.LazyFrame:
    """Facts of every page with text that this round knows, a page found again as it was first."""
    kept = desk.scan("recall.page_facts", every=True).filter(pl.col("round") <= desk.key)
    return kept.unique("page_id", keep="first", maintain_order=True)


def _templates(desk: Desk) -> pl.DataFrame:
    """The template of every address of the census."""
    kept = desk.scan("recall.addresses", every=True).filter(pl.col("round") <= desk.key)
    return newest_templates(kept.collect())


def _model(desk: Desk) -> Model:
    row = desk.read("recall.classifier").row(0, named=True)
    return Model(desk.artifact(row["artifact"]), row["calibration_slope"], row["calibration_intercept"])


def _language_model(desk: Desk) -> usual.LanguageModel:
    row = desk.read(_LANGUAGE_MODEL)
    return usual.language_model_of(row, desk.artifact(row["artifact"][0]), desk.use(_LANGUAGE_MODEL))


def _of_round(desk: Desk) -> dict[str, pl.DataFrame]:
    """The round's tables that the asset declared, under their short names."""
    names = [name for name in desk.declared.reads if name.startswith("recall.")]
    return {name.partition(".")[2]: desk.read(name) for name in names}


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
