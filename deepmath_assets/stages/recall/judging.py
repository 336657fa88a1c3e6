"""The asset `recall.recalled_pages`: planned pages that were not in the lake, fetched, read as text, and judged.

Fetching and extraction belong to other stages, so they come in as one function from plan rows to rows of
`extract.pages` (without those that could not be had). A page is judged with this round's model and this round's yields.
"""

from collections.abc import Callable, Mapping

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.lake.contracts.extract import Pages
from deepmath_assets.lake.contracts.recall import RecalledPages
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.classifying.wording import prepared_texts
from deepmath_assets.stages.recall.scoring.language_model import LanguageModel
from deepmath_assets.stages.recall.scoring.page_scores import Model, page_facts, page_scores
from deepmath_assets.stages.recall.seeding import handover

Fetch = Callable[[pl.DataFrame], pl.DataFrame]


def recalled_pages(
    fetch: Fetch,
    tables: Mapping[str, pl.DataFrame],
    model: Model,
    language_model: LanguageModel,
    pack: Pack,
    policy: Recall,
    round_name: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The planned pages without text, fetched and judged; `rule` says what recalled or refused each.

    With them those that turned out to be scored already, by url_key, as rows of `decisions`.

    `tables` are this round's seeds, page_scores, domain_scores, url_templates, reliable_sources and plan.
    """
    wanted = tables["plan"].filter(~pl.col("has_text"))
    found = fetch(wanted).select(Pages.column_names()) if len(wanted) else Pages.create_empty()
    known = found.join(tables["page_scores"], on="page_id", how="semi")
    dropped = known.select(row_id="url_key", reason=pl.lit(Reason.ALREADY_SCORED.value), detail="page_id")
    pages = found.join(known, on="page_id", how="anti")
    if pages.is_empty():
        return RecalledPages.create_empty(), dropped
    verdicts = _judged(pages, page_facts(pages, pack, language_model), wanted, tables, model, pack, policy, round_name)
    rows = pages.join(verdicts, on="page_id", maintain_order="left").with_columns(round=pl.lit(round_name))
    return RecalledPages.cast(rows.select(RecalledPages.column_names()).sort("page_id")), dropped


def _judged(
    pages: pl.DataFrame,
    facts: pl.DataFrame,
    wanted: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    model: Model,
    pack: Pack,
    policy: Recall,
    round_name: str,
) -> pl.DataFrame:
    evidence = handover(tables, policy, round_name)
    scores = page_scores(
        facts, wanted.select("url_key", "template"),
        prepared_texts(pages, policy.classifier.text), model, evidence, tables["seeds"], pack, policy, round_name,
    )  # fmt: skip
    sources = evidence.filter(kind="source").select("key", trusted=pl.lit(True))
    rows = scores.with_columns(key=pl.concat_str("domain", "template", separator=" "))
    rows = rows.join(sources, on="key", how="left", maintain_order="left")
    allowed = ~pl.col("rule").is_in(["refused_source", "too_short"])
    accepted = allowed & (pl.col("score") >= lowest_collected(tables["page_scores"]))
    by = pl.when("trusted").then(pl.lit("trusted_source")).otherwise(pl.lit("planned"))
    return rows.select(
        "page_id", "template", accepted.alias("accepted"), "score",
        pl.when(accepted | (pl.col("rule") == "seed")).then(by).otherwise(pl.lit("refused_by_score")).alias("rule"),
    )  # fmt: skip


def lowest_collected(page_scores: pl.DataFrame) -> float:
    """The score at which this round's rule (threshold or budget) cut; above 1 where it collected nothing."""
    lowest = page_scores.filter(pl.col("rule").is_in(["threshold", "token_budget"]))["score"].min()
    return lowest if isinstance(lowest, float) else 1.1
