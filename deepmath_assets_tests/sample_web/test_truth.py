"""What the truth tables say is so: formulas lie in their pages, copies are as near as stated, leaks are contained."""

import gzip
import json
import re
from collections import Counter
from html import unescape
from itertools import combinations
from urllib.parse import unquote, unquote_plus

import polars as pl
import pytest

from deepmath_assets.sample_web.carriers.catalogue import CARRIERS
from deepmath_assets.sample_web.planting.leaks import DISGUISES
from deepmath_assets_tests.sample_web.conftest import Web


def shingles(text: str, lang: str) -> set:
    units = text.lower().split() if lang == "en" else [char for char in text if not char.isspace()]
    return {tuple(units[i : i + 5]) for i in range(max(1, len(units) - 4))}


def similarity(one: set, other: set) -> float:
    return len(one & other) / len(one | other)


def ordinary(web: Web) -> pl.DataFrame:
    copies = web.table("near_duplicates")["url"].to_list()
    pages = web.table("pages").filter(pl.col("kind") != "hostile", ~pl.col("why").str.starts_with("variant of"))
    return pages.filter(~pl.col("url").is_in(copies))


def test_every_carrier_occurs_in_both_kinds_of_setting(web: Web):
    formulas = web.table("formulas")
    assert set(formulas["carrier"]) == {carrier.name for carrier in CARRIERS}
    assert formulas["display"].any()


def test_the_tex_of_a_formula_stands_in_its_page_unless_it_is_soft(web: Web):
    pages = {row["url"]: row["charset"] for row in web.table("pages").iter_rows(named=True)}
    for (url,), group in web.table("formulas").filter(~pl.col("soft")).group_by("url", maintain_order=True):
        html = web.html(str(url)).decode(pages[str(url)])
        held = unescape(html) + unquote(html) + unquote_plus(html)
        missing = [latex for latex in group["latex"] if latex not in held]
        assert not missing, (url, missing[:3])


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_each_carrier_keeps_angle_brackets_apart_from_markup(carrier):
    html = carrier.write("a<b", False)
    assert "<b" not in html or carrier.name in {"script", "mathjax2"}


def test_segments_of_every_role_are_part_of_the_main_text(web: Web):
    texts = dict(web.table("pages").select("url", "text").iter_rows())
    segments = web.table("segments")
    assert set(segments["role"]) == {"question", "reasoning", "answer", "theorem", "proof", "example"}
    for url, text in segments.select("url", "text").iter_rows():
        assert text in texts[url]


def test_templates_are_what_the_pages_say(web: Web):
    for row in web.table("templates").iter_rows(named=True):
        assert 0 <= row["math_share"] == row["math_pages"] / row["pages"]
    shares = web.table("templates")["math_share"]
    assert (shares == 1).sum() > 25
    assert (shares == 0).sum() > 40


def test_near_duplicates_have_the_stated_similarity(web: Web):
    pages = {row["url"]: row for row in web.table("pages").iter_rows(named=True)}
    rows = web.table("near_duplicates")
    originals = {row["cluster"]: row["url"] for row in rows.iter_rows(named=True) if row["jaccard"] == 1.0}
    for row in rows.iter_rows(named=True):
        one, other = pages[originals[row["cluster"]]], pages[row["url"]]
        assert row["jaccard"] == similarity(shingles(one["text"], one["lang"]), shingles(other["text"], one["lang"]))
    assert rows["jaccard"].min() < 0.65
    assert rows.filter(pl.col("jaccard").is_between(0.8, 0.99)).height > 3


def test_unplanted_pages_are_far_from_each_other(web: Web):
    for (_, lang), group in ordinary(web).group_by("kind", "lang", maintain_order=True):
        found = [shingles(text, str(lang)) for text in group["text"]]
        assert max((similarity(a, b) for a, b in combinations(found, 2)), default=0) < 0.6


def test_exact_variants_have_the_bytes_of_their_original(web: Web):
    variants = web.table("pages").filter(pl.col("why").str.starts_with("variant of"))
    assert variants.height >= 6
    for url, why in variants.select("url", "why").iter_rows():
        assert web.html(url) == web.html(why.removeprefix("variant of "))


