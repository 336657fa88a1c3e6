"""The commands and their options, in the order in which a newcomer meets them."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="deepmath", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Mine a domain out of Common Crawl, clean it, train on it, evaluate, and see why each page is in or out.",
)  # fmt: skip
bench = typer.Typer(no_args_is_help=True, help="Measure a part beside other ways of doing it.")
app.add_typer(bench, name="bench")

Home = Annotated[
    str | None, typer.Option(help="Folder of lake, artifacts and history; else DEEPMATH_HOME, else .deepmath.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show tracebacks and all that Dagster says.")]


@app.command()
def demo(
    home: Home = None,
    scale: Annotated[float | None, typer.Option(help="Size of the sample web; 1 is about 3,000 pages.")] = None,
    until: Annotated[str | None, typer.Option(help="Stop at this asset (stage/table).")] = None,
    debug: Debug = False,
) -> None:
    """Make a small web whose truth is known, run the whole graph on it, and compare."""
    from deepmath_assets.cli.demo import run_demo

    run_demo(home, scale, until, debug)


@app.command()
def run(
    crawl: Annotated[str | None, typer.Option(help="Folder or http(s) address in Common Crawl's layout.")] = None,
    profile: Annotated[str | None, typer.Option(help="Policy: paper-v1, seed, demo, or a path to a .toml.")] = None,
    pack: Annotated[str | None, typer.Option(help="Domain: mathematics, or a folder with pack.toml.")] = None,
    seeds: Annotated[str | None, typer.Option(help="File of seed addresses; else seeds.txt of the crawl.")] = None,
    labels: Annotated[str | None, typer.Option(help="CSV of labelled addresses, for measuring only.")] = None,
    benchmarks: Annotated[str | None, typer.Option(help="Folder of benchmark items (JSONL, also .gz).")] = None,
    instruct: Annotated[str | None, typer.Option(help="Folder of instruction data in published formats.")] = None,
    papers: Annotated[str | None, typer.Option(help="Folder of papers as text.")] = None,
    review: Annotated[str | None, typer.Option(help="CSV of people's verdicts on domains and templates.")] = None,
    lake: Annotated[str | None, typer.Option(help="Where the tables lie, if not in the home folder.")] = None,
    part: Annotated[list[str] | None, typer.Option(help="Parts to read, in this order; else all there are.")] = None,
    until: Annotated[str | None, typer.Option(help="Stop at this asset (stage/table).")] = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="Redo only what is stale, and stop where nothing changed.")
    ] = False,
    home: Home = None,
    debug: Debug = False,
) -> None:
    """Bring the graph up to date: crawl, rounds to convergence, corpus, mixture, training, evaluation.

    Inputs are remembered in the home folder; a later call needs only what changes. A killed run goes on where it was.
    """
    from deepmath_assets.cli.running import run_graph

    given = {
        "crawl": crawl, "profile": profile, "pack": pack, "seeds": seeds, "labels": labels, "benchmarks": benchmarks,
        "instruct": instruct, "papers": papers, "review": review, "lake": lake,
        "parts": tuple(part) if part else None,
    }  # fmt: skip
    run_graph(home, given, until, stale, debug)


@app.command()
def forecast(
    crawl: Annotated[str, typer.Option(help="Folder or http(s) address in Common Crawl's layout.")],
    profile: Annotated[str, typer.Option(help="Policy: paper-v1, seed, demo, or a path to a .toml.")] = "seed",
    pack: Annotated[str, typer.Option(help="Domain: mathematics, or a folder with pack.toml.")] = "mathematics",
    part: Annotated[list[str] | None, typer.Option(help="Parts to count, else all there are.")] = None,
    probe: Annotated[
        float | None, typer.Option(min=1e-9, max=1.0, help="Share of the crawl to try; else the profile's.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What a crawl will cost, by stage: pages, core-hours, gigabytes; from a small probe of it."""
    from deepmath_assets.cli.forecasting import show_forecast

    show_forecast(crawl, profile, pack, tuple(part or ()), probe, as_json)


@app.command()
def status(
    home: Home = None,
    every: Annotated[bool, typer.Option("--all", help="Fresh assets too.")] = False,
) -> None:
    """Which assets are fresh, stale (and why) or missing; the same answer as the UI's."""
    from deepmath_assets.cli.running import show_status

    show_status(home, every)


