"""The crawl pass over one WARC file, and the fetching of single records: read, screen, extract, in one go.

The composition of two stages, so it lives above them; it runs in worker processes and knows nothing of Dagster. The
rows of a WARC file are appended to the staging tables exactly once (a Delta transaction named by the file's digest
and the code version), so a killed pass goes on with the files that are missing, and readers of the real tables see
nothing of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from deepmath_assets.base.errors import FetchFailed
from deepmath_assets.base.hashing import page_id
from deepmath_assets.base.urls import domain, host, path_of_key, url_key
from deepmath_assets.defs.shared.workspace import Workspace, open_workspace
from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.contracts.decisions import DROPPED, Reason
from deepmath_assets.lake.tables import Lake
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.shapes.crawl import Screening
from deepmath_assets.profiles.view import ProfileView
from deepmath_assets.stages.crawl.fetching import fetch_range, open_warc
from deepmath_assets.stages.crawl.records import Record, read_record_at, read_records
from deepmath_assets.stages.crawl.screening import Screen
from deepmath_assets.stages.crawl.transport import FetchPolicy
from deepmath_assets.stages.extract.guard import Guard
from deepmath_assets.stages.extract.page import Page
from deepmath_assets.stages.extract.reading.limits import Limits

STAGED = ("crawl.census", "crawl.warc_report", "extract.pages")
_NO_PAGE = ("not-html", "not-response", "revisit", "not-warc", "segmented")  # no HTML response: counted, no census row

# What the crawl pass takes of the profile.
PASS_USES = ("crawl.max_payload_bytes", "crawl.max_header_bytes", "crawl.screen", "extract")


class WarcTask(NamedTuple):
    """One WARC file to read; `uses` are the values of the profile that the asset declared, `delivery` names the file
    with its digest and the code that reads it.
    """

    home: str
    uses: tuple[str, ...]
    part: str
    warc_file: str
    delivery: str


class FetchTask(NamedTuple):
    """Records to fetch by (file, offset, length), as rows of a plan; `uses` as in `WarcTask`."""

    home: str
    uses: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]


class Fetched(NamedTuple):
    """Rows of `extract.pages`, and what could not be had as (row_id, reason, detail)."""

    pages: list[dict[str, Any]]
    failures: list[tuple[str, str, str]]


def staging_table(table: str) -> str:
    """Where a pass parks rows of a table.

    >>> staging_table("extract.pages")
    'staging.extract_pages'
    """
    return f"staging.{table.replace('.', '_')}"


def read_warc(task: WarcTask) -> dict[str, int]:
    """Read one WARC file into the staging tables; counts by outcome."""
    workspace = open_workspace(Path(task.home))
    profile = ProfileView(workspace.profile, task.uses, "the crawl pass")
    with Reader(workspace.pack, profile) as reader:
        stream = open_warc(workspace.inputs.crawl, task.warc_file, fetch_policy(workspace))
        with stream:
            rows = rows_of(read_records(stream, **record_limits(profile)), reader, task)
    park(workspace.lake, rows, task.delivery)
    return {row["outcome"]: row["records"] for row in rows["crawl.warc_report"].iter_rows(named=True)}


def rows_of(records: Iterable[Record], reader: "Reader", task: WarcTask) -> dict[str, pl.DataFrame]:
    """The rows of the staged tables that a file's records give."""
    census: list[dict[str, Any]] = []
    pages: list[dict[str, Any]] = []
    counts: dict[str, dict[str, Any]] = {}
    for record in records:
        outcome, page = reader.judge(record, task.part, task.warc_file)
        _count(counts, task, record, outcome)
        if record.url is not None and record.reason not in _NO_PAGE:
            census.append(_census_row(record, task.part, task.warc_file, outcome, reader, page))
        if page is not None:
            pages.append(page)
    rows = {"crawl.census": census, "crawl.warc_report": list(counts.values()), "extract.pages": pages}
    schemas = {table: CONTRACTS[table].schema for table in STAGED}
    return {
        table: schemas[table].cast(pl.DataFrame(rows[table], schemas[table].create_empty().schema)) for table in rows
    }


def park(lake: Lake, rows: Mapping[str, pl.DataFrame], delivery: str) -> None:
    """Append the rows of a delivery to the staging tables, once."""
    for table in STAGED:
        delivered = rows[table].with_columns(delivery=pl.lit(delivery))
        lake.append_once(staging_table(table), delivered, delivery=delivery, partition_by="delivery")


def fetch_pages(task: FetchTask) -> Fetched:
    """The pages of a plan's rows, each fetched by its byte range; a row that fails has a reason."""
    workspace = open_workspace(Path(task.home))
    pages: list[dict[str, Any]] = []
    failures: list[tuple[str, str, str]] = []
    policy, profile = fetch_policy(workspace), ProfileView(workspace.profile, task.uses, "fetching")
    with Reader(workspace.pack, profile, screened=False) as reader:
        for row in task.rows:
            try:
                data = fetch_range(workspace.inputs.crawl, row["warc_file"], row["offset"], row["length"], policy)
            except FetchFailed as error:
                failures.append((row["url_key"], Reason.FETCH_FAILED.value, str(error)))
                continue
            record = read_record_at(data, row["url"], offset=row["offset"], **record_limits(profile))
            outcome, page = reader.judge(record, row["part"], row["warc_file"])
            if page is None:
                failures.append((row["url_key"], Reason.NOT_A_PAGE.value, outcome))
            elif page["url_key"] != row["url_key"]:
                failures.append((row["url_key"], Reason.NOT_A_PAGE.value, f"the record there is of {page['url']}"))
            else:
                pages.append({**page, "length": row["length"]})
    return Fetched(pages, failures)


