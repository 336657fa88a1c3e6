"""The assets `recall.seed_list`, `recall.handover` and `recall.seeds`: what a round starts from.

The paper's first seed is OpenWebMath; here it is a list of addresses. Later rounds add what the accepted sources
brought (section 2.1: pages under the annotated URLs, collected or not). Negatives are random pages of the crawl; where
the domain is not rare among them, pages that look like it are spared, or the model would learn to refuse it.
"""

from collections.abc import Iterable, Mapping

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.base.urls import domain, url_key
from deepmath_assets.lake.contracts.decisions import DROPPED, Given, Reason
from deepmath_assets.lake.contracts.recall import Handover, RecalledPages, SeedList, Seeds
from deepmath_assets.profiles.shapes.recall import Recall, Seeding
from deepmath_assets.stages.recall.scoring.mathness import mathness
from deepmath_assets.stages.recall.sources.evidence import WHOLE_CRAWL, WHOLE_DOMAIN, source_evidence, source_key


def seed_list(lines: Iterable[str], source: str) -> Given:
    """The pages of a seed file, an address a line; empty lines and `#` comments say nothing.

    >>> found = seed_list(["# mine", "https://example.org/a", "", "http://example.org/a#top"], "seeds.txt")
    >>> found.kept["url"].to_list(), found.dropped["row_id"].to_list()
    (['https://example.org/a'], ['seeds.txt#4'])
    """
    numbered = enumerate((line.strip() for line in lines), 1)
    urls = [(number, url) for number, url in numbered if url and not url.startswith("#")]
    rows: dict[str, dict[str, str]] = {}
    again: list[tuple[str, str, str]] = []
    for number, url in urls:
        key = url_key(url)
        if key in rows:
            again.append((f"{source}#{number}", Reason.SAME_URL.value, rows[key]["url"]))
        else:
            rows[key] = {"url_key": key, "url": url, "domain": domain(url), "source": source}
    frame = pl.DataFrame(list(rows.values()), schema=SeedList.create_empty().schema)
    return Given(frame.sort("url_key"), pl.DataFrame(again, schema=DROPPED, orient="row"), len(urls))


def empty_handover() -> pl.DataFrame:
    """The hand-over of the first round: nothing."""
    return Handover.create_empty()


def handover(tables: Mapping[str, pl.DataFrame], policy: Recall, round_name: str) -> pl.DataFrame:
    """What the round before leaves for `round_name`.

    `tables` are the earlier round's page_scores, domain_scores, url_templates, reliable_sources and recalled_pages (the
    last may be missing: then outcomes are).
    """
    page_scores, sources = tables["page_scores"], tables["reliable_sources"]
    recalled = tables.get("recalled_pages", RecalledPages.create_empty())
    scored = page_scores.select(
        pl.when("collected").then(pl.lit("collected")).otherwise(pl.lit("doubtful")).alias("kind"),
        pl.col("page_id").alias("key"), pl.col("score").alias("value"), "rule", "collected",
    )  # fmt: skip
    doubtful = pl.col("value") >= policy.seeding.reseed_min_score_in_source
    listed = sources.select(
        pl.when("accepted").then(pl.lit("source")).otherwise(pl.lit("rejected_source")).alias("kind"),
        source_key().alias("key"), pl.col("evidence").alias("value"), pl.col("by").alias("rule"),
    )  # fmt: skip
    outcomes = recalled.select(
        kind=pl.lit("outcome"), key="page_id", value=pl.col("accepted").cast(pl.Float64), rule="rule"
    )
    yields = shrunken_yields(tables["url_templates"], tables["domain_scores"], sources, policy.templates.shrinkage)
    parts = [scored.filter(pl.col("collected") | doubtful).drop("collected"), listed, outcomes, yields]
    rows = pl.concat(parts, how="vertical_relaxed").with_columns(round=pl.lit(round_name))
    return Handover.cast(rows.select(Handover.column_names()).unique(["kind", "key"], keep="first").sort("kind", "key"))


def shrunken_yields(
    url_templates: pl.DataFrame, domain_scores: pl.DataFrame, reliable_sources: pl.DataFrame, shrinkage: float
) -> pl.DataFrame:
    """Yields as rows of the hand-over: of the crawl, of domains mixed with it, of templates mixed with their domain.

    A mix adds `shrinkage` pages of the larger unit's share. A person's verdict on a source is a yield of 0 or 1.
    """
    base = float(domain_scores["pages_collected"].sum()) / max(float(domain_scores["pages_scored"].sum()), 1.0)
    mixed = (pl.col("pages_collected") + shrinkage * base) / (pl.col("pages_scored") + shrinkage)
    domains = domain_scores.select("domain", share=mixed)
    mixed = (pl.col("pages_collected") + shrinkage * pl.col("share")) / (pl.col("scored") + shrinkage)
    parts = [
        _keyed(reliable_sources.filter(by="review"), source_key(), pl.col("accepted").cast(pl.Float64)),
        _keyed(url_templates.join(domains, on="domain"), source_key(), mixed),
        _keyed(domains, source_key("domain", pl.lit(WHOLE_DOMAIN)), pl.col("share")),
        pl.DataFrame({"key": [WHOLE_CRAWL], "value": [base]}),
    ]
    rows = pl.concat(parts).unique("key", keep="first", maintain_order=True)
    return rows.select(
        kind=pl.lit("yield"), key="key", value=pl.col("value").clip(0.0, 1.0), rule=pl.lit(None, pl.String)
    )


