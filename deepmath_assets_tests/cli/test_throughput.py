"""The throughput bench: its diluted crawl, its screen's figures, its sides, what it says where datatrove is missing."""

import sys
from pathlib import Path

import pytest

from deepmath_assets.base.errors import BadInput, MissingExtra
from deepmath_assets.cli.benches.throughput.bench import throughput_bench
from deepmath_assets.cli.benches.throughput.mixing import PART, labels_of, mixed_crawl
from deepmath_assets.cli.benches.throughput.ours import one_pass
from deepmath_assets.cli.benches.throughput.screened import screened
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.packs.load import load_pack
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.crawl.records import read_records
from deepmath_assets.stages.crawl.screening import Screen
from deepmath_assets_tests.stages.crawl.warcs import answer, members, record, url

PAGE = b"<p>Theorem %d. Let $$x$$ be a prime; then its square root is irrational by this proof."


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """Fifty pages of mathematics and fifty others, labelled, and one that is neither."""
    folder = tmp_path / "crawl"
    (folder / "warc").mkdir(parents=True)
    bodies = [PAGE % number if number % 2 else b"<p>My dog, part %d." % number for number in range(100)]
    records = [record(number, answer(body)) for number, body in enumerate([*bodies, b"<p>Both?"])]
    (folder / "warc" / "a.warc.gz").write_bytes(members(*records))
    rows = [f"{url(number)},{'math' if number % 2 else 'non-math'}" for number in range(100)]
    (folder / "labels.csv").write_text("\n".join(["url,label", *rows, f"{url(100)},unsure"]))
    return folder


def test_the_mixture_has_the_share_asked_for_and_repeats_nothing(crawl: Path, tmp_path: Path) -> None:
    mixed = mixed_crawl(crawl, ["warc/a.warc.gz"], tmp_path / "mixed", 0.1, seed=7)
    pages = [page.url for page in read_records(tmp_path / "mixed" / mixed.file)]
    assert (mixed.pages, mixed.of_domain) == (len(pages), 6) == (56, 6)
    assert len(set(pages)) == len(pages)
    assert url(100) not in pages
    again = mixed_crawl(crawl, ["warc/a.warc.gz"], tmp_path / "again", 0.1, seed=7)
    assert (tmp_path / "again" / again.file).read_bytes() == (tmp_path / "mixed" / mixed.file).read_bytes()
    assert len(labels_of(crawl)) == 100


def test_our_side_writes_what_passes(crawl: Path, tmp_path: Path) -> None:
    mixed = mixed_crawl(crawl, ["warc/a.warc.gz"], tmp_path / "mixed", 0.1, seed=7)
    workspace = Workspace(tmp_path / "home", Inputs(crawl=str(tmp_path / "mixed"), profile="seed"))
    workspace.save()
    request = {"home": str(workspace.home), "part": PART, "files": [mixed.file], "delivery": "first"}
    answered = one_pass(request)
    assert answered["kept"] == 6
    assert answered["cpu_seconds"] > 0
    assert workspace.lake.read("staging.extract_pages").height == 6


def test_figures_of_the_screen(crawl: Path) -> None:
    screen = Screen(load_pack("mathematics"), load_profile("seed").crawl.screen)
    found = screened(crawl, ["warc/a.warc.gz"], screen, passes=1)
    assert (found.pages, found.labelled, found.lost_share) == (101, 50, 0.0)
    assert found.saved_share == pytest.approx(51 / 101)
    assert found.others_passed_share == 0.0
    assert min(found.gzip_mb_s, found.read_mb_s, found.screen_mb_s) > 0


def test_a_missing_peer_and_a_crawl_without_labels_are_told_in_a_line(crawl: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"labels\.csv"):
        throughput_bench(str(tmp_path), "seed", 1, None, None)
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    bare.chmod(0o755)
    with pytest.raises(MissingExtra, match=r"datatrove\[io,processing\]"):
        throughput_bench(str(crawl), "seed", 1, str(bare), None)
