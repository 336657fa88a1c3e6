"""Heads and bodies of HTTP answers as the web sends them."""

import gzip
import zlib

import brotli
import pytest
import zstandard

from deepmath_assets.stages.crawl.warc.codings import CodingError, dechunked, decoded
from deepmath_assets.stages.crawl.warc.http import charset, codings, media_type, parse_answer

BODY = b"<p>Every field is a ring.</p>" * 20


def head(*lines: bytes, end: bytes = b"\r\n") -> bytes:
    return end.join([b"HTTP/1.1 200 OK", *lines, b"", BODY])


@pytest.mark.parametrize(
    "block",
    [
        head(b"Content-Type: text/html; charset=gbk"),
        head(b"content-type:TEXT/HTML ;Charset='gbk'"),
        head(b"Content-Type: text/html;", b"\tcharset=gbk"),
        head(b"Content-Type: text/html; charset=gbk", end=b"\n"),
        head(b"Content-Type: text/html; charset=gbk", end=b"\r"),
        head(b"no colon", b"Content-Type:", b"Content-Type: text/html; charset=gbk"),
        b"\r\n" + head(b"Content-Type: text/html; charset=gbk"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + head(b"Content-Type: text/html; charset=gbk"),
        b"HTTP/1.1 200 Connection established\r\n\r\n" + head(b"Content-Type: text/html; charset=gbk"),
        head(b"Content-Type: text/html; charset=gbk").replace(b"1.1 200 OK", b"2  200"),
    ],
)
def test_sloppy_heads_say_the_same(block: bytes) -> None:
    answer = parse_answer(block, 1000)
    assert (answer.status, media_type(answer), (charset(answer) or "").lower(), answer.body) == (
        200,
        "text/html",
        "gbk",
        BODY,
    )


@pytest.mark.parametrize(
    ("block", "trouble"),
    [
        (b"", "empty"),
        (BODY, "bad-http"),
        (b"HTTP/1.1 OK\r\n\r\n", "bad-http"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "bad-http"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 2000, "bad-http"),
    ],
)
def test_what_is_no_answer_says_so(block: bytes, trouble: str) -> None:
    assert parse_answer(block, 1000).trouble.startswith(trouble)


def test_codings_of_several_lines_are_one_list() -> None:
    answer = parse_answer(
        head(b"Content-Encoding: deflate", b"X-Crawl-Content-Encoding: br", b"Content-Encoding: GZIP"), 1000
    )
    assert codings(answer, b"content-encoding") == ["deflate", "gzip"]


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (gzip.compress(BODY), "gzip"),
        (gzip.compress(BODY[:50]) + gzip.compress(BODY[50:]) + b"\r\n<!-- cached -->", "x-gzip"),
        (zlib.compress(BODY), "deflate"),
        (zlib.compress(BODY)[2:-4], "deflate"),
        (brotli.compress(BODY), "br"),
        (zstandard.compress(BODY), "zstd"),
        (gzip.compress(BODY), "br"),
        (zlib.compress(BODY), "gzip"),
        (BODY, "gzip"),
        (BODY, "br"),
        (BODY, "zstd"),
        (BODY, "utf-8"),
    ],
)
def test_bodies_are_decoded_by_what_they_are(data: bytes, label: str) -> None:
    assert decoded(data, label, len(BODY)) == BODY


@pytest.mark.parametrize(
    ("data", "label", "reason"),
    [
        (gzip.compress(BODY)[:-12], "gzip", "truncated"),
        (brotli.compress(BODY)[:-4], "br", "truncated"),
        (bytes(range(256)) * 4, "br", "bad-encoding"),
        (bytes(range(256)) * 4, "deflate", "bad-encoding"),
        (gzip.compress(bytes(10**6)), "gzip", "too-large"),
        (brotli.compress(bytes(10**6)), "br", "too-large"),
        (zstandard.compress(bytes(10**6)), "zstd", "too-large"),
        (zlib.compress(bytes(10**6)), "deflate", "too-large"),
    ],
)
def test_bodies_that_cannot_be_decoded_have_a_reason(data: bytes, label: str, reason: str) -> None:
    with pytest.raises(CodingError, match=reason):
        decoded(data, label, 10_000)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", (b"abc", True)),
        (b"0003;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n", (b"abcde", True)),
        (b"3\nabc\n0\n\n", (b"abc", True)),
        (b"3\r\nabc\r\n", (b"abc", False)),
        (b"<p>", (b"<p>", True)),
    ],
)
def test_chunks_are_put_together(data: bytes, expected: tuple[bytes, bool]) -> None:
    assert dechunked(data) == expected


@pytest.mark.parametrize(
    "data", [b"5\r\nabc", b"3\r\nabc\r\nZZ\r\nx", b"2\r\nabc\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFF\r\nabc"]
)
def test_broken_chunks_have_a_reason(data: bytes) -> None:
    with pytest.raises(CodingError, match=r"truncated|bad-encoding"):
        dechunked(data)
