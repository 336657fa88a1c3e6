"""One small web a session, read back by means that share nothing with its writer."""

import csv
import gzip
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.sample_web import Truth, generate

SEED = 11


@dataclass
class Web:
    folder: Path
    truth: Truth

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "truth" / f"{name}.parquet")

    @cached_property
    def index(self) -> pl.DataFrame:
        return pl.concat(pl.read_parquet(path) for path in sorted((self.folder / "cc-index").glob("*.parquet")))

    @cached_property
    def labels(self) -> dict[str, str]:
        with (self.folder / "labels.csv").open(encoding="utf-8") as file:
            return {row["url"]: row["label"] for row in csv.DictReader(file)}

    def record(self, row: dict) -> bytes:
        """The bytes at the place that an index row names, one gzip member unpacked."""
        data = (self.folder / row["warc_filename"]).read_bytes()
        return gzip.decompress(data[row["warc_record_offset"] : row["warc_record_offset"] + row["warc_record_length"]])

    def html(self, url: str) -> bytes:
        row = self.index.row(by_predicate=pl.col("url") == url, named=True)
        return self.record(row).split(b"\r\n\r\n", 2)[2]


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    folder = tmp_path_factory.mktemp("sample_web")
    return Web(folder, generate(folder, SEED, 0.1))
