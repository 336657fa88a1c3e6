"""The body of an HTTP answer with its chunks and compressions taken off, never more than a given number of bytes.

Here: chunked transfer, gzip, deflate, brotli and zstandard, under a cap that holds while decoding. Not here: which
codings an answer names (`http.py`).

After RFC 9112 (chunks) and RFC 9110 section 8.4. Archives often store a body already decoded and leave the label: a
label that the bytes do not bear out is ignored, as crawl readers must, and gzip without a label is taken off, as no
browser would.
"""

import io
import re
import zlib

import brotli
import zstandard

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_STEP_BYTES = 1 << 16
_ZSTD_WINDOW_BYTES = 1 << 27
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")


class CodingError(Exception):
    """A body that cannot be decoded; the message is a reason class with detail."""


def dechunked(body: bytes) -> tuple[bytes, bool]:
    r"""The body without its chunk sizes, and whether the closing chunk was there; as it is if it is not chunked at all.

    >>> dechunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), dechunked(b"<p>plain</p>"), dechunked(b"3\r\nabc\r\n")
    ((b'abcde', True), (b'<p>plain</p>', True), (b'abc', False))
    """
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        line = _CHUNK_SIZE.match(body, at)
        if not line:
            if at == 0:
                return body, True
            raise CodingError("bad-encoding: a chunk size that is no number")
        size = int(line[1], 16)
        if size == 0:
            return b"".join(parts), True
        end = line.end() + size
        if end > len(body):
            raise CodingError("truncated: the body ends in a chunk")
        parts.append(body[line.end() : end])
        if body.startswith(b"\r\n", end):
            at = end + 2
        elif body.startswith(b"\n", end):
            at = end + 1
        elif end == len(body):
            break
        else:
            raise CodingError("bad-encoding: a chunk that is longer than its size")
    return b"".join(parts), False


def decoded(body: bytes, label: str, limit: int) -> bytes:
    """The body without one content coding; as it is if the label is unknown or the bytes do not bear it out.

    >>> decoded(zlib.compress(b"page"), "deflate", 10), decoded(b"page", "gzip", 10), decoded(b"page", "none", 10)
    (b'page', b'page', b'page')
    """
    if body.startswith(GZIP_MAGIC):
        return _gunzipped(body, limit)
    if body.startswith(ZSTD_MAGIC):
        return _unzstd(body, limit)
    if label in ("deflate", "gzip", "x-gzip"):
        return _inflated(body, limit)
    if label == "br":
        return _unbrotli(body, limit)
    if label in ("compress", "x-compress") and not _MARKUP.match(body):
        raise CodingError("bad-encoding: compress")
    return body


def _gunzipped(body: bytes, limit: int) -> bytes:
    """All members of a gzip body; what follows the last one is ignored."""
    parts: list[bytes] = []
    size = 0
    while body.startswith(GZIP_MAGIC):
        inflater = zlib.decompressobj(31)
        data = _drained(inflater, body, limit - size)
        if not inflater.eof:
            raise CodingError("truncated: the gzip body ends early")
        parts.append(data)
        size += len(data)
        body = inflater.unused_data
    return b"".join(parts)


def _inflated(body: bytes, limit: int) -> bytes:
    """A deflate body with or without the zlib header; a plain one as it is."""
    for bits in (15, -15):
        inflater = zlib.decompressobj(bits)
        try:
            data = _drained(inflater, body, limit)
        except CodingError as error:
            if str(error).startswith("too-large"):
                raise
            continue
        if inflater.eof:
            return data
    if _MARKUP.match(body) or _is_text(body):
        return body
    raise CodingError("bad-encoding: neither deflate nor text")


def _drained(inflater: "zlib._Decompress", body: bytes, limit: int) -> bytes:
    try:
        data = inflater.decompress(body, limit + 1)
    except zlib.error as error:
        raise CodingError(f"bad-encoding: {error}") from None
    if len(data) > limit:
        raise CodingError(f"too-large: over {limit} bytes when decoded")
    return data


def _unbrotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        data = decoder.process(body, output_buffer_limit=_STEP_BYTES)
        while data:
            parts.append(data)
            size += len(data)
            if size > limit:
                raise CodingError(f"too-large: over {limit} bytes when decoded")
            data = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=_STEP_BYTES)
    except brotli.error:
        if _MARKUP.match(body):
            return body
        raise CodingError("bad-encoding: no brotli") from None
    if not decoder.is_finished():
        if _MARKUP.match(body):
            return body
        raise CodingError("truncated: the brotli body ends early")
    return b"".join(parts)


def _unzstd(body: bytes, limit: int) -> bytes:
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES)
    parts: list[bytes] = []
    size = 0
    try:
        with decoder.stream_reader(io.BytesIO(body), read_across_frames=True) as reader:
            while data := reader.read(_STEP_BYTES):
                parts.append(data)
                size += len(data)
                if size > limit:
                    raise CodingError(f"too-large: over {limit} bytes when decoded")
    except zstandard.ZstdError as error:
        raise CodingError(f"bad-encoding: {error}") from None
    return b"".join(parts)


def _is_text(body: bytes) -> bool:
    """True if the beginning holds hardly any control bytes."""
    head = body[:512]
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    return bool(head) and controls * 50 < len(head)
