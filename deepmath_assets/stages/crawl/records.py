"""Every record of a WARC or ARC file, with the decoded page or the reason why there is none.

Here: one item for each record, and for each trouble that belongs to no record; the judgement whether it is an HTML
page that a GET would show. Not here: the walk through gzip and heads (`members.py`, `blocks.py`), HTTP and codings
(`http.py`, `codings.py`), where files lie (`fetching.py`), and what the text of a page is (`stages/extract`).

The promise is that nothing is lost in silence: warcio and FastWARC each end some damaged files early without a
word, or give half pages as whole ones. The same code reads a whole file and the few bytes of one record that the
index points to.
"""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from deepmath_assets.stages.crawl.warc.blocks import Block, Limits, blocks
from deepmath_assets.stages.crawl.warc.codings import GZIP_MAGIC, ZSTD_MAGIC, CodingError, dechunked, decoded
from deepmath_assets.stages.crawl.warc.http import Answer, announced_length, charset, codings, media_type, parse_answer
from deepmath_assets.stages.crawl.warc.members import Members
from deepmath_assets.stages.crawl.warc.record import REASONS, Record
from deepmath_assets.stages.crawl.warc.usual import usual_page

DEFAULT_MAX_PAYLOAD_BYTES = 16 << 20
"""For calls without a profile: pages above are dumps of data; Common Crawl itself cuts pages at 1 to 5 MiB."""
DEFAULT_MAX_HEADER_BYTES = 2 << 20
"""For calls without a profile: cookies of 60 KB and addresses of 64 KB occur; browsers stop at 256 KB."""

__all__ = [
    "DEFAULT_MAX_HEADER_BYTES",
    "DEFAULT_MAX_PAYLOAD_BYTES",
    "REASONS",
    "Record",
    "read_record_at",
    "read_records",
]

_WEB_URL = re.compile(
    r"https?://(?:[^\s/?#@]*@)?([^\s/?#@:\[\]]+|\[[0-9a-f:.]{2,45}\])(?::(\d{0,5}))?(?=[/?#\\]|\Z)", re.I
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_XML_TYPES = ("text/xml", "application/xml")
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,300}>\s*|<!--(?:[^-]|-(?!->)){0,2000}-->\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|h[1-6]|table|center|font|a|span|ul|ol|br|b|i)[\s>/]",
    re.I,
)
_NOT_TEXT = re.compile(
    rb"\x89PNG|%PDF-|GIF8[79]a|\xff\xd8\xff|PK\x03\x04|RIFF....WEBP|\x1f\x8b\x08|%!PS-Adobe|OggS|ID3|\x00\x00\x00.ftyp",
    re.S,
)


def read_records(
    path: str | os.PathLike[str] | BinaryIO,
    *,
    max_payload_bytes: int = DEFAULT_MAX_PAYLOAD_BYTES,
    max_header_bytes: int = DEFAULT_MAX_HEADER_BYTES,
) -> Iterator[Record]:
    """Each record of a WARC or ARC file in order, gzipped or not; `path` may be an open binary file.

    Trouble of a record is its outcome, trouble between records an item without url. Raises only what reading the
    file itself raises (OSError). At most about twice `max_payload_bytes` are held at once.
    """
    if isinstance(path, (str, os.PathLike)):
        with Path(path).open("rb") as stream:
            yield from _records(stream, 0, max_payload_bytes, max_header_bytes)
    else:
        yield from _records(path, 0, max_payload_bytes, max_header_bytes)


def read_record_at(
    data: bytes,
    url: str | None = None,
    *,
    offset: int = 0,
    max_payload_bytes: int = DEFAULT_MAX_PAYLOAD_BYTES,
    max_header_bytes: int = DEFAULT_MAX_HEADER_BYTES,
) -> Record:
    """The one record in the bytes that an index row points to; never raises.

    `offset` is the place of `data` in its file. If the bytes hold several records, the one with this `url`, else
    the first page, else the first.
    """
    found = list(_records(io.BytesIO(data), offset, max_payload_bytes, max_header_bytes))
    pages = [record for record in found if record.url is not None and record.reason != "not-response"]
    named = [record for record in pages if record.url == url]
    return (named or pages or found)[0]


def _records(stream: BinaryIO, offset: int, max_payload_bytes: int, max_header_bytes: int) -> Iterator[Record]:
    limits = Limits(max_header_bytes, max_payload_bytes + max_header_bytes)

    def shortcut(data: bytes, begin: int, length: int) -> Record | None:
        return usual_page(data, begin, length, max_payload_bytes, max_header_bytes)

    for item in blocks(Members(stream, offset), limits, shortcut):
        yield item if isinstance(item, Record) else _judged(item, max_payload_bytes, max_header_bytes)


