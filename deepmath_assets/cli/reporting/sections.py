"""What the report shows, section by section, each from the lake's own tables."""

import functools
import json
from collections.abc import Callable, Sequence

import polars as pl

from deepmath_assets.cli.reporting import layout
from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.reading import fetch_policy
from deepmath_assets.defs.shared.running.course import course
from deepmath_assets.defs.shared.workspace import Workspace
from deepmath_assets.stages.crawl.fetching import fetch_range
from deepmath_assets.stages.crawl.records import read_record_at

Section = Callable[[Workspace], str]
_SAMPLE_PAGES = 4
_EXCERPT_CHARS = 1600
_CHECKPOINTS = ("base", "cpt", "sft", "grpo")


def needs(*tables: str) -> Callable[[Section], Section]:
    """Decorator: the section, or a note where a table that it reads is not there yet."""

    def wrap(section: Section) -> Section:
        @functools.wraps(section)
        def guarded(workspace: Workspace) -> str:
            missing = [name for name in tables if not workspace.lake.exists(name)]
            return layout.note(f"not materialized yet: {', '.join(missing)}") if missing else section(workspace)

        return guarded

    return wrap


@needs("crawl.census", "recall.round_report", "mixture.token_shards")
def overview(workspace: Workspace) -> str:
    """The run in six numbers."""
    lake = workspace.lake
    last = lake.read("recall.round_report").sort("round").row(-1, named=True)
    shards = lake.scan("mixture.token_shards").select(pl.col("tokens").sum()).collect().item()
    values = [
        ("records and index rows", _count(workspace, "crawl.census")),
        ("pages read as text", _count(workspace, "extract.pages")),
        ("rounds", _count(workspace, "recall.round_report")), ("pages collected", last["pages_collected"]),
        ("pages in the corpus", _count(workspace, "corpus.sampled_pages")), ("tokens in shards", shards),
    ]  # fmt: skip
    return layout.figures(values) + layout.note(f"last round: {last['verdict']}")


@needs("corpus.funnel", "lake.decisions")
def funnel(workspace: Workspace) -> str:
    """Pages and tokens after each step, and why rows were dropped."""
    rows = workspace.lake.read("corpus.funnel").sort("step_number", "language")
    steps = rows.group_by("step_number", "step", maintain_order=True).agg(
        pl.col("pages").sum(), pl.col("tokens_estimate").sum()
    )
    drops = workspace.lake.scan("lake.decisions")
    reasons = drops.group_by("step", "reason").len("rows").collect().sort("step", "reason")
    return (
        layout.picture(plots.bars(steps["step"].to_list(), steps["pages"].to_list(), "pages"), "pages by step")
        + layout.table(_by_language(rows, workspace.profile.corpus.languages))
        + layout.heading("Drops by reason") + layout.table(reasons)
    )  # fmt: skip


def _by_language(funnel: pl.DataFrame, languages: Sequence[str]) -> pl.DataFrame:
    """Steps as rows; tokens, pages, and pages of each of the corpus' languages as columns."""
    named = [pl.col("pages").filter(language=name).sum().alias(f"pages {name}") for name in languages]
    sums = (pl.col("tokens_estimate").sum(), pl.col("pages").sum(), *named)
    other = pl.col("pages") - pl.sum_horizontal(f"pages {name}" for name in languages)
    steps = funnel.group_by("step", maintain_order=True).agg(*sums)
    return steps.with_columns(other.alias("pages in other languages"))


@needs("recall.round_report")
def rounds(workspace: Workspace) -> str:
    """What each round brought."""
    rows = workspace.lake.read("recall.round_report").sort("round")
    last = course(workspace.lake, rows["round"][-1], rows)
    shown = rows.select(
        "round", "pages_collected", "pages_new", "pages_recalled", "already_share_pages", "already_share_tokens",
        "sources_accepted", "sources_gained", "pages_uncollected", "precision", "recall",
    )  # fmt: skip
    verdicts = "".join(layout.note(f"{name}: {verdict}") for name, verdict in rows.select("round", "verdict").rows())
    pictures = "".join(layout.picture(last[name], name.replace("_", " ")) for name in _PICTURES)
    tables = "".join(layout.heading(heading) + layout.table(last[name]) for name, heading in _LAST_ROUND)
    return pictures + layout.table(shown) + verdicts + tables + _sources(workspace)


_PICTURES = ("pages_by_round", "already_by_round", "quality_by_round")
_LAST_ROUND = (
    ("new_pages_by_rule", "New pages of the last round, by the rule that brought them and the evidence for them"),
    ("sources_gained", "Sources that it gained"),
    ("uncollected_by_domain", "What it left in the census, by domain, and what may be in the unread pages"),
    ("most_uncertain_pages", "Its most uncertain pages"),
)


