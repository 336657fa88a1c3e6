"""Small WARC files made for the tests, good and broken."""

import gzip

PAGE = b"<!DOCTYPE html><html><head><title>Lemma %d</title></head><body><p>Let $x = %d$.</p></body></html>"


def page(number: int) -> bytes:
    return PAGE % (number, number)


def url(number: int) -> str:
    return f"http://lemma.example.org/{number}"


def answer(body: bytes, *fields: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([status, *(fields or (b"Content-Type: text/html; charset=UTF-8",)), b"", body])


def record(number: int, block: bytes | None = None, kind: bytes = b"response", length: int | None = None) -> bytes:
    block = answer(page(number)) if block is None else block
    size = len(block) if length is None else length
    head = [
        b"WARC/1.0",
        b"WARC-Type: " + kind,
        b"WARC-Date: 2024-01-01T00:00:00Z",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>" % number,
        b"WARC-Target-URI: " + url(number).encode(),
        b"Content-Type: application/http; msgtype=" + kind,
        b"Content-Length: %d" % size,
    ]
    return b"\r\n".join([*head, b"", block, b"", b""])


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)
