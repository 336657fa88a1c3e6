"""Decoded bytes of a file that is gzip members, plain, or both, in pieces of bounded size, and a way on after damage.

Here: where a member begins and ends in the file, what is wrong with it, and the search for the next one that opens to a
record. Not here: what the decoded bytes mean (`blocks.py`).

The format is RFC 1952; that each record has a member of its own is the custom of WARC (ISO 28500, annex D), which many
files break. We walk the members with zlib ourselves: readers that stop at the first damaged member lose the rest.
"""

import re
from typing import BinaryIO

from zlib_ng import zlib_ng

InflateError: type[Exception] = zlib_ng.error  # type: ignore[assignment]  # the stub calls the class an instance
MAGIC = b"\x1f\x8b\x08"
PIECE_BYTES = 1 << 20
SLICE_BYTES = 1 << 16
READ_BYTES = 1 << 18
SALVAGE_STEP_BYTES = 64
PROBE_BYTES = 1 << 11

_PADDING = re.compile(rb"[\r\n\0]*")
_RECORD_START = re.compile(rb"[\r\n]*(?:warc/\d|[a-z]{3,8}:\S[^\n]* \d{8,14} [^\n]*\n)", re.I)


class Members:
    """A file read from its beginning to its end, one piece of decoded bytes at a time.

    After a `pull`: `opened` tells that the piece begins a member (or the plain part), `closed` that it ends one,
    `start` is the offset in the file at which that member begins, `raw` the offset behind the last byte that was
    decoded, and `plain` tells that the bytes are not compressed. When `pull` gives None, `fault` says why, or is
    None at the end.
    """

    def __init__(self, stream: BinaryIO, offset: int = 0) -> None:
        self._stream = stream
        self._buffer = b""
        self._at = 0
        self._base = offset
        self._inflater: zlib_ng._Decompress | None = None
        self._begun = False
        self._was_gzip = False
        self.start = offset
        self.opened = self.plain = False
        self.closed = True
        self.fault: str | None = None

    @property
    def raw(self) -> int:
        """Offset in the file behind the last byte that was decoded."""
        return self._base + self._at

    def pull(self) -> bytes | None:
        """The next decoded bytes, at most about `PIECE_BYTES`; None at the end of the file or at a fault."""
        if self.closed and self.fault is None:
            whole = self._whole_member()
            if whole is not None:
                return whole
        self.opened = False
        if self.closed and (self.fault is not None or not self._open()):
            return None
        if self.fault is not None:
            return None
        return self._pull_plain() if self.plain else self._pull_member()

    def recover(self) -> None:
        """Go on, after a fault, at the next gzip member that opens to a record, or at the end of the file."""
        self.fault, self.closed, self._inflater = None, True, None
        self._at = max(0, min(self._at, self.start + 1 - self._base))
        while True:
            found = self._buffer.find(MAGIC, self._at)
            if found < 0:
                self._at = max(self._at, len(self._buffer) - len(MAGIC) + 1)
                if not self._fill(READ_BYTES):
                    self._at = len(self._buffer)
                    return
            elif self.opens_at(found):
                return
            else:
                self._at += 1

    def opens_at(self, index: int) -> bool:
        """True if a gzip member at this place of the buffer begins with a record; the place becomes the current one."""
        self._at = index
        self._have(PROBE_BYTES)
        return opens_to_record(self._buffer[self._at : self._at + PROBE_BYTES])

    def push_back(self, data: bytes) -> None:
        """Take back the last plain bytes that were pulled, to decide anew whether they are compressed."""
        self._base = self.raw - len(data)
        self._buffer, self._at = data + self._buffer[self._at :], 0
        self.plain, self.closed = False, True

    def _whole_member(self) -> bytes | None:
        """A small member in good order that another one follows, the common case; None if it needs a closer look."""
        buffer, at = self._buffer, self._at
        end = buffer.find(MAGIC, at + len(MAGIC), at + SLICE_BYTES)
        if end < 0 or not buffer.startswith(MAGIC, at):
            return None
        inflater = zlib_ng.decompressobj(31)
        try:
            data = inflater.decompress(buffer[at:end], PIECE_BYTES)
        except InflateError:
            return None
        if not inflater.eof or inflater.unused_data:
            return None
        self.start, self._at = self._base + at, end
        self._was_gzip = self.opened = True
        return data

    def _open(self) -> bool:
        """Decide what comes next; False at the end of the file or if it is neither a member nor plain text."""
        if self._buffer.startswith(MAGIC, self._at):
            return self._open_member()
        self._have(32)
        while True:
            padding = _PADDING.match(self._buffer, self._at)
            self._at = padding.end() if padding else self._at
            if self._at < len(self._buffer):
                break
            if not self._fill(READ_BYTES):
                return False
        self._have(32)
        self.start = self.raw
        ahead = self._buffer[self._at : self._at + 32]
        if ahead.startswith(MAGIC):
            return self._open_member()
        if self._was_gzip and not _RECORD_START.match(ahead):
            self.fault = "bad-gzip: bytes between or after the members that are no gzip"
            return False
        if MAGIC.startswith(ahead):
            self.fault = "truncated: the file ends in a gzip header"
            return False
        self.opened, self.closed, self.plain = True, False, True
        return True

    def _open_member(self) -> bool:
        self.start = self._base + self._at
        self._inflater = zlib_ng.decompressobj(31)
        self._was_gzip = self.opened = True
        self.closed = self.plain = self._begun = False
        return True

    def _pull_plain(self) -> bytes | None:
        if self._at >= len(self._buffer) and not self._fill(READ_BYTES):
            self.closed = True
            self.plain = False
            return None
        data = self._buffer[self._at :]
        self._at = len(self._buffer)
        return data

    def _pull_member(self) -> bytes:
        inflater = self._inflater
        parts: list[bytes] = []
        size = 0
        while inflater is not None and size < PIECE_BYTES:
            chunk = self._buffer[self._at : self._at + SLICE_BYTES]
            if not chunk and self._fill(READ_BYTES):
                continue
            try:
                data = inflater.decompress(chunk, PIECE_BYTES)
            except InflateError as error:
                self.fault = f"bad-gzip: {error}"
                return self._salvaged() if not self._begun else b"".join(parts)
            if inflater.eof:
                self._at += len(chunk) - len(inflater.unused_data)
                self._inflater, self.closed = None, True
                return b"".join([*parts, data]) if parts else data
            self._at += len(chunk) - len(inflater.unconsumed_tail)
            if not chunk and not data:
                self.fault = "truncated: the file ends in a gzip member"
                break
            parts.append(data)
            size += len(data)
        self._begun = True
        return b"".join(parts)

    def _salvaged(self) -> bytes:
        """What the damaged member gives when it is fed in small steps: enough to name its record."""
        inflater = zlib_ng.decompressobj(31)
        parts: list[bytes] = []
        first = max(0, self.start - self._base)
        try:
            for at in range(first, self._at + SLICE_BYTES, SALVAGE_STEP_BYTES):
                parts.append(inflater.decompress(self._buffer[at : at + SALVAGE_STEP_BYTES], PIECE_BYTES))
        except InflateError:
            pass
        return b"".join(parts)[:PIECE_BYTES]

    def _have(self, size: int) -> None:
        """Let the buffer hold `size` bytes from here on, if the file has them."""
        while len(self._buffer) - self._at < size and self._fill(READ_BYTES):
            pass

    def _fill(self, size: int) -> bool:
        """Read on; what lies before the current member (or far behind it) is dropped. False at the end of the file."""
        data = self._stream.read(size)
        if not data:
            return False
        drop = max(0, self._at - PIECE_BYTES) if self._inflater is not None else self._at
        drop = max(drop, min(self._at, self.start - self._base))
        self._buffer = self._buffer[drop:] + data
        self._at -= drop
        self._base += drop
        return True


def opens_to_record(data: bytes) -> bool:
    """True if these bytes begin a gzip member whose content begins like a WARC or ARC record.

    >>> import gzip
    >>> opens_to_record(gzip.compress(b"WARC/1.0 ...")), opens_to_record(gzip.compress(b"<html>"))
    (True, False)
    """
    try:
        return bool(_RECORD_START.match(zlib_ng.decompressobj(31).decompress(data, PROBE_BYTES)))
    except InflateError:
        return False