def _sources(workspace: Workspace) -> str:
    lake = workspace.lake
    if not lake.exists("recall.domain_scores"):
        return ""
    last = lake.scan("recall.domain_scores").filter(pl.col("round") == pl.col("round").max()).collect()
    shown = last.sort("pages_collected", "domain", descending=[True, False]).head(25)
    return layout.heading("Domains of the last round") + layout.table(
        shown.select(
            "domain", "pages_known", "pages_scored", "pages_collected", "share", "share_low", "by_share", "by_bound"
        )
    )


@needs("corpus.sampled_pages", "extract.pages")
def sample_pages(workspace: Workspace) -> str:
    """Some pages as they came and as they went in."""
    lake = workspace.lake
    drawn = lake.read("corpus.sampled_pages").sort("page_id").filter(pl.col("formulas") > 0)
    drawn = drawn.gather_every(max(1, len(drawn) // _SAMPLE_PAGES)).head(_SAMPLE_PAGES)
    places = lake.scan("extract.pages").select("page_id", "warc_file", "offset", "length").collect().unique("page_id")
    parts = []
    for row in drawn.join(places, on="page_id", how="inner").sort("page_id").to_dicts():
        parts.append(
            layout.heading(row["url"])
            + layout.note(f"quality {row['quality']:.2f}, {row['subdomain']}, {row['language']}")
        )
        parts.append(layout.pair(_source(workspace, row), row["text"][:_EXCERPT_CHARS]))
    return "".join(parts)


def _source(workspace: Workspace, row: dict[str, object]) -> str:
    """The page's bytes as they came, past the head."""
    data = fetch_range(
        workspace.inputs.crawl,
        str(row["warc_file"]),
        int(str(row["offset"])),
        int(str(row["length"])),
        fetch_policy(workspace),
    )
    payload = (read_record_at(data, str(row["url"])).payload or b"").decode("utf-8", "replace")
    start = max(payload.find("<body"), 0)
    return payload[start : start + _EXCERPT_CHARS]


@needs("mixture.documents")
def mixture(workspace: Workspace) -> str:
    """Tokens by source."""
    tokens = pl.col("tokens_estimate").sum()
    rows = (
        workspace.lake.scan("mixture.documents").group_by("source").agg(pl.len().alias("documents"), tokens).collect()
    )
    total = max(1, int(rows["tokens_estimate"].sum()))
    return layout.table(rows.with_columns(share=pl.col("tokens_estimate") / total).sort("source"))


@needs(*(f"training.{name}_model" for name in _CHECKPOINTS))
def training(workspace: Workspace) -> str:
    """Curves and measures of each checkpoint."""
    parts = []
    for name in _CHECKPOINTS:
        row = workspace.lake.read(f"training.{name}_model").row(0, named=True)
        lines: dict[str, list[tuple[float, float]]] = {}
        for point in row["curve"]:
            lines.setdefault(point["name"], []).append((point["step"], point["value"]))
        parts.append(
            layout.heading(name)
            + layout.note(f"{row['parameters']:,} parameters, {row['steps']} steps, {row['tokens_seen']:,} tokens")
        )
        parts += [
            layout.picture(plots.curves({curve: line}, "step", curve), curve)
            for curve, line in sorted(lines.items())[:4]
        ]
        flat = pl.DataFrame(_flat(json.loads(row["metrics"])), schema=["measure", "value"], orient="row")
        parts.append(layout.table(flat))
    return "".join(parts)


def _flat(values: object, name: str = "") -> list[tuple[str, str]]:
    if isinstance(values, dict):
        return [pair for key, value in values.items() for pair in _flat(value, f"{name} {key}".strip())]
    return [(name, f"{values:.4g}" if isinstance(values, float) else str(values))]


@needs("evaluation.reports")
def evaluation(workspace: Workspace) -> str:
    """Pass@K and Maj@K of each checkpoint, with intervals."""
    rows = workspace.lake.read("evaluation.reports")
    overall = rows.filter(pl.col("slice") == "all").sort("metric", "checkpoint", "k")
    parts = []
    for metric in ("pass_at_k", "maj_at_k"):
        lines = {
            name: [
                (float(k), v)
                for k, v in overall.filter(checkpoint=name, metric=metric).select("k", "value").iter_rows()
            ]
            for name in _CHECKPOINTS
        }
        parts.append(layout.picture(plots.curves(lines, "K", metric), metric))
    shown = rows.filter(pl.col("k") == pl.col("k").max()).drop("samples_per_item")
    return "".join(parts) + layout.table(shown.sort("slice", "value_of", "metric", "checkpoint"))


def _count(workspace: Workspace, table: str) -> int:
    lake = workspace.lake
    return int(lake.scan(table).select(pl.len()).collect().item()) if lake.exists(table) else 0


SECTIONS: tuple[tuple[str, Section], ...] = (
    ("Overview", overview), ("Funnel", funnel), ("Rounds", rounds), ("Sample pages", sample_pages),
    ("Mixture", mixture), ("Training", training), ("Evaluation", evaluation),
)  # fmt: skip
