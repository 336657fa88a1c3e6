"""Every record of a file comes out once, as a page or with a reason, whatever the file went through."""

import base64
import gzip
import hashlib
import importlib.util
import io
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.stages.crawl.records import REASONS, Record, read_record_at, read_records
from deepmath_assets.stages.crawl.warc import usual
from deepmath_assets.stages.crawl.warc.members import MAGIC
from deepmath_assets_tests.stages.crawl.warcs import answer, members, page, record, url

FIVE = [record(number) for number in range(1, 6)]


def read(data: bytes, **limits: int) -> list[Record]:
    return list(read_records(io.BytesIO(data), **limits))


def pages(data: bytes) -> list[str]:
    return [item.url or "" for item in read(data) if item.outcome == "ok"]


@pytest.mark.parametrize(
    "data",
    [
        b"".join(FIVE),
        members(*FIVE),
        gzip.compress(b"".join(FIVE)),
        members(*(b"".join(FIVE)[at : at + 100] for at in range(0, sum(map(len, FIVE)), 100))),
        members(*FIVE[:2]) + b"".join(FIVE[2:]),
        b"".join(FIVE[:2]) + members(*FIVE[2:]),
        b"\r\n\r\n" + b"".join(FIVE),
        gzip.compress(b"").join(members(each) for each in FIVE) + b"\0" * 512,
        b"".join(FIVE).replace(b"\r\n", b"\n").replace(b"Content-Length: ", b"content-length:0"),
    ],
    ids=["plain", "members", "one-member", "split", "gz-plain", "plain-gz", "blank", "empty-members", "line-feeds"],
)
def test_layouts_of_one_content_give_the_same_pages(data: bytes) -> None:
    found = read(data)
    if b"content-length:0" not in data:
        assert [(item.url, item.payload, item.outcome) for item in found] == [
            (url(n), page(n), "ok") for n in range(1, 6)
        ]
    assert [item.url for item in found if item.url] == [url(n) for n in range(1, 6)]


@pytest.mark.parametrize("pack", [members, lambda *records: b"".join(records)], ids=["members", "plain"])
def test_offset_and_length_lead_back_to_the_record(pack, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    data = pack(*FIVE)
    path = tmp_path / "five.warc.gz"
    path.write_bytes(data)
    for item in read_records(path):
        again = read_record_at(data[item.offset : item.offset + item.length], item.url, offset=item.offset)
        assert again == item


def test_one_member_of_many_records_is_found_by_url() -> None:
    data = gzip.compress(b"".join(FIVE))
    third = read(data)[2]
    assert read_record_at(data[third.offset : third.offset + third.length], third.url).payload == page(3)


@pytest.mark.parametrize("cut", [1, 5, 8, 20, 60])
def test_a_cut_member_costs_its_own_record_only(cut: int) -> None:
    found = read(members(*FIVE)[:-cut])
    assert [item.url for item in found[:4]] == [url(n) for n in range(1, 5)]
    assert all(item.outcome == "ok" for item in found[:4])
    assert found[4].reason == ("ok" if cut <= 8 else "truncated")


def _opens_to(member: bytes, content: bytes) -> bool:
    """True if nothing was damaged: the last bits of a deflate stream may be anything."""
    try:
        return gzip.decompress(member) == content
    except (OSError, EOFError, zlib.error):
        return False


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 4), st.integers(0, 10_000), st.binary(min_size=1, max_size=30))
def test_rubbish_in_one_member_costs_no_other_record(which: int, place: int, rubbish: bytes) -> None:
    packed = [members(each) for each in FIVE]
    at = place % (len(packed[which]) - 18) + 10
    damaged = packed[which][:at] + rubbish + packed[which][at + len(rubbish) :]
    found = read(b"".join([*packed[:which], damaged, *packed[which + 1 :]]))
    kept = [item.url for item in found if item.outcome == "ok"]
    assert [address for address in kept if address != url(which + 1)] == [url(n + 1) for n in range(5) if n != which]
    assert [item for item in found if item.outcome != "ok"] or _opens_to(damaged, FIVE[which])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 100_000), st.binary(max_size=40), st.booleans())
def test_no_bytes_make_it_raise(place: int, rubbish: bytes, packed: bool) -> None:
    data = members(*FIVE) if packed else b"".join(FIVE)
    at = place % len(data)
    for item in [*read(data[:at] + rubbish + data[at:]), *read(rubbish), read_record_at(rubbish)]:
        assert item.reason in REASONS
        assert (item.payload is not None) == (item.outcome == "ok")


