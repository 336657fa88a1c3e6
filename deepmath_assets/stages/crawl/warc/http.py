"""The head of an archived HTTP answer, and what it says of the body.

Here: status, media type, charset and codings as the head gives them, with the sloppiness that the web has. Not
here: the decoding of bodies (`codings.py`), and whether a page is kept (`records.py`).

After RFC 9112; like browsers we take line feeds alone for line ends, a missing reason, folded lines, and blank
lines before the status. An answer that only announces another one (100 Continue, a proxy's 200 Connection
established) is passed over.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_STATUS_LINE = re.compile(rb"[\r\n]*(?:HTTP/\d(?:\.\d)?|ICY)[ \t]+(\d{3})(?!\d)", re.I)
_STATUS_START = re.compile(rb"[\r\n]*(?:HTTP/|ICY )", re.I)
_HEAD_END = re.compile(rb"\n\r*\n")
_LONE_RETURNS = re.compile(rb"\r\r")
FIELD = re.compile(
    rb"(?i)\n(content-(?:type|encoding|length)|transfer-encoding)[ \t]*:([^\r\n]*(?:\r*\n[ \t][^\r\n]*)*)"
)
_MIME = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,60}/[A-Za-z0-9!#$&^_.+-]{1,100})\s*(?:;|,|\Z)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]{1,40})", re.I)


class Answer(NamedTuple):
    """An HTTP answer: `status` 0 and a `trouble` if the head is none; `body` as it was sent, still coded."""

    status: int
    fields: dict[bytes, bytes]
    body: bytes
    trouble: str = ""


def parse_answer(block: bytes, header_limit: int) -> Answer:
    r"""The answer in a record's block.

    >>> answer = parse_answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", 1000)
    >>> answer.status, media_type(answer), answer.body
    (200, 'text/html', b'<p>')
    """
    while True:
        line = _STATUS_LINE.match(block)
        if not line:
            return _without_status(block)
        end = _HEAD_END.search(block, 0, header_limit)
        first, last = end.span() if end else _odd_head_end(block, header_limit)
        if first < 0:
            return Answer(0, {}, b"", f"bad-http: a head longer than {header_limit} bytes")
        head, status = block[: first + 1], int(line[1])
        fields = _fields(head)
        if not (100 <= status < 200 or not fields) or not _STATUS_START.match(block, last):
            return Answer(status, fields, block[last:])
        block = block[last:]


def media_type(answer: Answer) -> str | None:
    """The media type that the answer declares, in lower case; None if it declares none that can be read."""
    return content_type(answer.fields.get(b"content-type", b""))[0]


def charset(answer: Answer) -> str | None:
    r"""The charset label that the answer declares, as it is written; None if there is none.

    >>> charset(Answer(200, {b"content-type": b"TEXT/HTML ; CharSet=\"GBK\" "}, b""))
    'GBK'
    """
    return content_type(answer.fields.get(b"content-type", b""))[1]


def codings(answer: Answer, name: bytes) -> list[str]:
    """The codings of a field in the order in which they were put on.

    >>> codings(Answer(200, {b"content-encoding": b" GZIP , br"}, b""), b"content-encoding")
    ['gzip', 'br']
    """
    value = answer.fields.get(name)
    if not value:
        return []
    return [label.strip().lower() for label in value.decode("latin-1").split(",") if label.strip()]


def announced_length(answer: Answer) -> int | None:
    """The Content-Length of the answer, if it is a number."""
    value = answer.fields.get(b"content-length", b"")
    return int(value) if value.isdigit() and len(value) < 16 else None


@lru_cache(maxsize=1024)
def content_type(value: bytes) -> tuple[str | None, str | None]:
    """Media type and charset label of a Content-Type; None for what cannot be read."""
    text = value.decode("latin-1")
    mime, label = _MIME.match(text), _CHARSET.search(text)
    return mime[1].lower() if mime else None, label[1] if label else None


def _without_status(block: bytes) -> Answer:
    if not block:
        return Answer(0, {}, b"", "empty: a block of no bytes")
    return Answer(0, {}, b"", "bad-http: no status line")


def _odd_head_end(block: bytes, header_limit: int) -> tuple[int, int]:
    """Where a head ends that has no blank line: at two lone carriage returns, or at the end of the block."""
    returns = _LONE_RETURNS.search(block, 0, header_limit)
    if returns and b"\n" not in block[: returns.start()]:
        return returns.span()
    return (len(block), len(block)) if len(block) <= header_limit else (-1, -1)


def _fields(head: bytes) -> dict[bytes, bytes]:
    """The fields that matter; codings of several lines joined, otherwise the last that is not empty."""
    if b"\n" not in head:
        head = head.replace(b"\r", b"\n")
    fields: dict[bytes, bytes] = {}
    for name, value in FIELD.findall(head):
        name, value = name.lower(), b" ".join(value.split())
        if name.endswith(b"-encoding") and name in fields:
            value = fields[name] + b"," + value
        if value or name not in fields:
            fields[name] = value
    return fields