@app.command()
def show(
    table: Annotated[str, typer.Argument(help="A table, as stage.table.")],
    home: Home = None,
    version: Annotated[int | None, typer.Option(help="The table as it was at this version.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="How many rows to print.")] = 5,
    partition: Annotated[str | None, typer.Option(help="One partition only.")] = None,
) -> None:
    """A table's contract, some of its rows, and the history of its versions."""
    from deepmath_assets.cli.showing import show_table

    show_table(home, table, version, rows, partition)


@app.command()
def why(
    what: Annotated[str, typer.Argument(help="A URL, a page_id, or shard:offset.")],
    home: Home = None,
) -> None:
    """A page's whole story, or why it is out; from a training token back to its bytes."""
    from deepmath_assets.cli.showing import tell_story

    tell_story(home, what)


@app.command()
def review(
    home: Home = None,
    file: Annotated[Path | None, typer.Option(help="CSV to write verdicts to; else the run's own.")] = None,
    who: Annotated[str, typer.Option(help="Who decides; stands in the CSV.")] = "",
) -> None:
    """Walk through candidate sources, most expected tokens first: accept, reject or skip each."""
    from deepmath_assets.cli.reviewing import review_sources

    review_sources(home, file, who)


@app.command()
def report(
    home: Home = None,
    out: Annotated[Path, typer.Option(help="The HTML file to write.")] = Path("deepmath-report.html"),
) -> None:
    """One self-contained HTML page: funnel, rounds, sample pages, training curves, evaluation."""
    from deepmath_assets.cli.reporting import write_report

    write_report(home, out)


@app.command()
def ui(
    home: Home = None,
    port: Annotated[int, typer.Option(help="Port of the Dagster UI.")] = 3000,
) -> None:
    """Open the Dagster UI on this home folder, with sensors and schedules."""
    from deepmath_assets.cli.running import open_ui

    open_ui(home, port)


@bench.command("recall")
def bench_recall(
    crawl: Annotated[
        str | None, typer.Option(help="A crawl with seeds.txt and labels.csv; else the sample web.")
    ] = None,
    profile: Annotated[str | None, typer.Option(help="Policy; else demo for the sample web, seed for a crawl.")] = None,
    ablations: Annotated[bool, typer.Option(help="Also each ingredient off, one at a time.")] = False,
) -> None:
    """Precision and recall by round, beside four baselines."""
    from deepmath_assets.cli.benches.recall import recall_bench

    recall_bench(crawl, profile, ablations)


@bench.command("extract")
def bench_extract(
    pages: Annotated[int, typer.Option(help="How many pages of the sample web.")] = 200,
) -> None:
    """Formulas and text kept, beside trafilatura and resiliparse where they are installed."""
    from deepmath_assets.cli.benches.extract import extract_bench

    extract_bench(pages)


@bench.command("leaks")
def bench_leaks(
    benchmarks: Annotated[str | None, typer.Option(help="Folder of benchmark items; else the sample web's.")] = None,
) -> None:
    """Recall of planted benchmark items in seven disguises, and precision."""
    from deepmath_assets.cli.benches.leaks import leaks_bench

    leaks_bench(benchmarks)


@bench.command("grader")
def bench_grader(
    cases: Annotated[Path, typer.Argument(help="JSONL of {gold, pred, match}.")],
) -> None:
    """Agreement of the grader with marked answers, beside plain Math-Verify."""
    from deepmath_assets.cli.benches.grader import grader_bench

    grader_bench(cases)


@bench.command("throughput")
def bench_throughput(
    crawl: Annotated[str, typer.Option(help="A crawl in a local folder, with labels.csv.")],
    profile: Annotated[str, typer.Option(help="Policy of our pass.")] = "seed",
    passes: Annotated[int, typer.Option(min=1, help="Passes of each side, made in turns.")] = 3,
    peer_python: Annotated[str | None, typer.Option(help="Python of an environment with datatrove; else ours.")] = None,
    language_model: Annotated[str | None, typer.Option(help="fastText model for datatrove's language filter.")] = None,
) -> None:
    """Pages a second and core of the crawl pass, beside datatrove with trafilatura."""
    from deepmath_assets.cli.benches.throughput.bench import throughput_bench

    throughput_bench(crawl, profile, passes, peer_python, language_model)
