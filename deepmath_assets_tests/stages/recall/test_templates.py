"""Templates: a generated site's true ones are found, and none joins two of them at a yield under the floor."""

from collections import defaultdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.base.urls import url_key
from deepmath_assets.lake.contracts.recall import UrlTemplates
from deepmath_assets.stages.recall.sources.shapes import parts, shape
from deepmath_assets.stages.recall.sources.templates import (
    address_templates,
    fresh_addresses,
    mine,
    newest_templates,
    url_templates,
)
from deepmath_assets_tests.stages.recall.worlds import policy

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=9)
SLUG = st.lists(WORDS, min_size=2, max_size=4).map("-".join)
INT = st.integers(2_100, 999_999).map(str)  # never a year: five numbers that all could be one, are
YEAR = st.integers(1995, 2025).map(str)
HASH = st.text("0123456789abcdef", min_size=12, max_size=16).filter(
    lambda s: any(c.isalpha() for c in s) and any(c.isdigit() for c in s)
)
SEGMENTS = {
    "{slug}": SLUG,
    "{int}": INT,
    "{year}": YEAR,
    "{hash}": HASH,
    "{slug}.html": SLUG.map(lambda s: f"{s}.html"),
}


@st.composite
def sites(draw: st.DrawFn) -> dict[str, list[str]]:
    """A site: true templates, each under its own word, with enough addresses each."""
    heads = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    site = {}
    for head in heads:
        kinds = draw(st.lists(st.sampled_from(sorted(SEGMENTS)), min_size=1, max_size=2))
        if "{slug}.html" in kinds[:-1]:
            kinds = kinds[:1]
        addresses = draw(st.lists(st.tuples(*(SEGMENTS[kind] for kind in kinds)), min_size=5, max_size=9, unique=True))
        if len({address[0] for address in addresses}) < len(addresses):
            continue  # a slug that repeats is a folder of its own
        site["/" + "/".join((head, *kinds))] = [
            f"https://example.org/{head}/{'/'.join(address)}" for address in addresses
        ]
    return site


@settings(max_examples=60, deadline=None)
@given(sites())
def test_true_templates_are_found(site: dict[str, list[str]]) -> None:
    urls = [url for addresses in site.values() for url in addresses]
    found = mine(urls, "example.org", min_support=5)
    true = [template for template, addresses in site.items() for _ in addresses]
    assert found == true


@settings(max_examples=60, deadline=None)
@given(sites(), st.sets(st.integers(0, 3)), st.randoms(use_true_random=False))
def test_no_template_joins_two_true_ones_under_the_floor(site: dict[str, list[str]], good: set[int], draw) -> None:
    rows = [(url, true, index in good) for index, (true, urls) in enumerate(site.items()) for url in urls]
    draw.shuffle(rows)
    census = pl.DataFrame(
        [{"url": url, "url_key": url_key(url), "domain": "example.org", "outcome": "page"} for url, _, _ in rows],
        schema={"url": pl.String, "url_key": pl.String, "domain": pl.String, "outcome": pl.String},
    )
    scores = pl.DataFrame(
        [{"url_key": url_key(url), "collected": good, "tokens_estimate": 10} for url, _, good in rows],
        schema={"url_key": pl.String, "collected": pl.Boolean, "tokens_estimate": pl.Int64},
    )
    table = url_templates(census, address_templates(census, policy().templates.min_support), scores, policy(), "r001")
    UrlTemplates.validate(table)
    templates = dict(address_templates(census, policy().templates.min_support).select("url_key", "template").rows())
    spanned = defaultdict(set)
    for url, true, _ in rows:
        spanned[templates[url_key(url)]].add(true)
    floor = policy().templates.accept_yield
    for template, share in table.select("template", "yield_share").rows():
        assert len(spanned[template]) == 1 or share >= floor


@given(st.lists(sites(), min_size=1, max_size=3), st.data())
@settings(max_examples=25, deadline=None)
def test_templates_kept_by_round_are_those_of_the_whole_census(hosts: list[dict[str, list[str]]], draw) -> None:
    found = [(f"s{at}", url) for at, site in enumerate(hosts) for urls in site.values() for url in urls]
    rows = [
        {"url": url.replace("example", name), "domain": f"{name}.org", "part": draw.draw(st.sampled_from("abc"))}
        for name, url in found
    ]
    rows = [{**row, "url_key": url_key(row["url"])} for row in rows]
    census = pl.DataFrame(rows, schema=dict.fromkeys(("url", "url_key", "domain", "part"), pl.String))
    known, kept = [], []
    for number, fresh in enumerate((["a"], [], ["b", "c"]), 1):
        known += fresh
        covered = census.filter(pl.col("part").is_in(known))
        kept.append(fresh_addresses(covered, fresh, 3, f"r{number:03d}"))
        assert newest_templates(pl.concat(kept)).sort("url_key").equals(address_templates(covered, 3).sort("url_key"))
    assert kept[1].is_empty()


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("2019", "{year}"),
        ("1850", "{int}"),
        ("20190312", "{date}"),
        ("2019-03-12-rings", "{date}-rings"),
        ("p3-q14.php", "p{n}-q{n}.php"),
        ("550e8400-e29b-41d4-a716-446655440000", "{hash}"),
        ("xK9fQ2mLp0ab", "{hash}"),
        ("deadbeef", "deadbeef"),
        ("feature", "feature"),
        ("?id=77", "?id={int}"),
        ("?q=", "?q="),
    ],
)
def test_shape(part: str, expected: str) -> None:
    assert shape(part) == expected


def test_chinese_paths_are_read_in_utf8_and_gbk() -> None:
    assert parts("https://a.org/%E6%95%B0%E5%AD%A6/3")[1:] == ["数学", "3"]
    assert parts("https://a.org/%CA%FD%D1%A7/3")[1:] == ["数学", "3"]
    urls = [f"https://a.org/%E6%95%B0%E5%AD%A6/{index}" for index in range(4)]
    assert set(mine(urls, "a.org", 4)) == {"/数学/{int}"}


def test_query_fields_are_sorted_and_generalised() -> None:
    urls = [f"https://a.org/v?b={index}&a=w{chr(97 + index)}" for index in range(5)]
    assert set(mine(urls, "a.org", 4)) == {"/v?a={value}&b={int}"}


@given(st.text(max_size=40))
def test_any_address_has_a_template(path: str) -> None:
    assert mine([f"https://a.org/{path}"], "a.org", 3)[0]


def test_a_number_that_could_be_a_year_is_one_only_among_years() -> None:
    numbers = [f"https://a.org/q/{number}/x" for number in range(1990, 2110, 10)]
    years = [f"https://a.org/blog/{year}/x" for year in range(1990, 2000)]
    assert set(mine([*numbers, *years], "a.org", 4)) == {"/q/{int}/x", "/blog/{year}/x"}
