"""`bench recall`: the loop by round beside four baselines and, on request, with each ingredient off.

Runs the same functions as the graph, in memory (`stages.recall.rounds`), over the tables of one crawl pass.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from deepmath_assets.base.errors import BadInput
from deepmath_assets.cli.running import travel
from deepmath_assets.defs.shared.reading import batches, fetch_pages
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.lake.contracts.extract import Pages
from deepmath_assets.profiles.load import overlay
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.sample_web import generate
from deepmath_assets.stages.recall.baselines import baselines, whole_text
from deepmath_assets.stages.recall.progress.labels import quality, recall_at_precision
from deepmath_assets.stages.recall.rounds import Round, World, known_pages, run_rounds

console = Console(highlight=False, soft_wrap=True)
_PRECISIONS = (0.90, 0.95)
_OFF: dict[str, dict[str, object]] = {
    "without the classifier": {"combination": {"classifier": 0.0}},
    "with a classifier that sees formulas": {"classifier": {"text": {"words_only": False}}},
    "without mathness": {"combination": {"mathness": 0.0}},
    "without evidence of sources": {"combination": {"source": 0.0}},
    "without hints of addresses": {"combination": {"hint": 0.0}},
    "without kinds of pages": {"combination": {"kind": 0.0}},
    "without the entries of listings": {"mathness": {"weights": {"entry_share": 0.0}}},
    "with negatives that may be of the domain": {"seeding": {"negative_max_mathness": 1.0}},
    "without what sources bring as seeds": {"seeding": {"reseed_min_score_in_source": 1.0}},
    "without pages fetched by plan": {"planning": {"max_pages": 0}},
    "with one round": {"stopping": {"max_rounds": 1}},
}


def recall_bench(crawl: str | None, profile: str | None, ablations: bool) -> None:
    """Print the table by round, the baselines at equal precision, and the ablations."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        workspace = _crawled(home, crawl, profile)
        world, policy, seed = _world(workspace), workspace.profile.recall, workspace.profile.seed
        rounds = run_rounds(world, policy, home / "loop", seed)
        console.print(_by_round(rounds, world.labels))
        known = known_pages(world.pages, world, whole_text(policy), home / "baselines")
        table = Table("ranking", *(f"recall at precision {p:.2f}" for p in _PRECISIONS), box=None)
        table.add_row("the loop, last round", *_recalls(_ranking(rounds[-1]), world.labels))
        for name, scores in baselines(world, known, policy, home / "baselines", seed).items():
            table.add_row(name.replace("_", " "), *_recalls(scores, world.labels))
        for name, changed in ablated(policy) if ablations else ():
            last = run_rounds(world, changed, home / name, seed)[-1]
            table.add_row(f"the loop {name}", *_recalls(_ranking(last), world.labels))
        console.print(table)


def _crawled(home: Path, crawl: str | None, profile: str | None) -> Workspace:
    """A workspace whose crawl has been read, all parts at once."""
    web = Path(crawl).absolute() if crawl else home / "web"
    name = profile or ("seed" if crawl else "demo")
    workspace = Workspace(
        home, Inputs(crawl=str(web), profile=name, seeds=str(web / "seeds.txt"), labels=str(web / "labels.csv"))
    )
    if not crawl:
        generate(web, workspace.profile.seed)
    if not (web / "labels.csv").is_file() or not (web / "seeds.txt").is_file():
        raise BadInput(f"{web}: a bench needs seeds.txt and labels.csv beside crawl-data/")
    workspace.save()
    for table in ("extract/pages", "recall/seed_list", "recall/labels"):
        travel(workspace, table, debug=False)
    return workspace


def _world(workspace: Workspace) -> World:
    lake = workspace.lake

    def fetch(wanted: pl.DataFrame) -> pl.DataFrame:
        tasks = batches(workspace.home, ("crawl", "extract"), wanted, workspace.profile.crawl.fetch_batch_pages)
        rows = [page for task in tasks for page in fetch_pages(task).pages]
        return Pages.cast(pl.DataFrame(rows, schema=Pages.create_empty().schema))

    return World(
        lake.read("crawl.census"), lake.read("extract.pages"), fetch, lake.read("recall.seed_list"),
        lake.read("recall.labels"), workspace.pack,
    )  # fmt: skip


def _by_round(rounds: list[Round], labels: pl.DataFrame) -> Table:
    table = Table("round", "collected", "new", "already collected", "precision", "recall", box=None)
    for one in rounds:
        row = one.tables["round_report"].row(0, named=True)
        found = quality(labels, one.collected_keys())
        table.add_row(
            one.name, str(row["pages_collected"]), str(row["pages_new"]), f"{row['already_share_pages']:.3f}",
            f"{found.precision or 0:.3f}", f"{found.recall or 0:.3f}",
        )  # fmt: skip
    return table


def _ranking(last: Round) -> pl.DataFrame:
    """All pages with text by the last round's score, those that it fetched too."""
    scores = last.tables["page_scores"].select("url_key", "score")
    return pl.concat([scores, last.tables["recalled_pages"].select("url_key", "score")])


def _recalls(scores: pl.DataFrame, labels: pl.DataFrame) -> list[str]:
    return [f"{recall_at_precision(scores, labels, precision):.3f}" for precision in _PRECISIONS]


def ablated(policy: Recall) -> Iterator[tuple[str, Recall]]:
    """The policy with one ingredient off at a time, each with its name."""
    values = policy.model_dump()
    for name, change in _OFF.items():
        yield name, Recall.model_validate(overlay(values, change))