def _judged(block: Block, max_payload_bytes: int, max_header_bytes: int) -> Record:
    """The record of a block, with the first reason that holds against it."""
    fields = block.fields
    kind = fields.get(b"warc-type", b"").lower().decode("latin-1")
    target = fields.get(b"warc-target-uri")
    url = url_text(target) if target else None
    answer, outcome = _answer(block, kind, url, max_header_bytes)
    if answer is None:
        return Record(url, None, outcome, block.offset, block.length, warc_type=kind)
    mime = media_type(answer)
    payload, outcome = _page(answer, mime, max_payload_bytes)
    truncated = _why_cut(fields, answer) if payload is not None else None
    return Record(
        url, payload, outcome, block.offset, block.length, answer.status, mime, charset(answer), kind, truncated
    )


def _answer(block: Block, kind: str, url: str | None, max_header_bytes: int) -> tuple[Answer | None, str]:
    """The HTTP answer in a block, or None and the reason why it holds none."""
    fields, data = block.fields, block.data
    if block.trouble or data is None:
        return None, block.trouble
    if kind != "response" and (kind != "resource" or not _is_page_type(fields)):
        return None, _other_kind(kind, fields)
    if b"warc-segment-number" in fields:
        return None, "segmented"
    if url is None or not is_web_url(url):
        return None, "bad-url" if url else "bad-header: no target URI"
    if kind == "resource":
        return Answer(200, {b"content-type": fields[b"content-type"]}, data), ""
    answer = parse_answer(data, max_header_bytes)
    return (None, answer.trouble) if answer.trouble else (answer, "")


def _why_cut(fields: dict[bytes, bytes], answer: Answer) -> str | None:
    """Why the page may lack its end: the archive's label, or `http` if fewer bytes came than the server announced."""
    label = fields.get(b"warc-truncated")
    if label:
        return label.decode("latin-1")
    if b"content-encoding" in answer.fields or b"transfer-encoding" in answer.fields:
        return None
    announced = announced_length(answer)
    return "http" if announced is not None and announced > len(answer.body) else None


def _page(answer: Answer, mime: str | None, limit: int) -> tuple[bytes | None, str]:
    """The decoded page and ok, or None and the reason."""
    if answer.status not in (200, 203):
        return None, f"http-status: {answer.status}"
    if mime is not None and mime not in _HTML_TYPES and mime not in _XML_TYPES:
        return None, f"not-html: {mime}"
    try:
        body = _decoded_body(answer, limit)
    except CodingError as error:
        return None, str(error)
    if len(body) > limit:
        return None, f"too-large: {len(body)} bytes"
    if not body or body.isspace():
        return None, "empty"
    if (mime not in _HTML_TYPES and not _HTML_START.match(body)) or _NOT_TEXT.match(body):
        return None, "not-html: by its first bytes"
    return body, "ok"


def _decoded_body(answer: Answer, limit: int) -> bytes:
    body, fields = answer.body, answer.fields
    if b"transfer-encoding" in fields:
        for label in reversed(codings(answer, b"transfer-encoding")):
            body = dechunked(body)[0] if label == "chunked" else decoded(body, label, limit)
    labels = codings(answer, b"content-encoding") if b"content-encoding" in fields else []
    if not labels and body.startswith((GZIP_MAGIC, ZSTD_MAGIC)):
        labels = ["gzip"]
    for label in reversed(labels):
        if body:
            body = decoded(body, label, limit)
    return body


def _other_kind(kind: str, fields: dict[bytes, bytes]) -> str:
    """The outcome of a record that is no page by its type."""
    if kind == "revisit":
        return "revisit"
    if kind == "continuation" or b"warc-segment-number" in fields:
        return "segmented"
    return f"not-response: {kind}" if kind else "bad-header: no WARC-Type"


def _is_page_type(fields: dict[bytes, bytes]) -> bool:
    return media_type(Answer(200, fields, b"")) in _HTML_TYPES


def url_text(target: bytes) -> str:
    r"""A target URI as text, without the angle brackets that some put round it; bytes that are no UTF-8 escaped.

    >>> url_text(b"<http://example.org/a>"), url_text(b"http://example.org/\xca\xfd")
    ('http://example.org/a', 'http://example.org/%CA%FD')
    """
    target = target.strip()
    if target.startswith(b"<") and target.endswith(b">"):
        target = target[1:-1].strip()
    try:
        return target.decode("utf-8")
    except UnicodeDecodeError:
        return quote(target, safe=bytes(range(33, 127)))


def is_web_url(url: str) -> bool:
    """True if the address names a page that http or https can fetch.

    >>> is_web_url("http://example.org:80/a"), is_web_url("ftp://example.org/"), is_web_url("http:///a")
    (True, False, False)
    """
    match = _WEB_URL.match(url)
    return bool(match) and int(match[2] or 0) < 65536 and not _CONTROLS.search(url)  # type: ignore[index]
