"""The screen sees the pack's words in raw bytes of any encoding, each once, and nothing else."""

import gzip
import pickle
import time
import zlib
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_assets.packs.load import load_pack
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.crawl.screening import Screen, without_furniture

TINY = Path(__file__).parents[2] / "packs" / "tiny"
SCREEN = Screen(load_pack(TINY))


@pytest.mark.parametrize(
    ("payload", "hits"),
    [
        (b"<p>PREHEAT the Oven", ["preheat", "oven"]),
        (b"doughnut ovens", []),
        (b"dough, dough, dough", ["dough"]),
        (b"take 20 ml", ["amount"]),
        ("用面粉".encode(), ["面粉"]),
        ("用面粉".encode("gb18030"), ["面粉"]),
        ("用面粉".encode("utf-16"), []),
        (b"\xff\xfe\x00 simmer \x80", ["simmer"]),
        (b'<script>{"@type":"Recipe"}', ["recipe_markup", "recipe"]),
        (b"", []),
    ],
)
def test_hits(payload: bytes, hits: list[str]) -> None:
    assert sorted(SCREEN.screen(payload)[1]) == sorted(hits)


def test_score_is_the_sum_of_weights() -> None:
    assert SCREEN.screen(b"butter and garlic, simmer")[0] == 2.0


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_pass_and_more_bytes_never_lose_a_mark(before: bytes, after: bytes) -> None:
    score, hits = SCREEN.screen(before + b" simmer " + after)
    assert "simmer" in hits
    assert score >= 1.0


def test_travels_to_workers() -> None:
    assert pickle.loads(pickle.dumps(SCREEN)).screen(b"dough") == (1.0, ["dough"])


def _mini_crawl(folder: Path) -> pl.DataFrame:
    index = pl.concat([pl.read_parquet(file) for file in sorted(folder.glob("cc-index/*.parquet"))])
    labels = pl.read_csv(folder / "labels.csv").select("url", "label")
    rows = index.select("url", "warc_filename", "warc_record_offset", "warc_record_length").join(labels, on="url")
    blobs = {name: (folder / name).read_bytes() for name in rows["warc_filename"].unique()}
    cut = [blobs[name][start : start + length] for _, name, start, length, _ in rows.rows()]
    return rows.with_columns(member=pl.Series(cut, dtype=pl.Binary))


def test_words_of_the_site_do_not_speak_for_the_page() -> None:
    menu = b"<a href='/oven'>Preheat the oven</a><script>simmer()</script><STYLE>.butter{}</STYLE>"
    assert SCREEN.screen(menu + b"<p>About me") == (0.0, [])
    assert SCREEN.screen(b"<p>Preheat" + menu + b"<p>simmer") == SCREEN.screen(b"<p>Preheat<p>simmer")


def test_data_and_formulas_in_scripts_speak_for_the_page() -> None:
    data = b'<script type="application/ld+json">{"@type":"Recipe"}</script>'
    assert without_furniture(data) == data
    assert SCREEN.screen(data)[0] > 0
    loaded = b"<script src=/simmer.js></script>"
    assert without_furniture(loaded) == loaded


@given(st.lists(st.sampled_from(["<a>", "</a>", "<A href=x>", "<script>", "</script>", "<link>", "x", "<", ">", "é"])))
def test_furniture_is_cut_and_nothing_else(pieces: list[str]) -> None:
    payload = "".join(pieces).encode()
    rest = iter(payload)
    assert all(byte in rest for byte in without_furniture(payload) if byte != 32), "what is left was there, in order"


def test_a_page_of_anchors_without_an_end_takes_linear_time() -> None:
    for piece in (b"<a name=x>lemma ", b"<a ", b"<script ", b"<script>x", b"<style>"):
        payload = piece * (2_000_000 // len(piece))
        start = time.perf_counter()
        assert without_furniture(payload) == payload
        assert time.perf_counter() - start < 5


@pytest.mark.slow
def test_mini_crawl_loses_under_one_percent_at_half_the_speed_of_gzip(shared_data: Path) -> None:
    rows = _mini_crawl(shared_data / "mini-crawl")
    screen = Screen(load_pack("mathematics"))
    members = [gzip.decompress(member) for member in rows["member"]]
    packed = [gzip.compress(member) for member in members]
    start = time.process_time()
    for member in packed:
        zlib.decompress(member, 31)
    unpacked = time.process_time()
    scores = [screen.screen(member.split(b"\r\n\r\n", 2)[-1])[0] for member in members]
    screened = time.process_time()
    kept = rows.with_columns(kept=pl.Series(scores) >= load_profile("seed").crawl.screen_min_score)
    share = dict(kept.group_by("label").agg(pl.col("kept").mean()).rows())
    assert share["math"] > 0.99
    assert share["non-math"] < 0.4
    assert screened - unpacked < 2 * (unpacked - start)
