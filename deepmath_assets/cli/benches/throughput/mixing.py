"""A crawl in which mathematics is as rare as it is on the web, made of the labelled pages of a richer one.

Every page labelled as none of the domain is taken once, and so many of the others, drawn by seed, that they make the
share asked for: nothing is repeated, so no cache and no habit of one page weighs in. Pages without a label stay out.
The records are the members of the files as they are.
"""

import gzip
import random
from pathlib import Path
from typing import NamedTuple

import polars as pl

from deepmath_assets.base.urls import url_key
from deepmath_assets.stages.crawl.records import read_records
from deepmath_assets.stages.recall.progress.labels import read_labels

PART = "mixed"


class Mixture(NamedTuple):
    """A crawl's WARC file, and how many of its pages are of the domain."""

    file: str
    pages: int
    of_domain: int


def mixed_crawl(crawl: Path, names: list[str], folder: Path, share: float, seed: int) -> Mixture:
    """A crawl in `folder` whose pages of the domain are this share of all, from labelled pages of `crawl`."""
    places = _labelled_places(crawl, names)
    others, ours = places[False], places[True]
    wanted = min(len(ours), max(1, round(len(others) * share / (1 - share))))
    chosen = sorted([*others, *random.Random(seed).sample(ours, wanted)])
    name = f"crawl-data/{PART}/warc/00000.warc.gz"
    (folder / name).parent.mkdir(parents=True)
    with (folder / name).open("wb") as sink:
        for source, offset, length in chosen:
            with (crawl / source).open("rb") as stream:
                stream.seek(offset)
                sink.write(stream.read(length))
    (folder / "crawl-data" / PART / "warc.paths.gz").write_bytes(gzip.compress(f"{name}\n".encode(), mtime=0))
    return Mixture(name, len(chosen), wanted)


def labels_of(crawl: Path) -> dict[str, bool]:
    """Key of the address to label, by a crawl's labels.csv; pages whose label is neither yes nor no are left out."""
    rows = read_labels(crawl / "labels.csv").kept.select("url_key", pl.col("label").cast(pl.Boolean))
    return dict(rows.iter_rows())


def _labelled_places(crawl: Path, names: list[str]) -> dict[bool, list[tuple[str, int, int]]]:
    labels = labels_of(crawl)
    places: dict[bool, list[tuple[str, int, int]]] = {True: [], False: []}
    for name in names:
        for record in read_records(crawl / name):
            label = labels.get(url_key(record.url)) if record.outcome == "ok" and record.url else None
            if label is not None:
                places[label].append((name, record.offset, record.length))
    return places