def items(web: Web) -> dict[str, dict]:
    texts = [gzip.decompress(path.read_bytes()).decode() for path in sorted((web.folder / "benchmarks").iterdir())]
    return {item["id"]: item for text in texts for item in map(json.loads, text.splitlines())}


def test_leaks_lie_in_their_pages_in_every_disguise(web: Web):
    leaks, texts = web.table("leaks"), dict(web.table("pages").select("url", "text").iter_rows())
    known = items(web)
    assert set(leaks["disguise"]) == {name for name, _ in DISGUISES}
    for leak in leaks.iter_rows(named=True):
        assert leak["needle"] in texts[leak["url"]]
        if leak["disguise"] in {"verbatim", "own-paragraph", "embedded", "question-only"}:
            assert known[leak["item"]]["question"] in texts[leak["url"]]
        elif leak["disguise"] == "hard-wrapped":
            assert "".join(leak["needle"].split()) == "".join(known[leak["item"]]["question"].split())
        else:
            assert leak["needle"] != known[leak["item"]]["question"]


def grams(text: str, lang: str, size: int = 10) -> set:
    text = re.sub(r"\\[a-z]+", " ", text.lower())
    units = re.findall(r"[a-z0-9]+" if lang == "en" else r"[\u4e00-\u9fff0-9a-z]", text)
    return {tuple(units[i : i + size]) for i in range(len(units) - size + 1)}


def test_no_page_without_a_leak_shares_ten_words_with_an_item(web: Web):
    guarded: dict[str, set] = {"en": set(), "zh": set()}
    for item in items(web).values():
        guarded[item["lang"]] |= grams(item["question"], item["lang"]) | grams(item["solution"] or "", item["lang"])
    leaked = web.table("leaks")["url"].to_list()
    for url, lang, text in web.table("pages").select("url", "lang", "text").iter_rows():
        assert url in leaked or not grams(text, lang) & guarded[lang], url


def test_hostile_records_are_all_there(web: Web):
    rows = {row["what"]: row for row in web.table("hostile").iter_rows(named=True)}
    assert len(rows) == 15
    assert b"<div>" * 10000 in web.html(rows["deep-nesting"]["url"])
    assert web.html(rows["gzip-payload"]["url"]).startswith(b"\x1f\x8b")
    assert web.html(rows["utf-16"]["url"]).startswith(b"\xff\xfe")
    status = {row["url"]: row["fetch_status"] for row in web.index.iter_rows(named=True)}
    assert status[rows["status-404"]["url"]] == 404
    row = web.index.row(by_predicate=pl.col("url") == rows["truncated-record"]["url"], named=True)
    assert row["warc_record_offset"] + row["warc_record_length"] > (web.folder / row["warc_filename"]).stat().st_size


def test_encodings_occur_with_right_wrong_and_missing_labels(web: Web):
    pages = web.table("pages").filter(pl.col("kind") != "hostile")
    labels = Counter(pages.filter(pl.col("charset") == "gb18030")["declared"])
    assert {"both", "meta", "wrong", "none"} <= set(labels)
    for row in pages.filter(pl.col("charset") != "utf-8").iter_rows(named=True):
        assert row["title"][:8] in unescape(web.html(row["url"]).decode(row["charset"]))
    assert "big5" in set(pages["charset"])


def test_keywords_alone_do_not_find_the_mathematics(web: Web):
    """The web is hard by purpose: a page ranking by its mathematical words stays poor."""
    words = re.compile(
        r"theorem|proof|equation|algebra|calculus|geometry|matrix|prime|定理|证明|方程|函数|几何|代数|素数|数学"
    )
    pages = ordinary(web).filter(pl.col("label") != "unsure")
    scored = sorted(
        (
            (len(words.findall(text.lower())) / (len(text) + 200), math)
            for text, math in pages.select("text", "math").iter_rows()
        ),
        reverse=True,
    )
    hits, total = 0, 0.0
    for rank, (_, math) in enumerate(scored, 1):
        hits += math
        total += math * hits / rank
    assert total / hits < 0.6