def batches(home: Path, uses: tuple[str, ...], rows: pl.DataFrame, size: int) -> Iterator[FetchTask]:
    """A plan's rows as tasks, those of one file together and in the order of their offsets."""
    ordered = rows.sort("warc_file", "offset")
    for start in range(0, len(ordered), size):
        yield FetchTask(str(home), uses, tuple(ordered.slice(start, size).iter_rows(named=True)))


def fetch_policy(workspace: Workspace) -> FetchPolicy:
    """How hard a server is asked, from the profile: that decides no result, and no asset declares it."""
    crawl = workspace.profile.crawl
    return FetchPolicy(
        crawl.fetch_attempts, crawl.fetch_backoff_seconds, crawl.fetch_backoff_limit_seconds,
        crawl.fetch_connect_seconds, crawl.fetch_silence_seconds, workspace.profile.seed,
    )  # fmt: skip


class Reader:
    """Screen and extraction of one worker; a context manager, since extraction runs in a child that can be killed."""

    def __init__(self, pack: Pack, profile: Any, *, screened: bool = True) -> None:
        extract = profile.extract
        self.screen = _screen_of(pack, profile.crawl.screen if screened else None)
        limits = Limits(extract.max_page_bytes, extract.max_depth, extract.max_elements)
        self.guard = Guard(page_seconds=extract.page_seconds, limits=limits, content=extract.content)
        self.score, self.hits = 0.0, list[str]()
        self.digest: str | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self.guard.close()

    def judge(self, record: Record, part: str, warc_file: str) -> tuple[str, dict[str, Any] | None]:
        """The record's outcome, and its row of `extract.pages` where it passes the screen and has text."""
        self.score, self.hits, self.digest = 0.0, [], record.digest
        if record.reason != "ok" or record.payload is None or record.url is None:
            return record.reason, None
        passes, self.score, self.hits = self.screen.look(record.payload)
        if not passes:
            return Reason.NOT_MATHEMATICS_BY_SCREEN.value, None
        page = self.guard.extract(record.payload, record.url, record.charset)
        if not page.text:
            return page.outcome if page.outcome != "ok" else "empty", None
        return "page", _page_row(record, part, warc_file, page, self)


@lru_cache(maxsize=1)
def _screen_of(pack: Pack, policy: Screening | None) -> Screen:
    """One for all files of a worker: its automata grow with what they meet, which took 4 % of a file of 2,400 pages."""
    return Screen(pack, policy)


def _page_row(record: Record, part: str, warc_file: str, page: Page, reader: Reader) -> dict[str, Any]:
    address = _address(record.url or "")
    counted = {name: getattr(page, name) for name in _COUNTED}
    segments = [
        {"role": s.role, "start": s.start, "end": s.end, "confidence": s.confidence, "evidence": s.evidence}
        for s in page.segments
    ]
    return {
        "page_id": page_id(address["url_key"], reader.digest or ""), "part": part, **address,
        "warc_file": warc_file, "offset": record.offset, "length": record.length, "payload_digest": reader.digest,
        "title": page.title, "language": page.language or "unknown", "charset": page.charset or None,
        "text": page.text, "segments": segments, **counted, "screen_hits": reader.hits,
        "screen_score": reader.score,
    }  # fmt: skip


def _census_row(
    record: Record, part: str, warc_file: str, outcome: str, reader: Reader, page: dict[str, Any] | None
) -> dict[str, Any]:
    address = _address(record.url or "")
    identity = page_id(address["url_key"], reader.digest) if reader.digest else None
    return {
        "part": part, "warc_file": warc_file, "offset": record.offset, "length": record.length, **address,
        "status": record.status, "mime": record.mime, "page_id": page["page_id"] if page else identity,
        "payload_digest": reader.digest, "payload_bytes": len(record.payload) if record.payload is not None else None,
        "screen_hits": reader.hits, "screen_score": reader.score, "outcome": outcome,
    }  # fmt: skip


def _address(url: str) -> dict[str, str]:
    key = url_key(url)
    return {"url": url, "url_key": key, "host": host(url), "domain": domain(url), "path": path_of_key(key)}


def _count(counts: dict[str, dict[str, Any]], task: WarcTask, record: Record, outcome: str) -> None:
    row = counts.setdefault(
        outcome,
        {"part": task.part, "warc_file": task.warc_file, "outcome": outcome, "records": 0, "payload_bytes": 0,
         "example": record.url},
    )  # fmt: skip
    row["records"] += 1
    row["payload_bytes"] += len(record.payload or b"")


def record_limits(profile: Any) -> dict[str, int]:
    """How much of a record is held, from the profile."""
    crawl = profile.crawl
    return {"max_payload_bytes": crawl.max_payload_bytes, "max_header_bytes": crawl.max_header_bytes}


def failures_frame(failures: Iterable[tuple[str, str, str]]) -> pl.DataFrame:
    """Failures as rows for `decisions`, one for each page."""
    rows = list(failures)
    return pl.DataFrame(rows, schema=DROPPED, orient="row").unique("row_id", keep="first", maintain_order=True)


_COUNTED = (
    "text_chars", "carriers_found", "formulas", "formulas_lost", "formula_chars", "display_formulas", "code_blocks",
    "code_chars", "tables", "links", "link_chars", "paragraphs", "headings", "list_items",
)  # fmt: skip
