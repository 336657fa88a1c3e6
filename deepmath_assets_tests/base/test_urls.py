"""Keys of pages: own table of spellings, properties over any text, and the kit of pairs where it is there."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from deepmath_assets.base import urls
from deepmath_assets.base.url_rules import shipped_tracking_names, tracking_names
from deepmath_assets.base.urls import domain, host, path_segments, url_key

SAME = [
    ("https://www.lemma.example.org/a/", "http://lemma.example.org/a"),
    ("http://lemma.example.org/a?y=2&x=1&y=1", "http://lemma.example.org/a?x=1&y=2&y=1"),
    ("http://lemma.example.org:80/%7Eeuler/./b/../c", "https://lemma.example.org/~euler/c"),
    ("http://lemma.example.org/wiki/Category%3ARings", "http://lemma.example.org/wiki/Category:Rings"),
    ("http://lemma.example.org/a?next=%2Fb", "http://lemma.example.org/a?next=/b"),
    ("https://lemma.example.org/a/INDEX.HTML", "https://lemma.example.org/a"),
    ("https://lemma.example.org/index.php?id=1&sid=" + "0a" * 16, "https://lemma.example.org/?id=1"),
    ("https://lemma.example.org/a?id=1&session_id=x9y8z7", "https://lemma.example.org/a?id=1"),
    ("https://lemma.example.org/a?id=1&amp;amp;b=2", "https://lemma.example.org/a?b=2&id=1"),
    ("https://lemma.example.org/a?spm=1.2&from=groupmessage", "https://lemma.example.org/a"),
    ("https://www.google.com/amp/s/lemma.example.org/a", "https://lemma.example.org/a"),
    ("https://someone.blogspot.de/2020/a.html?m=1", "http://someone.blogspot.com/2020/a.html"),
    ("https://lemma.example.org/数论", "https://lemma.example.org/%E6%95%B0%E8%AE%BA/"),
    ("https://lemma.example.org/app#top", "https://lemma.example.org/app"),
]
DIFFERENT = [
    ("https://lemma.example.org/a", "https://lemma.example.org/A"),
    ("https://lemma.example.org/a?m=1", "https://lemma.example.org/a"),
    ("https://lemma.example.org/a?sid=17", "https://lemma.example.org/a?sid=18"),
    ("https://lemma.example.org/a?sessionid=3", "https://lemma.example.org/a?sessionid=4"),
    ("https://lemma.example.org/a?amp=30", "https://lemma.example.org/a"),
    ("https://lemma.example.org/a?from=2", "https://lemma.example.org/a"),
    ("https://lemma.example.org/a?x=1&x=2", "https://lemma.example.org/a?x=2&x=1"),
    ("https://lemma.example.org:8443/a", "https://lemma.example.org/a"),
    ("https://lemma.example.org/#/a", "https://lemma.example.org/#/b"),
    ("https://lemma.example.org/a%2Fb", "https://lemma.example.org/a/b"),
    ("https://lemma.example.org/a;v=1", "https://lemma.example.org/a"),
    ("https://m.github.io/", "https://www.github.io/"),
    ("ftp://lemma.example.org/a", "http://lemma.example.org/a"),
    ("https://lemma.example.org/amp", "https://lemma.example.org/"),
]
PIECES = st.sampled_from(
    [
        "http://",
        "https://",
        "HTTP://",
        "ftp://",
        "//",
        "/",
        "\\",
        "www.",
        "m.",
        "amp.",
        "example",
        ".org",
        ".co.uk",
        "blogspot.com",
        "[::1]",
        "10.0.0.1",
        ":",
        ":80",
        ":8080",
        ":99999999999",
        "@",
        "user:",
        "?",
        "&",
        "&amp;",
        "=",
        ";",
        "+",
        "%",
        "%2F",
        "%41",
        "%zz",
        "%E6%95%B0",
        "%CA%FD",
        "#",
        "#!",
        "#/",
        ".",
        "..",
        "/./",
        "/../",
        "index.html",
        "index.php",
        "amp",
        ".amp.html",
        "utm_source=a",
        "sid=",
        "jsessionid",
        "PHPSESSID",
        "(S(a1))",
        "a",
        "b9",
        "数",
        "é",
        "é",
        "ß",
        "ｍ",
        "。",
        "�",
        "\x00",
        "\x85",
        "<",
        ">",
        '"',
        "'",
        "xn--",
        "-",
        "_",
        "cdn.ampproject.org/c/s/",
        "google.com/amp/s/",
        "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a",
    ]
)
ADDRESSES = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=60))
NORMAL_ADDRESSES = st.from_regex(
    r"\Ahttps?://([a-z0-9]{1,5}\.){1,3}[a-z]{2,3}(/[A-Za-z0-9._~!$'()*+,;=@:-]{1,6}){0,4}/?(\?[a-z0-9=&;+_,'/-]{0,20})?\Z"
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_share_a_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages_have_two_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@settings(max_examples=600, deadline=None)
@given(ADDRESSES)
@example("http://[::1")
@example("http://a.example.org/?" + "&amp;" * 200)
@example("<" * 2000 + ">" * 2000)
@example("http://" + "google.com/amp/s/" * 2000 + "example.org/a")
def test_any_text_has_a_stable_key(text: str) -> None:
    key = url_key(text)
    assert url_key(key) == key
    key.encode("utf-8")
    assert isinstance(host(text), str)
    assert isinstance(domain(text), str)
    assert all(path_segments(text))


@settings(max_examples=400, deadline=None)
@given(st.one_of(NORMAL_ADDRESSES, ADDRESSES))
def test_the_short_way_agrees_with_the_long_one(text: str) -> None:
    assert urls._key_of(text) == urls._slow_key(urls._cleaned(text))


@settings(max_examples=200, deadline=None)
@given(NORMAL_ADDRESSES, st.sampled_from(["utm_source", "gclid", "fbclid", "spm", "PHPSESSID"]), st.integers(0, 99))
def test_a_tracking_parameter_never_changes_the_key(address: str, name: str, value: int) -> None:
    mark = "&" if "?" in address else "?"
    assert url_key(f"{address}{mark}{name}={value}") == url_key(address)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://notes.someone.github.io/a", "someone.github.io"),
        ("https://www.maths.example.ac.uk/", "example.ac.uk"),
        ("http://10.0.0.1:80/a", "10.0.0.1"),
        ("http://github.io/", "github.io"),
        ("http://localhost/a", "localhost"),
        ("mailto:a@example.org", ""),
        ("", ""),
    ],
)
def test_domain_is_what_one_owner_registers(address: str, expected: str) -> None:
    assert domain(address) == expected


def test_path_segments_leave_out_what_the_key_leaves_out() -> None:
    assert path_segments("https://a.example.org/x//y/;jsessionid=1/index.html?z=1#top") == ("x", "y")
    assert path_segments("https://a.example.org") == ()


def test_tracking_names_can_be_replaced() -> None:
    names = tracking_names(["# mine", "", "Pk_*", "from=feed|mail", "gclid"])
    assert ("pk_a", "") in names
    assert ("from", "Mail") in names
    assert ("from", "7") not in names
    assert ("utm_source", "a") not in names


@pytest.mark.parametrize("name", ["id", "p", "page", "ref", "source", "campaign", "utm", "q", "v", "lang", "share"])
def test_no_shipped_rule_drops_a_name_that_chooses_pages(name: str) -> None:
    assert (name, "12") not in shipped_tracking_names()


def test_the_kit_of_pairs(shared_data: Path) -> None:
    with (shared_data / "urls" / "url_identity.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    merged = [url_key(row["url_a"]) == url_key(row["url_b"]) for row in rows]
    assert not [row for row, same in zip(rows, merged, strict=True) if same and row["same"] == "0"]
    assert sum(same for row, same in zip(rows, merged, strict=True) if row["same"] == "1") >= 145
