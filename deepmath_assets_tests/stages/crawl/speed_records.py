"""Seconds for a pass over small records, ours beside FastWARC's own loop that yields the same columns.

python -m deepmath_assets_tests.stages.crawl.speed_records [records] [bytes a page]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from deepmath_assets.stages.crawl.records import read_records
from deepmath_assets_tests.stages.crawl.warcs import answer, members, record


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


def our_loop(path: Path) -> int:
    """Pages of a file by the project's reader."""
    return sum(item.outcome == "ok" for item in read_records(path))


def seconds(loop: Callable[[Path], int], path: Path, records: int) -> float:
    """The best of five passes."""
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        if loop(path) != records:
            raise SystemExit(f"{loop.__name__} did not find {records} pages")
        best = min(best, time.perf_counter() - begin)
    return best


def main(records: int = 40_000, size: int = 600) -> float:
    words = b"every prime ideal of a principal ring is maximal unless it is zero and so on "
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.warc.gz"
        with path.open("wb") as file:
            for number in range(records):
                body = b"<html><body><p>%d %s</p></body></html>" % (number, (words * (size // len(words) + 1))[:size])
                file.write(members(record(number, answer(body))))
        theirs, ours = seconds(plain_loop, path, records), seconds(our_loop, path, records)
    print(f"{records} records of {size} bytes: FastWARC {theirs:.3f} s, ours {ours:.3f} s, ratio {ours / theirs:.2f}")
    return ours / theirs


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