@pytest.mark.parametrize("length", [0, 3, 400, 10**6, 10**12])
@pytest.mark.parametrize("pack", [members, lambda *records: b"".join(records)], ids=["members", "plain"])
def test_a_wrong_length_costs_its_own_record_only(pack, length: int) -> None:  # type: ignore[no-untyped-def]
    found = read(pack(FIVE[0], record(2, length=length), *FIVE[2:]))
    assert [item.url for item in found if item.outcome == "ok"] == [url(1), url(3), url(4), url(5)]
    assert [item.reason for item in found if item.url == url(2)] in (["bad-length"], ["too-large"])


def test_a_page_that_quotes_a_record_is_one_page() -> None:
    quoting = answer(b"<html><pre>\r\n\r\n" + record(9) + b"</pre></html>")
    assert pages(FIVE[0] + record(2, quoting) + FIVE[2]) == [url(1), url(2), url(3)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\r\n" * 50, "empty"),
        (b"<html>busy</html>", "not-warc"),
        (gzip.compress(b"<html>busy</html>"), "not-warc"),
        (b"PK\x03\x04" + record(1), "not-warc"),
        (b"\x1f\x8b\x08", "truncated"),
        (b"WARC/1.0\r\n", "truncated"),
        (record(1, kind=b"request"), "not-response"),
        (record(1, b"", kind=b"revisit"), "revisit"),
        (record(1, answer(b"gone", status=b"HTTP/1.1 404 Not Found")), "http-status"),
        (record(1, answer(b"%PDF-1.5 ...", b"Content-Type: text/html")), "not-html"),
        (record(1, answer(b"{}", b"Content-Type: application/json")), "not-html"),
        (record(1, answer(b"")), "empty"),
        (record(1).replace(b"http://lemma.example.org", b"javascript:void"), "bad-url"),
        (record(1).replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 OK    "), "bad-http"),
        (record(1).replace(b"WARC-Target-URI", b"WARC-Note-Field"), "bad-header"),
        (record(1).replace(b"WARC-Type", b"WARC-Segment-Number: 1\r\nWARC-Type"), "segmented"),
    ],
)
def test_what_is_no_page_has_its_reason(data: bytes, reason: str) -> None:
    assert [item.reason for item in read(data)] == [reason]


def test_what_the_pipeline_needs_to_know_of_a_page() -> None:
    (item,) = read(members(record(7)))
    assert (item.status, item.mime, item.charset, item.warc_type) == (200, "text/html", "UTF-8", "response")
    assert item.digest == base64.b32encode(hashlib.sha1(page(7)).digest()).decode()
    assert item.truncated is None


def test_a_page_that_may_lack_its_end_says_why() -> None:
    short = record(1, answer(page(1), b"Content-Type: text/html", b"Content-Length: 99999"))
    labelled = record(2).replace(b"WARC-Type", b"WARC-Truncated: length\r\nWARC-Type")
    assert [item.truncated for item in read(members(short, labelled))] == ["http", "length"]


def test_limits_hold_while_decoding() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    bomb = record(1, answer(zeros, b"Content-Type: text/html", b"Content-Encoding: gzip"))
    whole = record(2, answer(bytes(32 << 20)))
    endless = b"WARC/1.0\r\nWARC-Target-URI: http://a.example.org/\r\nX: " + b"a" * (8 << 20)
    data = members(bomb, whole, endless, FIVE[0])
    tracemalloc.start()
    found = read(data, max_payload_bytes=1 << 20, max_header_bytes=1 << 16)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [item.reason for item in found] == ["too-large", "too-large", "bad-header", "ok"]
    assert peak < 12 << 20


def test_arc_files_are_read() -> None:
    block = answer(page(1))
    head = b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n"
    data = b"filedesc://a.arc 0.0.0.0 20240101000000 text/plain %d\n%s\n" % (len(head), head)
    data += b"%s 192.0.2.1 20240101000000 text/html %d\n%s\n" % (url(1).encode(), len(block), block)
    data += b"%s 192.0.2.1 20240101000000 text/html many\n%s\n" % (url(2).encode(), block)
    data += b"%s 192.0.2.1 20240101000000 text/html %d\n%s\n" % (url(3).encode(), len(block), block)
    assert [item.reason for item in read(data)] == ["not-response", "ok", "bad-length", "ok"]


