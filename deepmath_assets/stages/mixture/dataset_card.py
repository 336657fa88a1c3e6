"""The dataset card: Markdown written from the lake's own tables, so that it cannot say what is not there.

The head is the YAML block that Hugging Face reads. What a table does not hold (who reviewed what, which licence a
page has) is not made up; the caveat says so.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from deepmath_assets.profiles.shapes.mixture import Mixture

_CAVEAT = """Pages keep the rights of their authors; a crawl grants none. The address of every page is in the tables, so
that a page can be found, attributed or withdrawn. Code is the Python standard library (PSF-2.0) unless another folder
was given.
Benchmark items were looked for in questions, solutions and answers; items too short to be guarded are counted below."""


def dataset_card(
    name: str,
    funnel: pl.DataFrame,
    shares: pl.DataFrame,
    decisions: pl.DataFrame,
    versions: Mapping[str, str],
    unguardable: pl.DataFrame,
    settings: Mixture,
    seed: int,
) -> str:
    """Markdown of the whole dataset.

    `funnel` as `corpus.funnel`; `shares` as `shares.token_shares`; `decisions` as the table of drops; `versions` maps
    table names to content hashes; `unguardable` has `benchmark`, one row per item.
    """
    short = shares.filter("short")["source"].to_list()
    passes = f"at most {settings.max_repeats:g} passes"
    hashes = pl.DataFrame(sorted(versions.items()), schema=["table", "content hash"], orient="row")
    sections = (
        _head(name, funnel),
        "## Funnel\n\n" + _table(funnel.sort("step_number", "language")),
        "## Tokens by source\n\n" + _table(shares) + _said(short, settings),
        "## Rows left out, by table and reason\n\n" + _table(_by_reason(decisions)),
        "## Benchmark items that no rule can guard\n\n" + _table(_by_benchmark(unguardable)),
        f"## Order\n\nOne shuffle of all copies by document id and seed {seed}; {passes}.",
        "## Tables\n\n" + _table(hashes),
        "## Rights\n\n" + _CAVEAT,
    )
    return "\n\n".join(sections) + "\n"


def _head(name: str, funnel: pl.DataFrame) -> str:
    languages = funnel["language"].unique().sort().to_list()
    listed = "\n".join(f"- {language}" for language in languages)
    return f"---\npretty_name: {name}\nlanguage:\n{listed}\nlicense: other\n---\n\n# {name}"


def _said(short: Sequence[str], settings: Mixture) -> str:
    if not short:
        return "\n\nEvery source gave its share."
    return f"\n\nShort after {settings.max_repeats:g} passes, so below their share: {', '.join(short)}."


def _by_reason(decisions: pl.DataFrame) -> pl.DataFrame:
    return decisions.group_by("table_name", "reason").len("rows").sort("table_name", "reason")


def _by_benchmark(unguardable: pl.DataFrame) -> pl.DataFrame:
    return unguardable.group_by("benchmark").len("items").sort("benchmark")


def _table(frame: pl.DataFrame) -> str:
    """A frame as a Markdown table.

    >>> print(_table(pl.DataFrame({"a": [1]})))
    | a |
    | --- |
    | 1 |
    """
    lines = [_row(frame.columns), _row(["---"] * frame.width)]
    return "\n".join(lines + [_row([_cell(value) for value in row]) for row in frame.iter_rows()])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value).replace("|", "\\|")
