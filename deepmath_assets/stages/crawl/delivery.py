"""A delivery as tables: the index's rows in our columns, the census of a part, formula survival by domain.

The index is Common Crawl's columnar one (parquet, `url_host_private_domain` and so on), read through DuckDB. `domain`
is computed by our own rule, so that index and pages agree.
"""

from pathlib import Path

import duckdb
import polars as pl

from deepmath_assets.base.errors import NotACrawl
from deepmath_assets.base.hashing import page_id
from deepmath_assets.base.urls import domain, host, path_of_key, url_key
from deepmath_assets.lake.contracts.crawl import Census, Index
from deepmath_assets.lake.contracts.decisions import Given, Reason

_COLUMNS = """
select url, fetch_status::bigint as status, content_mime_type as mime, content_languages as index_languages,
       content_digest as payload_digest, warc_filename as warc_file, warc_record_offset::bigint as "offset",
       warc_record_length::bigint as "length"
from read_parquet($path)
"""


def index_rows(path: Path, part: str) -> Given:
    """The rows of a part's index (contract `crawl.index`), one for each record; raises `NotACrawl` if it is unreadable.

    A further row about one record is dropped, by the name of the record's place and which row about it that is.
    """
    if not path.is_file():
        raise NotACrawl(f"no index at {path}: a crawl has cc-index/<part>.parquet beside crawl-data/")
    try:
        with duckdb.connect() as connection:
            found = connection.sql(_COLUMNS, params={"path": str(path)}).to_arrow_table()
    except duckdb.Error as error:
        raise NotACrawl(f"the index {path} cannot be read: {str(error).splitlines()[0]}") from None
    once = _one_of_each(pl.DataFrame(pl.from_arrow(found)), ["warc_file", "offset"])
    kept = once.kept.with_columns(part=pl.lit(part), **_addresses(once.kept["url"])).select(list(Index.columns()))
    return once._replace(kept=kept)


def unseen_rows(index: pl.DataFrame, read: pl.DataFrame) -> pl.DataFrame:
    """Census rows for index rows whose record was not read (contract `crawl.census`)."""
    unseen = index.join(read.select("warc_file", "offset"), on=["warc_file", "offset"], how="anti")
    identity = [
        page_id(key, digest) if digest else None
        for key, digest in unseen.select("url_key", "payload_digest").iter_rows()
    ]
    return unseen.with_columns(
        page_id=pl.Series(identity, dtype=pl.String),
        payload_bytes=pl.lit(None, pl.Int64),
        screen_hits=pl.lit(None, pl.List(pl.String)),
        screen_score=pl.lit(None, pl.Float64),
        outcome=pl.lit("not_fetched"),
    ).select(list(Census.columns()))


def census_of_part(read: pl.DataFrame, unseen: pl.DataFrame) -> Given:
    """The part's census: records read and rows only indexed, one for each place in the archive and address."""
    both = pl.concat([read.select(list(Census.columns())), unseen], how="vertical_relaxed")
    return _one_of_each(both, ["warc_file", "offset", "url"])


def _one_of_each(rows: pl.DataFrame, key: list[str]) -> Given:
    """The first row of each key; those that say it again are dropped."""
    numbered = rows.with_columns(_nth=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(key))
    again = numbered.filter(pl.col("_nth") > 1).select(
        row_id=pl.concat_str(*key, "_nth", separator="#"), reason=pl.lit(Reason.SAME_RECORD.value), detail="url"
    )
    return Given(numbered.filter(pl.col("_nth") == 1).drop("_nth"), again, len(rows))


def lost_formulas(pages: pl.DataFrame) -> pl.DataFrame:
    """Formula carriers found and lost by domain, most lost first."""
    sums = pl.col("carriers_found").sum(), pl.col("formulas_lost").sum(), pl.len().alias("pages")
    return pages.group_by("domain").agg(*sums).sort("formulas_lost", "domain", descending=[True, False])


def _addresses(urls: pl.Series) -> dict[str, pl.Series]:
    keys = [url_key(url) for url in urls]
    return {
        "url_key": pl.Series(keys, dtype=pl.String),
        "host": pl.Series([host(url) for url in urls], dtype=pl.String),
        "domain": pl.Series([domain(url) for url in urls], dtype=pl.String),
        "path": pl.Series([path_of_key(key) for key in keys], dtype=pl.String),
    }