HEADS = st.permutations(
    [b"Content-Type: text/html", b"content-length: 9", b"Server: a", b"Vary: Accept-Encoding", b"X: \xe9", b"Date: now"]
)
ODD = st.sampled_from(
    [
        b"", b"Content-Encoding: none", b"Content-Type: text/plain", b"Content-Length: -1",
        b"Transfer-Encoding: chunked",
        b"Content-Type:text/html;charset=GBK", b"Content-Type: text/html;\r\n charset=x", b"Content-Length: 1\r\n 2",
        b"CONTENT-TYPE: text/html; Charset='Big5'", b"Content-Length: 999999", b"\nX: y",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    HEADS,
    st.integers(0, 6),
    ODD,
    ODD,
    st.sampled_from([b"<p>a</p>", b" <p>", b"", b"\x1f\x8b", b"HTTP/1.1 404 x\r\n\r\n"]),
)
def test_the_short_way_agrees_with_the_long_one(
    fields: list[bytes], keep: int, odd: bytes, odder: bytes, body: bytes
) -> None:
    data = members(record(1, answer(body, *[each for each in (*fields[:keep], odd, odder) if each])))
    short = read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deepmath_assets.stages.crawl.records.usual_page", lambda *_: None)
        assert read(data) == short


ARCHIVE_HEADS = st.permutations(
    [
        b"WARC-Date: 2024-01-01T00:00:00Z", b"WARC-Type: response", b"WARC-Target-URI: http://lemma.example.org/1",
        b"Content-Type: application/http; msgtype=response", b"WARC-Identified-Payload-Type: text/html",
    ]
)  # fmt: skip
ARCHIVE_ODD = st.lists(
    st.sampled_from(
        [
            b"WARC-Target-URI: http://lemma.example.org/2", b"warc-type: request", b"WARC-Type: revisit", b" folded",
            b"WARC-Truncated: length", b"WARC-Segment-Number: 1", b"Content-Length: 3", b"WARC-Target-URI : <x>",
            b"X: y", b"WARC-Type:  response", b"Content-Length : 9", b"no field", b"WARC-Block-Digest: sha1:A\n B",
        ]
    ),
    max_size=2,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(ARCHIVE_HEADS, ARCHIVE_ODD, st.integers(0, 7), st.integers(0, 7), st.sampled_from([-1, 0, 0, 0, 1]))
def test_the_short_way_agrees_on_the_heads_of_archives(
    fields: list[bytes], odd: list[bytes], place: int, length_place: int, wrong: int
) -> None:
    block = answer(page(1))
    lines = [*fields[:place], *odd, *fields[place:]]
    lines.insert(length_place, b"Content-Length: %d" % (len(block) + wrong))
    data = members(b"\r\n".join([b"WARC/1.0", *lines, b"", block, b"", b""]), record(2))
    short = read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deepmath_assets.stages.crawl.records.usual_page", lambda *_: None)
        assert read(data) == short


def test_bytes_of_a_member_that_look_like_the_next_one_split_nothing() -> None:
    body = b"<p>" + bytes(range(256)) * 40 + MAGIC + b"\0" * 30 + members(record(9))
    stored = gzip.compress(record(1, answer(body)), compresslevel=0)
    found = read(stored + stored + members(record(2)))
    assert [(item.outcome, item.payload) for item in found] == [("ok", body), ("ok", body), ("ok", page(2))]
    assert [item.offset for item in found] == [0, len(stored), 2 * len(stored)]


def test_rubbish_between_members_is_told_and_no_record_is_lost() -> None:
    one, two = members(record(1)), members(record(2))
    assert [item.reason for item in read(one + two[-8:] + two)] == ["ok", "bad-gzip", "ok"]


def test_the_short_way_takes_the_usual_page() -> None:
    assert usual.usual_page(record(1), 0, 1, 1 << 20, 1 << 16) is not None


def test_foreign_files_never_raise(shared_data: Path) -> None:
    for path in sorted((shared_data / "warc" / "public").rglob("*.*")):
        assert all(item.reason in REASONS for item in read_records(path))


def test_broken_files_of_the_kit(shared_data: Path) -> None:
    spec = importlib.util.spec_from_file_location("check_warc", shared_data / "warc" / "check_warc.py")
    assert spec is not None
    assert spec.loader is not None
    kit = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(kit)
    folder = shared_data / "warc" / "broken"
    bad = []
    for line in (folder / "expected_broken.jsonl").read_text(encoding="utf-8").splitlines():
        expected = kit.json.loads(line)
        items = [_as_the_kit_sees(item, kit) for item in read_records(folder / expected["file"])]
        verdict = kit.judge(expected, items, {})
        if any(verdict[key] for key in ("wrong", "lost_must", "lost_should", "uncounted", "spurious")):
            bad.append((expected["file"], verdict))
    assert len(bad) <= 3, bad


def _as_the_kit_sees(item: Record, kit) -> dict[str, object]:  # type: ignore[no-untyped-def]
    seen: dict[str, object] = {"u": (item.url or "")[:3000], "o": item.outcome}
    if item.payload is not None:
        token = kit.TOKEN.search(item.payload[:65536])
        seen.update(
            s=kit.hashlib.sha1(item.payload).hexdigest(), n=len(item.payload), t=token and token.group().decode()
        )
    return seen
