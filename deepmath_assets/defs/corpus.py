"""From collected pages to sampled ones: unique, without near-duplicates, without benchmark items, judged, drawn."""

import polars as pl

from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.making.accounts import rows_in, rows_of
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.defs.shared.making.sql_assets import sql_asset
from deepmath_assets.defs.shared.making.verdicts import Check, Verdict
from deepmath_assets.stages.corpus.candidates import candidates as collect_candidates
from deepmath_assets.stages.corpus.clean_pages import clean_pages as clean
from deepmath_assets.stages.corpus.duplicates.near_duplicates import near_duplicates as find_near_duplicates
from deepmath_assets.stages.corpus.leaks.blacklist import ngram_blacklist as list_ngrams
from deepmath_assets.stages.corpus.leaks.blacklist import unguardable_items
from deepmath_assets.stages.corpus.leaks.grams import unguarded_items
from deepmath_assets.stages.corpus.leaks.remaining import remaining_leaks
from deepmath_assets.stages.corpus.quality.quality_scores import quality_scores as score_quality
from deepmath_assets.stages.corpus.sampled_pages import sampled_pages as draw_pages
from deepmath_assets.stages.corpus.unique_pages import unique_pages as keep_unique

_FILTERS = tuple(
    f"corpus.{name}" for name in ("languages", "min_text_chars", "max_text_chars", "max_link_share", "min_mathness")
)
_JUDGED = ("extract.pages", "recall.page_scores", "recall.recalled_pages")
_TOKENS = ("corpus.han_characters_per_token", "corpus.other_characters_per_token")


@table_asset(
    "corpus.candidates", reads=_JUDGED, uses=_TOKENS,
    account=rows_in(*(rows_of(table, pl.col("page_id")) for table in _JUDGED)),
)  # fmt: skip
def candidates(desk: Desk) -> None:
    """Pages that the newest round to judge them collected or recalled."""
    policy = desk.profile.corpus
    rows, dropped = collect_candidates(
        desk.read("recall.page_scores"), desk.scan("extract.pages"), desk.read("recall.recalled_pages"), policy
    )
    desk.write(rows, dropped=dropped, by_round=rows.group_by("round_first").len().sort("round_first"))


@table_asset(
    "corpus.unique_pages", reads=("corpus.candidates",), uses=_FILTERS,
    account=rows_in("corpus.candidates"),
)  # fmt: skip
def unique_pages(desk: Desk) -> None:
    """Candidates of a wanted language, length and density, one per URL and per text."""
    kept, dropped = keep_unique(desk.read("corpus.candidates"), desk.profile.corpus)
    desk.write(kept, dropped=dropped)


@table_asset("corpus.near_duplicates", reads=("corpus.unique_pages",), uses=("corpus.near_duplicates", "seed"))
def near_duplicates(desk: Desk) -> None:
    """Clusters of pages that are nearly the same, with the survivor of each."""
    rows = find_near_duplicates(desk.read("corpus.unique_pages"), desk.use("corpus.near_duplicates"), desk.use("seed"))
    desk.write(rows, clusters=rows["cluster"].n_unique())


@table_asset(
    "corpus.ngram_blacklist", reads=("evaluation.benchmarks", "corpus.unique_pages"), uses=("corpus.leaks",),
    account=rows_in("evaluation.benchmarks", row_id=pl.col("item_id")),
)  # fmt: skip
def ngram_blacklist(desk: Desk) -> None:
    """n-grams of benchmark items that no page may hold; short and unguardable items are listed."""
    items = desk.read("evaluation.benchmarks")
    rows = list_ngrams(items, desk.read("corpus.unique_pages"), desk.use("corpus.leaks"))
    dropped = unguarded_items(items, desk.use("corpus.leaks"))
    by_rule = rows.group_by("rule", "unit", "informative").len().sort("rule", "unit", "informative")
    desk.write(rows, dropped=dropped, by_rule=by_rule, unguardable=unguardable_items(rows).head(20))


def _no_leak_left(desk: Desk) -> Verdict:
    rows = desk.scan_written("corpus.clean_pages").collect()
    left = remaining_leaks(rows, desk.read("corpus.ngram_blacklist"), desk.use("corpus.leaks"))
    about = f"{len(left)} blacklisted n-grams above the information floor are left"
    return Verdict("no_leak_left", left.is_empty(), about, {"examples": left.head(5)})


@table_asset(
    "corpus.clean_pages", reads=("corpus.unique_pages", "corpus.near_duplicates", "corpus.ngram_blacklist"),
    uses=("corpus.leaks",), account=rows_in("corpus.unique_pages"),
    checks=(Check("no_leak_left", "No blacklisted n-gram above the information floor is left.", _no_leak_left),),
)  # fmt: skip
def clean_pages(desk: Desk) -> None:
    """Unique pages without any benchmark item, one of each cluster of near-duplicates."""
    kept, dropped = clean(
        desk.read("corpus.unique_pages"), desk.read("corpus.near_duplicates"), desk.read("corpus.ngram_blacklist"),
        desk.use("corpus.leaks"),
    )  # fmt: skip
    leaks = dropped.filter(pl.col("reason").str.starts_with("benchmark")).head(10)
    desk.write(kept, dropped=dropped, leaks=leaks)


@table_asset(
    "corpus.quality_scores", reads=("corpus.clean_pages",), uses=("corpus.quality",), pack=True,
    account=rows_in("corpus.clean_pages"),
)  # fmt: skip
def quality_scores(desk: Desk) -> None:
    """Quality and sub-domain of each clean page."""
    rows = score_quality(
        desk.read("corpus.clean_pages"), desk.pack.glossary, desk.pack.subdomains, desk.use("corpus.quality")
    )
    by_subdomain = rows.group_by("subdomain").agg(pl.len(), pl.col("quality").mean()).sort("subdomain")
    desk.write(rows, by_subdomain=by_subdomain)


@table_asset(
    "corpus.sampled_pages", reads=("corpus.clean_pages", "corpus.quality_scores"),
    looks_back=("evaluation.training_feedback",), uses=("corpus.sampling", "corpus.quality.min_quality", "seed"),
    account=rows_in("corpus.clean_pages"),
)  # fmt: skip
def sampled_pages(desk: Desk) -> None:
    """Clean pages drawn by quality within each source and sub-domain, weak sub-domains weighted up.

    The feedback of the last evaluation is read by version, no edge of the graph: the second honest cut.
    """
    feedback = desk.read("evaluation.training_feedback")
    kept, dropped = draw_pages(
        desk.read("corpus.clean_pages"), desk.read("corpus.quality_scores"), feedback,
        desk.profile.corpus,
        desk.use("seed"),
    )  # fmt: skip
    strata = kept.group_by("subdomain").agg(pl.len(), pl.col("copies").sum()).sort("subdomain")
    desk.write(kept, dropped=dropped, by_subdomain=strata, feedback=feedback if len(feedback) else None)


def _funnel_notes(desk: Desk, rows: pl.DataFrame) -> dict[str, bytes | None]:
    steps = rows.group_by("step_number", "step").agg(pl.col("pages").sum()).sort("step_number")
    return {"funnel": plots.bars(steps["step"].to_list(), steps["pages"].to_list(), "pages")}


funnel = sql_asset("corpus.funnel", notes=_funnel_notes)

ASSETS: tuple[TableAsset, ...] = (
    candidates, unique_pages, near_duplicates, ngram_blacklist, clean_pages, quality_scores, sampled_pages, funnel,
)  # fmt: skip
