"""The files of the web: Common Crawl's layout, an index that points right, bytes that do not change."""

import gzip
import hashlib
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.sample_web import generate
from deepmath_assets_tests.sample_web.conftest import SEED, Web

DAMAGED = {"truncated-record", "bad-length"}


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_another_process_with_the_same_seed_writes_the_same_bytes(web: Web, tmp_path: Path):
    code = f"import pathlib, deepmath_assets.sample_web as w; w.generate(pathlib.Path({str(tmp_path)!r}), {SEED}, 0.1)"
    environment = {"PYTHONHASHSEED": "77", "PYTHONPATH": ":".join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert digests(tmp_path) == digests(web.folder)


def test_another_seed_writes_another_web(web: Web, tmp_path: Path):
    generate(tmp_path, SEED + 1, 0.1)
    other = pl.read_parquet(tmp_path / "truth" / "pages.parquet")
    assert set(other["text"]) & set(web.table("pages")["text"]) == {""}  # records without a body


def test_every_listed_warc_file_exists_and_no_list_names_an_archive(web: Web):
    listed = set()
    for part in ("part-1", "part-2"):
        names = gzip.decompress((web.folder / "crawl-data" / part / "warc.paths.gz").read_bytes()).decode().split()
        assert len(names) >= 2
        listed |= set(names)
    there = {str(path.relative_to(web.folder)) for path in web.folder.rglob("*.warc.gz")}
    assert there - listed == {"archive/00000.warc.gz", "archive/00001.warc.gz"}
    assert listed <= there


def test_index_rows_point_at_the_record_of_their_url(web: Web):
    damaged = set(web.table("hostile").filter(pl.col("what").is_in(sorted(DAMAGED)))["url"])
    for row in web.index.iter_rows(named=True):
        if row["url"] not in damaged:
            head = web.record(row).split(b"\r\n\r\n", 1)[0].decode()
            assert f"WARC-Target-URI: {row['url']}\r\n" in head
            assert f"WARC-Payload-Digest: sha1:{row['content_digest']}\r\n" in head


def test_index_has_the_columns_and_types_of_the_small_real_crawl(web: Web, shared_data: Path):
    real = pl.read_parquet_schema(shared_data / "mini-crawl" / "cc-index" / "part-1.parquet")
    assert dict(web.index.schema) == dict(real)


def test_private_domains_part_users_of_one_host(web: Web):
    rows = web.index.filter(pl.col("url_host_name") == "mkoslow.github.io")
    assert set(rows["url_host_registered_domain"]) == {"github.io"}
    assert set(rows["url_host_private_domain"]) == {"mkoslow.github.io"}


def test_labels_cover_every_address_of_the_index(web: Web):
    assert set(web.labels) == set(web.index["url"]) == set(web.table("pages")["url"])
    assert set(web.labels.values()) == {"math", "non-math", "unsure"}


def test_part_two_has_domains_of_its_own_and_the_archive_has_mathematics(web: Web):
    pages = web.table("pages")
    first, second = (set(pages.filter(pl.col("part") == part)["domain"]) for part in ("part-1", "part-2"))
    assert len(second - first) >= 4
    assert pages.filter("archived", "math").height > 10


def test_seeds_are_fetched_mathematics_of_few_domains(web: Web):
    pages = web.table("pages")
    seeds = pages.filter(pl.col("url").is_in((web.folder / "seeds.txt").read_text().split()))
    assert seeds["math"].all()
    assert not seeds["archived"].any()
    assert set(seeds["part"]) == {"part-1"}
    assert seeds["domain"].n_unique() < pages.filter("math")["domain"].n_unique() / 3


def test_a_scale_that_is_not_positive_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match="scale"):
        generate(tmp_path, 1, 0)


@pytest.mark.slow
def test_full_scale_is_about_three_thousand_pages_in_under_twenty_seconds(tmp_path: Path):
    start = time.process_time()
    truth = generate(tmp_path, 1)
    assert time.process_time() - start < 20
    assert 2700 < truth.pages < 3300
    assert truth.sites >= 60
