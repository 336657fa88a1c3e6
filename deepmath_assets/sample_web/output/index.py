"""The index of all records: the columns in use here of Common Crawl's columnar index, with their names and types."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "url_surtkey": pl.String,
    "url": pl.String,
    "url_host_name": pl.String,
    "url_host_registered_domain": pl.String,
    "url_host_private_domain": pl.String,
    "url_protocol": pl.String,
    "url_path": pl.String,
    "url_query": pl.String,
    "fetch_time": pl.Datetime("ms"),
    "fetch_status": pl.Int16,
    "content_digest": pl.String,
    "content_mime_type": pl.String,
    "content_mime_detected": pl.String,
    "content_charset": pl.String,
    "content_languages": pl.String,
    "warc_filename": pl.String,
    "warc_record_offset": pl.Int32,
    "warc_record_length": pl.Int32,
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the fetch of a page brought."""

    time: datetime
    status: int
    digest: str
    mime: str
    charset: str
    lang: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """What is known of one record; the columns that follow from the URL are added on writing."""

    url: str
    registered: str
    private: str
    fetched: Fetched
    file: str
    offset: int
    length: int


def surt_key(url: str) -> str:
    """The URL in sort-friendly order of labels, without scheme and `www.`.

    >>> surt_key("https://www.a.com/x?b=1")
    'com,a)/x?b=1'
    """
    parts = urlsplit(url.lower())
    host = re.sub(r"^www\d*\.", "", parts.netloc)
    query = f"?{parts.query}" if parts.query else ""
    return f"{','.join(reversed(host.split('.')))}){parts.path or '/'}{query}"


def write_index(path: Path, rows: list[IndexRow]) -> None:
    """Write the rows, sorted by SURT key, as parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = sorted(rows, key=lambda row: (surt_key(row.url), row.url))
    found = [_columns(row) for row in ordered]
    pl.DataFrame(found, schema=pl.Schema(SCHEMA)).write_parquet(path)


def _columns(row: IndexRow) -> dict[str, object]:
    parts = urlsplit(row.url)
    return {
        "url_surtkey": surt_key(row.url),
        "url": row.url,
        "url_host_name": parts.netloc,
        "url_host_registered_domain": row.registered,
        "url_host_private_domain": row.private,
        "url_protocol": parts.scheme,
        "url_path": parts.path,
        "url_query": parts.query or None,
        "fetch_time": row.fetched.time,
        "fetch_status": row.fetched.status,
        "content_digest": row.fetched.digest,
        "content_mime_type": row.fetched.mime,
        "content_mime_detected": row.fetched.mime,
        "content_charset": row.fetched.charset.upper() or None,
        "content_languages": {"en": "eng", "zh": "zho"}.get(row.fetched.lang),
        "warc_filename": row.file,
        "warc_record_offset": row.offset,
        "warc_record_length": row.length,
    }
