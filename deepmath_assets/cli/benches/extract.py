"""`bench extract`: formulas kept and processor time on the sample web's pages, ours beside other extractors.

resiliparse is a dependency; trafilatura runs where it is installed, and a line says so where it is not.
"""

import re
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from deepmath_assets.profiles.load import load_profile
from deepmath_assets.sample_web import generate
from deepmath_assets.stages.crawl.records import read_records
from deepmath_assets.stages.extract.page import extract_page

Extractor = Callable[[bytes, str], str]
_SCALE = 0.3
_SPACE = re.compile(r"\s+")


def extract_bench(pages: int) -> None:
    """Print formula recall and milliseconds a page of each extractor."""
    with tempfile.TemporaryDirectory() as folder:
        web = Path(folder)
        generate(web, load_profile("demo").seed, _SCALE)
        gold = _gold(web)
        sample = [(url, payload) for url, payload in _payloads(web) if url in gold][:pages]
    table = Table("extractor", "pages", "formulas", "recall", "ms a page", box=None)
    for name, extractor in (("ours", lambda raw, url: extract_page(raw, url, None).text), *_peers()):
        found, seconds = _measure(extractor, sample, gold)
        total = sum(len(gold[url]) for url, _ in sample)
        table.add_row(name, str(len(sample)), str(total), f"{found / total:.3f}", f"{1000 * seconds / len(sample):.2f}")
    Console().print(table)
    if find_spec("trafilatura") is None:
        Console().print("trafilatura is not installed here, so it is left out: pip install trafilatura")


def _measure(extractor: Extractor, sample: list[tuple[str, bytes]], gold: dict[str, list[str]]) -> tuple[int, float]:
    found, started = 0, time.process_time()
    texts = [extractor(payload, url) for url, payload in sample]
    seconds = time.process_time() - started
    for (url, _), text in zip(sample, texts, strict=True):
        squeezed = _SPACE.sub("", text)
        found += sum(formula in squeezed for formula in gold[url])
    return found, seconds


def _gold(web: Path) -> dict[str, list[str]]:
    """TeX of each page's formulas without spaces, where the TeX itself is in the page."""
    rows = pl.read_parquet(web / "truth" / "formulas.parquet").filter(~pl.col("soft"))
    squeezed = rows.with_columns(pl.col("latex").str.replace_all(r"\s+", ""))
    return {url: part["latex"].to_list() for (url,), part in squeezed.group_by("url", maintain_order=True)}


def _payloads(web: Path) -> list[tuple[str, bytes]]:
    return [
        (record.url, record.payload)
        for path in sorted(web.glob("crawl-data/*/warc/*.warc.gz"))
        for record in read_records(path)
        if record.url and record.payload and record.reason == "ok"
    ]


def _peers() -> list[tuple[str, Extractor]]:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def resiliparse(raw: bytes, url: str) -> str:
        tree = HTMLTree.parse_from_bytes(raw, detect_encoding(raw) or "utf-8")
        return str(extract_plain_text(tree, main_content=True))

    peers: list[tuple[str, Extractor]] = [("resiliparse, main content", resiliparse)]
    if find_spec("trafilatura") is None:
        return peers
    from trafilatura import extract

    return [*peers, ("trafilatura", lambda raw, url: extract(raw, url=url) or "")]
