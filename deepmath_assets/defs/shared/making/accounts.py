"""Rows in = rows kept + rows dropped for a reason: what goes into each table, by which ids its rows are known.

An asset declares the accounts of its tables (`rows_in(...)`), and the blocking check `accounted` holds them. Ids from
the lake are read by the check itself, whatever the body did with them. Rows from outside have an id only once they
are read: the reader counts them where it meets them, and the body passes the number on (`desk.write(given=...)`). Where
one row of the table stands for many, as a model does for what it learnt, the body says for how many (`used=...`).

A table without an account is in `EXEMPT` with its reason: what is observed, summed, learnt, ranked or found out is
no copy of rows, and leaves none behind. The rule test `rules/test_accounts.py` holds that there is no third kind.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from deepmath_assets.defs.shared.making.desk import Desk
from deepmath_assets.lake.contracts import CONTRACTS

ROW_ID = "row_id"
EXEMPT = {
    "crawl.files": "observed: what lies in the archive",
    "crawl.warc_report": "counts records by outcome; a check compares it with the census",
    "recall.handover": "facts about the round before",
    "recall.addresses": "templates learnt from the census; recall.url_templates counts them all",
    "recall.language_model": "a model of the named seeds",
    "recall.seeds": "a draw to learn from; every page is scored all the same",
    "recall.classifier": "a model of the seeds",
    "recall.domain_scores": "a row for each domain of the census",
    "recall.url_templates": "a row for each template of the census; a check adds them up",
    "recall.reliable_sources": "verdicts on templates, which all stay in recall.url_templates",
    "recall.plan": "a ranking cut off; what it does not reach stays in the census and may be planned later",
    "recall.uncollected": "sums of the census by domain; a property test adds them up",
    "recall.round_report": "one row of sums",
    "corpus.near_duplicates": "a finding about pages; corpus.clean_pages drops by it",
    "corpus.funnel": "counts pages by step",
    "mixture.tokenizer": "learnt from a part of the documents; token_shards encodes them all",
    "mixture.dataset_card": "one document about all tables",
    "training.base_model": "a model of windows over the shards",
    "training.cpt_model": "a model of windows over the shards",
    "evaluation.reports": "means over the samples; a check counts the items",
    "evaluation.error_report": "sums over the samples; a check counts the items",
}


class Rows(NamedTuple):
    """Rows that go into a table: what they are, and a frame of their ids (one column)."""

    about: str
    ids: Callable[[Desk], pl.LazyFrame]


@dataclass(frozen=True)
class Account:
    """What goes into a table: `sources` in the lake, `given` from outside (what, in words); `row_id` of a kept row.

    `used` tells that a row of the table stands for many that went in.
    """

    sources: tuple[Rows, ...]
    given: str
    row_id: pl.Expr | None
    used: bool

    @property
    def about(self) -> str:
        """All sources in words."""
        return ", ".join([*(rows.about for rows in self.sources), *([self.given] if self.given else [])])

    def came(self, desk: Desk) -> pl.DataFrame:
        """The different ids of what goes in from the lake, as `row_id`."""
        frames = [rows.ids(desk).select(pl.first().alias(ROW_ID)) for rows in self.sources]
        return pl.concat([pl.LazyFrame(schema={ROW_ID: pl.String}), *frames]).drop_nulls().unique().collect()

    def kept(self, desk: Desk, table: str) -> pl.DataFrame:
        """The different ids of what the table has, as `row_id`; none where its rows stand for others."""
        rows = desk.scan_written(table).select(_key(table) if self.row_id is None else self.row_id)
        return (rows.head(0) if self.used else rows).select(pl.first().alias(ROW_ID)).unique().collect()


def rows_in(*sources: str | Rows, given: str = "", row_id: pl.Expr | None = None, used: bool = False) -> Account:
    """An account; a source's name stands for all its rows by their key. `row_id` is the table's key where not given."""
    named = tuple(rows_of(source) if isinstance(source, str) else source for source in sources)
    return Account(named, given, row_id, used)


def rows_of(table: str, row_id: pl.Expr | None = None, where: pl.Expr | None = None) -> Rows:
    """Rows of a table that the asset reads, or has just written, by their key or another id."""

    def ids(desk: Desk) -> pl.LazyFrame:
        rows = desk.scan_written(table) if table in desk.written else desk.scan(table)
        return (rows if where is None else rows.filter(where)).select(_key(table) if row_id is None else row_id)

    return Rows(table, ids)


def _key(table: str) -> pl.Expr:
    """The table's key without its partition, parts joined by `#`."""
    contract = CONTRACTS[table]
    return pl.concat_str([n for n in contract.schema.primary_key() if n != contract.partition_by], separator="#")
