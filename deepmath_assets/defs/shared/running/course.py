"""How the loop went up to a round, for a person's eye: in the metadata of its report, and in `deepmath report`.

It reads the tables of this and earlier rounds straight from the lake: what is only shown is no lineage.
"""

from typing import Any

import polars as pl

from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.partitions import round_before
from deepmath_assets.lake.tables import Lake, empty
from deepmath_assets.stages.recall.progress.course import collected_pages, new_pages, sources_gained, uncertain_pages

_PAGES = ("pages_collected", "pages_new")
_SHARES = ("already_share_pages", "already_share_tokens")
_QUALITY = ("precision", "recall")
_SHOWN = 20


def course(lake: Lake, this_round: str, reports: pl.DataFrame) -> dict[str, Any]:
    """Tables and plots by name; `reports` are the reports of all rounds up to this one."""
    before = round_before(this_round)
    scores, sources = _of(lake, "recall.page_scores", this_round), _of(lake, "recall.reliable_sources", this_round)
    now, old = (collected_pages(_of(lake, "recall.page_scores", name), _of(lake, "recall.recalled_pages", name))
                for name in (this_round, before))  # fmt: skip
    uncollected = _of(lake, "recall.uncollected", this_round)
    return {
        "new_pages_by_rule": new_pages(now, old, scores.select("page_id", "mathness"), sources),
        "sources_gained": sources_gained(sources, _of(lake, "recall.reliable_sources", before)).head(_SHOWN),
        "uncollected_by_domain": uncollected.sort("pages_expected", "domain", descending=[True, False]).head(_SHOWN),
        "most_uncertain_pages": uncertain_pages(scores),
        "pages_by_round": plots.curves(_lines(reports, _PAGES), "round", "pages"),
        "already_by_round": plots.curves(_lines(reports, _SHARES), "round", "share"),
        "quality_by_round": plots.curves(_lines(reports, _QUALITY), "round", "share"),
    }


def _lines(reports: pl.DataFrame, names: tuple[str, ...]) -> dict[str, list[tuple[float, float]]]:
    return {
        name: [(float(key[1:]), float(value)) for key, value in reports.select("round", name).drop_nulls().iter_rows()]
        for name in names
    }


def _of(lake: Lake, table: str, name: str | None) -> pl.DataFrame:
    """A round's rows without the long columns; none for a round that is not there."""
    shown = [column for column in empty(table).columns if column not in _LONG]
    if name is None or not lake.exists(table):
        return empty(table).select(shown)
    return lake.scan(table, partition=name).select(shown).collect()


_LONG = {"text", "segments", "features", "screen_hits"}
