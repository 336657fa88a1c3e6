"""What a round of the recall loop knows when an asset of it starts: pages, templates and models, its own and kept ones.

The assets of `defs/recall.py` read through these what more than one of them needs, or what an earlier round keeps for
this one. Each reads only tables that the asset declared, as its desk sees to it. What a round hands over to the next,
and the parts that it covers, are in `running/rounds.py`.
"""

import polars as pl

from deepmath_assets.defs.shared.making.desk import HANDOVER, Desk
from deepmath_assets.defs.shared.partitions import round_before
from deepmath_assets.lake.contracts.extract import Pages
from deepmath_assets.stages.recall.scoring import language_model as usual
from deepmath_assets.stages.recall.scoring.page_scores import Model
from deepmath_assets.stages.recall.sources.templates import newest_templates

KNOWN = (HANDOVER, "recall.addresses", "recall.page_facts")  # what the templates and pages known are read from
LANGUAGE_MODEL = "recall.language_model"  # table and section of the profile


def fresh_parts(desk: Desk) -> list[str]:
    """The parts that this round covers and the round before did not."""
    parts = desk.scan(HANDOVER, every=True).filter(kind="part").select("round", "key").collect()
    covered, before = (set(parts.filter(round=name)["key"]) for name in (desk.key, round_before(desk.key) or ""))
    return sorted(covered - before)


def fresh_pages(desk: Desk) -> pl.DataFrame:
    """Pages with text that are new in this round: those of its new parts, and what the round before recalled."""
    columns = list(Pages.columns())
    crawled = desk.scan("extract.pages", every=True).filter(pl.col("part").is_in(fresh_parts(desk)))
    recalled = desk.scan("recall.recalled_pages", every=True).filter(round=round_before(desk.key) or "")
    return (
        pl.concat([crawled.select(columns), recalled.select(columns)], how="vertical_relaxed")
        .collect()
        .unique("page_id", keep="first", maintain_order=True)
    )


def known_pages(desk: Desk) -> pl.LazyFrame:
    """Facts of every page with text that this round knows, a page found again as it was first."""
    kept = desk.scan("recall.page_facts", every=True).filter(pl.col("round") <= desk.key)
    return kept.unique("page_id", keep="first", maintain_order=True)


def known_templates(desk: Desk) -> pl.DataFrame:
    """The template of every address of the census."""
    kept = desk.scan("recall.addresses", every=True).filter(pl.col("round") <= desk.key)
    return newest_templates(kept.collect())


def classifier_of_round(desk: Desk) -> Model:
    """The round's classifier with its calibration."""
    row = desk.read("recall.classifier").row(0, named=True)
    return Model(desk.artifact(row["artifact"]), row["calibration_slope"], row["calibration_intercept"])


def language_model_of_round(desk: Desk) -> usual.LanguageModel:
    """The language model that the round trained or carried on."""
    row = desk.read(LANGUAGE_MODEL)
    return usual.language_model_of(row, desk.artifact(row["artifact"][0]), desk.use(LANGUAGE_MODEL))


def tables_of_round(desk: Desk) -> dict[str, pl.DataFrame]:
    """The round's tables that the asset declared, under their short names."""
    names = [name for name in desk.declared.reads if name.startswith("recall.")]
    return {name.partition(".")[2]: desk.read(name) for name in names}
