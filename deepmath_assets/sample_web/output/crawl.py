"""The crawl on disk: pages and odd records distributed over WARC files, with the index that points at them."""

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deepmath_assets.sample_web.model import Page, stream
from deepmath_assets.sample_web.output.http import header_charset, response
from deepmath_assets.sample_web.output.index import Fetched, IndexRow, write_index
from deepmath_assets.sample_web.output.warc import WarcFile, member, record, sha1
from deepmath_assets.sample_web.planting.hostile import HOST, Hostile

FILES = {"part-1": 4, "part-2": 2}
START = {"part-1": datetime(2024, 9, 7, 2, tzinfo=UTC), "part-2": datetime(2024, 10, 5, 2, tzinfo=UTC)}
ARCHIVES = {"part-1": "archive/00000.warc.gz", "part-2": "archive/00001.warc.gz"}


def write_crawl(folder: Path, seed: int, pages: Sequence[Page], odd: Sequence[Hostile]) -> dict[str, str]:
    """Write WARC files, paths lists and the index of both parts; returns the WARC file of each URL."""
    rows: list[IndexRow] = []
    for part, count in FILES.items():
        names = [f"crawl-data/{part}/warc/{i:05d}.warc.gz" for i in range(count)]
        _write_paths(folder / "crawl-data" / part / "warc.paths.gz", names)
        files = [WarcFile(name, _stamp(START[part]), seed) for name in [*names, ARCHIVES[part]]]
        found = _add_pages(files, seed, part, [page for page in pages if page.part == part])
        if part == "part-1":
            found += _add_odd(files[count - 1], START[part], odd)
        for file in files:
            file.save(folder)
        write_index(folder / "cc-index" / f"{part}.parquet", found)
        rows += found
    return {row.url: row.file for row in rows}


def _write_paths(path: Path, names: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(f"{name}\n" for name in names).encode(), mtime=0))


def _stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _http_date(time: datetime) -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT")


def _add_pages(files: Sequence[WarcFile], seed: int, part: str, pages: Sequence[Page]) -> list[IndexRow]:
    """Each page goes to a random file of its part, or to the archive file, which stands last."""
    rng = stream(seed, "files", part)
    rows = []
    for page in rng.sample(list(pages), len(pages)):
        file = files[-1] if page.archived else rng.choice(files[:-1])
        time = START[part] + timedelta(seconds=rng.randint(60, 500_000))
        if rng.random() < 0.1:
            _add_request(file, page.url, time)
        named = header_charset(page.charset, page.declared if page.charset != "utf-8" else rng.choice(["both", "meta"]))
        http, payload = response(page.raw, _http_date(time), charset=named)
        offset, length = file.add_response(page.url, _stamp(time), http, payload, "text/html")
        domains = (page.site.registered_domain, page.site.private_domain)
        seen = Fetched(time.replace(tzinfo=None), 200, sha1(payload), "text/html", page.charset, page.lang)
        rows.append(IndexRow(page.url, *domains, seen, file.name, offset, length))
    return rows


def _add_request(file: WarcFile, url: str, time: datetime) -> None:
    """A request record, as Common Crawl has before each response; here only before some."""
    block = f"GET / HTTP/1.1\r\nHost: {url.split('/')[2]}\r\nUser-Agent: sample\r\n\r\n".encode()
    headers = [
        ("WARC-Date", _stamp(time)),
        ("WARC-Target-URI", url),
        ("Content-Type", "application/http; msgtype=request"),
    ]
    file.add_bytes(member(record("request", headers, block, f"request/{file.seed}/{url}")))


def _add_odd(file: WarcFile, start: datetime, odd: Sequence[Hostile]) -> list[IndexRow]:
    """The odd records at the end of a file; of the truncated one only the first half is written."""
    rows = []
    domain = ".".join(HOST.split(".")[-2:])
    for i, entry in enumerate(odd):
        time = start + timedelta(seconds=600_000 + i)
        moved = [("Location", f"https://{HOST}/odd/elsewhere")] if entry.status == 301 else []
        http, payload = response(
            entry.body, _http_date(time), entry.mime, entry.charset, entry.status, entry.coding, moved
        )
        wrong = len(http) + 4000 if entry.damage == "bad-length" else None
        data = member(file.response(entry.url, _stamp(time), http, payload, entry.mime, wrong))
        offset, _ = file.add_bytes(data[: len(data) // 2] if entry.damage == "truncated" else data)
        seen = Fetched(time.replace(tzinfo=None), entry.status, sha1(payload), entry.mime, entry.charset, "en")
        rows.append(IndexRow(entry.url, domain, domain, seen, file.name, offset, len(data)))
    return rows