def _keyed(rows: pl.DataFrame, key: pl.Expr, value: pl.Expr) -> pl.DataFrame:
    return rows.select(key.alias("key"), value.alias("value"))


def seeds(
    listed: pl.DataFrame,
    facts: pl.DataFrame,
    templates: pl.DataFrame,
    handover: pl.DataFrame,
    policy: Recall,
    round_name: str,
    seed: int,
) -> pl.DataFrame:
    """Pages that train this round's classifier, those held out marked.

    `facts` by `scoring.page_scores.page_facts`, `templates` by `sources.templates.address_templates`.
    """
    pages = facts.join(templates.select("url_key", "template"), on="url_key", how="left", maintain_order="left")
    pages = pages.with_columns(pl.col("template").fill_null("/"), mathness=mathness(policy.mathness))
    pages = pages.join(source_evidence(pages, handover).drop("source_evidence"), on="page_id")
    for kind in ("collected", "doubtful"):
        known = handover.filter(kind=kind).select(pl.col("key").alias("page_id"), pl.col("value").alias(kind))
        pages = pages.join(known, on="page_id", how="left", maintain_order="left")
    chosen = _positives(pages, listed, policy.seeding, seed)
    others = _negatives(pages.join(chosen, on="page_id", how="anti"), chosen.height, policy.seeding, seed)
    rows = pl.concat([chosen, others]).with_columns(round=pl.lit(round_name))
    return Seeds.cast(_held_out(rows, policy.seeding, seed).select(Seeds.column_names()).sort("page_id"))


def _positives(pages: pl.DataFrame, listed: pl.DataFrame, policy: Seeding, seed: int) -> pl.DataFrame:
    """Pages of the list first, then those that the round before collected or that lie in sources it trusts."""
    named = pl.col("url_key").is_in(listed["url_key"].implode())
    sure = pl.col("collected") >= policy.reseed_min_score
    brought = pl.col("trusted") & (pl.coalesce("collected", "doubtful") >= policy.reseed_min_score_in_source)
    source = (
        pl.when(named)
        .then(pl.lit("seed_list"))
        .when(brought)
        .then(pl.lit("source"))
        .when(sure)
        .then(pl.lit("collected"))
    )
    rows = _drawn(pages.with_columns(source=source).filter(pl.col("source").is_not_null()), seed)
    rows = rows.sort(pl.col("source") != "seed_list", "draw").head(policy.max_positives)
    return rows.select("page_id", "domain", "source", label=pl.lit(1, pl.Int64))


def _negatives(pages: pl.DataFrame, positives: int, policy: Seeding, seed: int) -> pl.DataFrame:
    """Random pages, less those that look like the domain themselves or by their neighbours under the same template."""
    around = pl.col("mathness").mean().over("domain", "template")
    plain = pl.max_horizontal("mathness", around) <= policy.negative_max_mathness
    random = pages.filter(plain & pl.col("collected").is_null() & pl.col("doubtful").is_null())
    count = min(policy.max_negatives, round(positives * policy.negatives_per_positive))
    rows = _drawn(random, seed).sort("draw").head(count)
    return rows.select("page_id", "domain", source=pl.lit("random"), label=pl.lit(0, pl.Int64))


def _drawn(pages: pl.DataFrame, seed: int) -> pl.DataFrame:
    draws = [stable_fraction(page, seed, "negatives") for page in pages["page_id"]]
    return pages.with_columns(draw=pl.Series(draws, dtype=pl.Float64))


def _held_out(rows: pl.DataFrame, policy: Seeding, seed: int) -> pl.DataFrame:
    """Marks the holdout: whole domains where each label has several, since pages of one site resemble each other."""
    if rows.filter(label=1)["domain"].n_unique() < 3:
        held = [stable_fraction(page, seed, "holdout") < policy.holdout_share for page in rows["page_id"]]
        return rows.with_columns(holdout=pl.Series(held, dtype=pl.Boolean))
    domains = [name for label in (0, 1) for name in _domains_held_out(rows.filter(label=label), policy, seed)]
    return rows.with_columns(holdout=pl.col("domain").is_in(domains))


def _domains_held_out(rows: pl.DataFrame, policy: Seeding, seed: int) -> list[str]:
    """Domains in a random order until they hold the share of the pages; those that would pass it are left out."""
    sizes = rows.group_by("domain").len().sort("domain")
    order = sorted(sizes.rows(), key=lambda row: stable_fraction(row[0], seed, "holdout_groups"))
    taken: list[str] = []
    left = round(rows.height * policy.holdout_share)
    for name, size in order:
        if size <= left or not taken:
            taken.append(name)
            left -= size
    return taken
