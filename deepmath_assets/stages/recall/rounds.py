"""The loop in memory: the assets' own functions in their order, without Dagster or a lake, to measure and try out.

`deepmath bench recall` and the tests run this; the graph runs the same functions through `defs/recall.py`, and the same
SQL models. Frames are whole tables; what no round changes (facts, prepared text, templates) is made once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.contracts.recall import Review
from deepmath_assets.lake.sql_models import ROUND_VARIABLES, models, run
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.classifying.classifier import TrainedClassifier, train_classifier
from deepmath_assets.stages.recall.classifying.wording import prepared_texts
from deepmath_assets.stages.recall.judging import Fetch, recalled_pages
from deepmath_assets.stages.recall.planning import plan
from deepmath_assets.stages.recall.scoring.language_model import LanguageModel, train_language_model
from deepmath_assets.stages.recall.scoring.page_scores import Model, page_facts, page_scores
from deepmath_assets.stages.recall.seeding import empty_handover, handover, seeds
from deepmath_assets.stages.recall.sources.templates import address_templates, url_templates


@dataclass(frozen=True)
class World:
    """What the loop runs over: a census, its pages with text, how to fetch others, and what people said."""

    census: pl.DataFrame
    pages: pl.DataFrame
    fetch: Fetch
    listed: pl.DataFrame
    labels: pl.DataFrame
    pack: Pack
    review: pl.DataFrame = field(default_factory=Review.create_empty)


@dataclass(frozen=True)
class Round:
    """All tables of one round, by name (`page_scores`, `plan`, ...), and its classifier."""

    name: str
    tables: Mapping[str, pl.DataFrame]
    trained: TrainedClassifier

    def collected_keys(self) -> set[str]:
        """The url_keys of this round's collected set."""
        scores, recalled = self.tables["page_scores"], self.tables["recalled_pages"]
        return {*scores.filter("collected")["url_key"], *recalled.filter("accepted")["url_key"]}


@dataclass(frozen=True)
class Known:
    """What no round changes: the language model, and of all pages with text so far facts and prepared text.

    Also the template of every address.
    """

    language_model: LanguageModel
    facts: pl.DataFrame
    prepared: pl.DataFrame
    templates: pl.DataFrame


def run_rounds(world: World, policy: Recall, folder: Path, seed: int) -> list[Round]:
    """Rounds until the report of one says stop; models lie in `folder/<round>`."""
    known = known_pages(world.pages, world, policy, folder)
    rounds: list[Round] = []
    while not rounds or not rounds[-1].tables["round_report"]["stop"][0]:
        rounds.append(run_round(world, policy, folder, seed, rounds, known))
        known = _with_pages(known, rounds[-1].tables["recalled_pages"], world.pack, policy)
    return rounds


def known_pages(pages: pl.DataFrame, world: World, policy: Recall, folder: Path) -> Known:
    """What is known of these pages; the language model of the world's named pages lies in `folder/language_model`."""
    named = world.pages.join(world.listed, on="url_key", how="semi")
    model = train_language_model(named, folder / "language_model", policy.language_model)
    return Known(
        model,
        page_facts(pages, world.pack, model),
        prepared_texts(pages, policy.classifier.text),
        address_templates(world.census, policy.templates.min_support),
    )


def run_round(world: World, policy: Recall, folder: Path, seed: int, earlier: Sequence[Round], known: Known) -> Round:
    """The round after the earlier ones."""
    name = f"r{len(earlier) + 1:03d}"
    given = handover(earlier[-1].tables, policy, name) if earlier else empty_handover()
    seeded = seeds(world.listed, known.facts, known.templates, given, policy, name, seed)
    trained = train_classifier(seeded, known.prepared, folder / name, policy.classifier, name)
    model = Model(trained.folder, trained.slope, trained.intercept)
    scores = page_scores(known.facts, known.templates, known.prepared, model, given, seeded, world.pack, policy, name)
    tables = {"handover": given, "seeds": seeded, "page_scores": scores}
    tables["domain_scores"] = _sql("domain_scores", world, tables, earlier, policy)
    tables["url_templates"] = url_templates(world.census, known.templates, scores, policy, name)
    tables["reliable_sources"] = _sql("reliable_sources", world, tables, earlier, policy)
    tables["plan"] = plan(world.census, known.templates, tables, world.pack, policy, name)
    tables["recalled_pages"], _ = recalled_pages(
        world.fetch, tables, model, known.language_model, world.pack, policy, name
    )
    tables["uncollected"] = _sql("uncollected", world, tables, earlier, policy)
    tables["round_report"] = _sql("round_report", world, tables, earlier, policy)
    return Round(name, tables, trained)


def _with_pages(known: Known, fresh: pl.DataFrame, pack: Pack, policy: Recall) -> Known:
    """What is known, with recalled pages added: they are pages with text from now on."""
    pages = fresh.join(known.facts, on="page_id", how="anti")
    return Known(
        known.language_model,
        pl.concat([known.facts, page_facts(pages, pack, known.language_model)]),
        pl.concat([known.prepared, prepared_texts(pages, policy.classifier.text)]),
        known.templates,
    )


def _sql(
    table: str, world: World, tables: Mapping[str, pl.DataFrame], earlier: Sequence[Round], policy: Recall
) -> pl.DataFrame:
    """The rows of a SQL model of the loop over this round's tables and all earlier ones."""
    model = models()[f"recall.{table}"]
    fixed = {"crawl.census": world.census, "recall.review": world.review, "recall.labels": world.labels}
    reads = {name: fixed[name] if name in fixed else _whole(name, tables, earlier) for name in model.reads}
    values: dict[str, Any] = {"recall": policy.model_dump()}
    variables = {name: _value(values, name) for name in model.variables if name not in ROUND_VARIABLES}
    rounds = {"this_round": f"r{len(earlier) + 1:03d}", "previous_round": earlier[-1].name if earlier else None}
    schema = CONTRACTS[f"recall.{table}"].schema
    return schema.cast(run(model.sql, reads, {**variables, **rounds}))


def _whole(name: str, tables: Mapping[str, pl.DataFrame], earlier: Sequence[Round]) -> pl.DataFrame:
    short = name.removeprefix("recall.")
    schema = CONTRACTS[name].schema
    parts = [*(past.tables[short] for past in earlier), *([tables[short]] if short in tables else [])]
    return pl.concat(parts) if parts else schema.create_empty()


def _value(values: Mapping[str, Any], variable: str) -> Any:
    here: Any = values
    for step in variable.split("__"):
        here = here[step]
    return here
