"""HTTP responses around payloads: status line, headers, transfer and content codings."""

import gzip
from collections.abc import Sequence

REASONS = {200: "OK", 301: "Moved Permanently", 404: "Not Found"}


def response(
    body: bytes, date: str, mime: str = "text/html", charset: str = "", status: int = 200, coding: str = "",
    extra: Sequence[tuple[str, str]] = (),
) -> tuple[bytes, bytes]:  # fmt: skip
    r"""The bytes of a response and its payload (content coding kept, transfer coding undone).

    `coding` is empty, `gzip` or `chunked`.

    >>> response(b"hi", "", coding="chunked")[0].endswith(b"2\r\nhi\r\n0\r\n\r\n")
    True
    """
    kind = f"{mime}; charset={charset}" if charset else mime
    headers = [("Date", date), ("Server", "nginx"), ("Content-Type", kind), *extra]
    payload = gzip.compress(body, mtime=0) if coding == "gzip" else body
    sent = payload
    if coding == "gzip":
        headers.append(("Content-Encoding", "gzip"))
    if coding == "chunked":
        sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in _parts(body)) + b"0\r\n\r\n"
        headers.append(("Transfer-Encoding", "chunked"))
    else:
        headers.append(("Content-Length", str(len(sent))))
    head = f"HTTP/1.1 {status} {REASONS[status]}\r\n" + "".join(f"{key}: {value}\r\n" for key, value in headers)
    return head.encode() + b"\r\n" + sent, payload


def _parts(body: bytes) -> list[bytes]:
    return [body[i : i + 1500] for i in range(0, len(body), 1500)]


def header_charset(charset: str, declared: str) -> str:
    """The charset in the Content-Type header: empty where the page's label is in its `meta` element or nowhere.

    >>> header_charset("gb18030", "wrong"), header_charset("gb18030", "meta")
    ('utf-8', '')
    """
    if declared == "wrong":
        return "utf-8"
    return "" if declared in {"meta", "none"} else charset
