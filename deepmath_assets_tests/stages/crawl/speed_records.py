"""Seconds for a pass over small records, ours beside FastWARC's own loops: one that yields the same columns, and the
leanest that gives address and body of each page.

python -m deepmath_assets_tests.stages.crawl.speed_records [records] [bytes a page]
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from deepmath_assets.stages.crawl.records import read_records
from deepmath_assets_tests.stages.crawl.warcs import answer, members, record

_PASSES = 7


def plain_loop(path: Path) -> int:
    """Pages of a file by FastWARC, with HTTP parsed: url, body, place, length, status, type, charset, truncation."""
    count = 0
    with path.open("rb") as stream:
        for item in ArchiveIterator(stream, parse_http=True, auto_decode="all"):
            if item.record_type == WarcRecordType.response:
                head, http = item.headers, item.http_headers
                row = (head.get("WARC-Target-URI"), item.reader.read(), item.stream_pos, item.content_length)
                more = (http.status_code, item.http_content_type, item.http_charset, head.get("WARC-Truncated"))
                count += row[0] is not None and more[0] == 200
    return count


def leanest_loop(path: Path) -> int:
    """Pages of a file by FastWARC, url and body only."""
    count = 0
    with path.open("rb") as stream:
        for item in ArchiveIterator(stream, record_types=WarcRecordType.response):
            row = (item.headers["WARC-Target-URI"], item.reader.read())
            count += len(row) == 2
    return count


def our_loop(path: Path) -> int:
    """Pages of a file by the project's reader."""
    return sum(item.outcome == "ok" for item in read_records(path))


def seconds(loops: tuple[Callable[[Path], int], ...], path: Path, records: int) -> list[float]:
    """The median of the passes of each loop, one after the other in turn."""
    taken: dict[Callable[[Path], int], list[float]] = {loop: [] for loop in loops}
    for _ in range(_PASSES):
        for loop, times in taken.items():
            begin = time.process_time()
            if loop(path) != records:
                raise SystemExit(f"{loop.__name__} did not find {records} pages")
            times.append(time.process_time() - begin)
    return [statistics.median(times) for times in taken.values()]


def main(records: int = 40_000, size: int = 600) -> float:
    words = b"every prime ideal of a principal ring is maximal unless it is zero and so on "
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.warc.gz"
        with path.open("wb") as file:
            for number in range(records):
                body = b"<html><body><p>%d %s</p></body></html>" % (number, (words * (size // len(words) + 1))[:size])
                file.write(members(record(number, answer(body))))
        plain, leanest, ours = seconds((plain_loop, leanest_loop, our_loop), path, records)
    print(
        f"{records} records of {size} bytes: ours {ours:.3f} s; FastWARC, same columns {plain:.3f} s, "
        f"ratio {ours / plain:.2f}; FastWARC, address and body {leanest:.3f} s, ratio {ours / leanest:.2f}"
    )
    return ours / leanest


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
