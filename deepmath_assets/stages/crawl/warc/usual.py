"""A short way for the commonest record: one gzip member that holds one response, an HTML page spelled as crawlers
spell it.

Here: only speed. Whatever looks the least bit unusual is left to the long way (`blocks.py`, `http.py`,
`records.py`), and a test holds that both ways say the same of each record that this one takes. It halves the time
of a pass over small pages.
"""

import re

from deepmath_assets.stages.crawl.warc.http import FIELD, content_type
from deepmath_assets.stages.crawl.warc.record import Record

_VERSIONS = (b"WARC/1.0\r\n", b"WARC/1.1\r\n")
_STATUS = (b"HTTP/1.1 200 ", b"HTTP/1.0 200 ")
_BLANK_LINE = re.compile(rb"\n\r*\n")
_URL = re.compile(r"https?://[A-Za-z0-9_.-]+/[!-;=?-~]*\Z")
_FOLDS = (32, 9)


def usual_page(data: bytes, offset: int, length: int, max_payload_bytes: int, max_header_bytes: int) -> Record | None:
    """The page in the bytes of one whole member (that lies at `offset` in its file), or None for the long way."""
    end = data.find(b"\r\n\r\n")
    if not data.startswith(_VERSIONS) or not data.startswith(_STATUS, end + 4) or end > max_header_bytes:
        return None
    url = _url(data, end)
    blank = _BLANK_LINE.search(data, end + 4, end + 4 + max_header_bytes)
    if url is None or blank is None:
        return None
    payload = data[blank.end() : -4]
    declared = _declared(data[end + 4 : blank.start() + 1])
    if declared is None or not payload.startswith(b"<") or len(payload) > max_payload_bytes:
        return None
    charset, announced = declared
    cut = "http" if announced > len(payload) else None
    return Record(url, payload, "ok", offset, length, 200, "text/html", charset, "response", cut)


def _declared(head: bytes) -> tuple[str | None, int] | None:
    """Charset label and announced length (or 0) of an HTML answer without codings; None for anything else."""
    found = FIELD.findall(head)
    fields = dict(found)
    kind = fields.pop(b"Content-Type", None) or fields.pop(b"content-type", b"")
    length = (fields.pop(b"Content-Length", None) or fields.pop(b"content-length", b"0")).strip()
    if fields or len(found) > 2 or not length.isdigit() or len(length) > 15 or b"\n" in kind:
        return None
    mime, charset = content_type(kind.strip())
    return (charset, int(length)) if mime == "text/html" else None


def _url(data: bytes, end: int) -> str | None:
    """The address of a response whose length is right; None for anything else."""
    if data.find(b"\nWARC-Type: response\r\n", 0, end + 2) < 0:
        return None
    at = data.find(b"\nContent-Length: ", 0, end) + 17
    length = data[at : data.find(b"\r", at)]
    if at < 17 or not length.isdigit() or len(length) > 15 or end + 8 + int(length) != len(data):
        return None
    at = data.find(b"\nWARC-Target-URI: ", 0, end) + 18
    stop = data.find(b"\r", at, end + 2)
    if at < 18 or stop < 0 or data[stop + 2] in _FOLDS or not data.endswith(b"\r\n\r\n"):
        return None
    if data.find(b"\nWARC-Truncated", 0, end) >= 0 or data.find(b"\nWARC-Segment-Number", 0, end) >= 0:
        return None
    url = data[at:stop].decode("latin-1")
    return url if _URL.match(url) else None
