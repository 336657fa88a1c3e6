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
from deepmath_assets.profiles.shapes.crawl import Screening
from deepmath_assets.stages.crawl.screening import Screen, without_furniture

TINY = Path(__file__).parents[2] / "packs" / "tiny"
SCREEN = Screen(load_pack(TINY), Screening(min_score=1.0, min_density=0.0, small_page_bytes=0))
LEMMAS = Screen(load_pack("mathematics"), Screening(min_score=0.5, min_density=4.0, small_page_bytes=500))


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
    assert sorted(SCREEN.look(payload).hits) == sorted(hits)


def test_score_is_the_sum_of_weights() -> None:
    assert SCREEN.look(b"butter and garlic, simmer") == (True, 2.0, ["simmer", "butter", "garlic"])
    assert SCREEN.look(b"butter") == (False, 0.5, ["butter"])


@pytest.mark.parametrize(
    ("payload", "passes"),
    [
        (b"lemma " * 8 + b"." * 1452, True),  # 8 x 0.5 / 1
        (b"lemma " * 7 + b"." * 1458, False),
        (b"lemma " * 15 + b"." * 4410, False),  # 15 x 0.5 / 2
        (b"lemma " * 16 + b"." * 4404, True),
        (b"lemma theorem " * 2 + b"." * 1472, True),  # 4 x 1.0 / 1
        (b"lemma theorem " + b"." * 1486, False),
        (b"lemma " + b"." * 494, True),
        (b"proof " + b"." * 494, False),
        (b"", False),
    ],
)
def test_hits_times_score_by_the_root_of_the_length_beyond_a_small_page(payload: bytes, passes: bool) -> None:
    assert LEMMAS.look(payload).passes is passes


def test_a_page_that_was_asked_for_is_looked_at_and_passes() -> None:
    assert Screen(load_pack(TINY), None).look(b"nothing of the kind") == (True, 0.0, [])


@given(st.lists(st.sampled_from([b"lemma ", b"theorem ", b"and so on ", b"$x$ ", b"<a href=x>lemma</a>"]), max_size=60))
def test_filler_never_helps_and_a_further_hit_never_harms(pieces: list[bytes]) -> None:
    page = b"".join(pieces)
    if not LEMMAS.look(page).passes:
        assert not LEMMAS.look(page + b"and so on " * 100).passes
    else:
        assert LEMMAS.look(page + b"lemma ").passes


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_pass_and_more_bytes_never_lose_a_mark(before: bytes, after: bytes) -> None:
    _, score, hits = SCREEN.look(before + b" simmer " + after)
    assert "simmer" in hits
    assert score >= 1.0


def test_travels_to_workers() -> None:
    assert pickle.loads(pickle.dumps(SCREEN)).look(b"dough") == (True, 1.0, ["dough"])
    assert not pickle.loads(pickle.dumps(LEMMAS)).look(b"lemma" + b"." * 2000).passes


def _mini_crawl(folder: Path) -> pl.DataFrame:
    index = pl.concat([pl.read_parquet(file) for file in sorted(folder.glob("cc-index/*.parquet"))])
    labels = pl.read_csv(folder / "labels.csv").select("url", "label")
    rows = index.select("url", "warc_filename", "warc_record_offset", "warc_record_length").join(labels, on="url")
    blobs = {name: (folder / name).read_bytes() for name in rows["warc_filename"].unique()}
    cut = [blobs[name][start : start + length] for _, name, start, length, _ in rows.rows()]
    return rows.with_columns(member=pl.Series(cut, dtype=pl.Binary))


def test_words_of_the_site_do_not_speak_for_the_page() -> None:
    menu = (
        b"<a href='/oven'>Preheat the oven</a><script>simmer()</script><STYLE>.butter{}</STYLE>"
        b"<script type='application/json'>dough</script><SCRIPT src='/flour'></SCRIPT>"
    )
    assert SCREEN.look(menu + b"<p>About me") == (False, 0.0, [])
    assert SCREEN.look(b"<p>Preheat" + menu + b"<p>simmer") == SCREEN.look(b"<p>Preheat<p>simmer")


def test_data_and_formulas_in_scripts_speak_for_the_page() -> None:
    data = b'<script type="application/ld+json">{"@type":"Recipe"}</script>'
    assert without_furniture(data) == data
    assert SCREEN.look(data).score > 0
    formula = b"<script type=math/tex>x</script>"
    assert without_furniture(formula) == formula


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Let $n$ be", True),
        ("Let $a_1, a_2$.", True),
        ("so $f(x) = 2$, which", True),
        ("<p>$x$</p>", True),
        ("costs $5 or $6", False),
        ("echo $a $b", False),
        ("$i=0; $j=1", False),
        ("$HOME/$USER", False),
        ("$n\nor $", False),
        ("$a<b>$", False),
    ],
)
def test_formulas_in_dollars_are_no_prices_and_no_variables(text: str, seen: bool) -> None:
    assert ("dollars" in LEMMAS.look(text.encode()).hits) is seen


def test_a_renderer_of_formulas_is_no_formula() -> None:
    head = b"<script src=/MathJax.js?config=TeX-AMS></script><link rel=stylesheet href=/katex.min.css><!-- MathJax -->"
    setup = b"<script>MathJax.Hub.Config({inlineMath: [['$','$'], ['\\\\(','\\\\)']]})</script>"
    assert LEMMAS.look(head + setup).hits == []


PIECES = ["<a>", "</a>", "<A href=x>", "<script>", "</script>", "<link>", "x", "<", ">", "é"]


@given(st.lists(st.sampled_from(PIECES)))
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


def test_hits_are_counted_in_linear_time() -> None:
    screen = Screen(load_pack("mathematics"), Screening(min_score=0.1, min_density=1e9, small_page_bytes=0))
    for piece in (b"$a ", b"$a lemma ", b"$a, ", b"\\(", b"\\(a", b"$$", b"lemma", b"\xe5\xae"):
        payload = b"lemma " + piece * (1_000_000 // len(piece))
        start = time.perf_counter()
        assert not screen.look(payload).passes
        assert time.perf_counter() - start < 5


@pytest.mark.slow
def test_mini_crawl_loses_under_one_percent_at_half_the_speed_of_gzip(shared_data: Path) -> None:
    rows = _mini_crawl(shared_data / "mini-crawl")
    screen = Screen(load_pack("mathematics"), load_profile("seed").crawl.screen)
    members = [gzip.decompress(member) for member in rows["member"]]
    packed = [gzip.compress(member) for member in members]
    start = time.process_time()
    for member in packed:
        zlib.decompress(member, 31)
    unpacked = time.process_time()
    passed = [screen.look(member.split(b"\r\n\r\n", 2)[-1]).passes for member in members]
    screened = time.process_time()
    kept = rows.with_columns(kept=pl.Series(passed))
    share = dict(kept.group_by("label").agg(pl.col("kept").mean()).rows())
    assert share["math"] > 0.99
    assert share["non-math"] < 0.07
    assert screened - unpacked < 2 * (unpacked - start)
