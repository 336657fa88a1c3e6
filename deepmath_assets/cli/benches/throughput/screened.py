"""What the screen loses and saves on labelled pages, and its speed beside plain decompression of the same files."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from zlib_ng import gzip_ng

from deepmath_assets.base.urls import url_key
from deepmath_assets.cli.benches.throughput.mixing import labels_of
from deepmath_assets.stages.crawl.records import Record, read_records
from deepmath_assets.stages.crawl.screening import Screen


class Screened(NamedTuple):
    """Shares of pages (0 to 1) and megabytes (10^6 decoded bytes) a second of one core."""

    pages: int
    labelled: int
    lost_share: float
    saved_share: float
    others_passed_share: float
    gzip_mb_s: float
    read_mb_s: float
    screen_mb_s: float


def screened(crawl: Path, names: list[str], screen: Screen, passes: int) -> Screened:
    """The screen's figures over the WARC files of a crawl that has labels.csv; medians of the passes."""
    files, labels = [crawl / name for name in names], labels_of(crawl)
    pages = _pages(files)
    passed = [screen.look(page.payload or b"").passes for page in pages]
    labelled = [labels.get(url_key(page.url or "")) for page in pages]
    ours = [ok for label, ok in zip(labelled, passed, strict=True) if label]
    others = [ok for label, ok in zip(labelled, passed, strict=True) if label is False]
    payload = sum(len(page.payload or b"") for page in pages)
    decoded = sum(len(gzip_ng.decompress(file.read_bytes())) for file in files)
    unzipping = _seconds(lambda: [gzip_ng.decompress(file.read_bytes()) for file in files], passes)
    reading = _seconds(lambda: _pages(files), passes)
    screening = _seconds(lambda: [screen.look(page.payload or b"") for page in pages], passes)
    return Screened(
        len(pages), len(ours), ours.count(False) / max(1, len(ours)), passed.count(False) / max(1, len(pages)),
        others.count(True) / max(1, len(others)),
        decoded / unzipping / 1e6, decoded / reading / 1e6, payload / screening / 1e6,
    )  # fmt: skip


def _pages(files: list[Path]) -> list[Record]:
    return [record for file in files for record in read_records(file) if record.outcome == "ok"]


def _seconds(work: Callable[[], object], passes: int) -> float:
    """Median processor seconds."""
    taken = []
    for _ in range(passes):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return max(statistics.median(taken), 1e-9)
