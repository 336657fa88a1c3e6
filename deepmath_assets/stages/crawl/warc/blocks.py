"""Records of a WARC or ARC file as head and block, each with its place in the file, whatever the damage between them.

Here: the fields of record heads, the check of each block against its length, and the search for the next head when a
length was wrong. Not here: gzip (`members.py`), HTTP and the judgement of pages (`http.py`, `records.py`).

After ISO 28500 (WARC) and the ARC format of the Internet Archive. Readers that trust Content-Length lose records
when it is wrong; we hold that a length is right only if a record, a member's end or two line ends follow the block.
Otherwise the record is given as `bad-length` and reading goes on at the next version line that a field follows.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from deepmath_assets.stages.crawl.warc.heads import (
    ARC_LINE,
    HEAD_END,
    KNOWN_VERSION,
    LENGTH,
    NEXT_ARC_LINE,
    NEXT_HEAD,
    OTHER_CONTAINERS,
    TWO_LINE_ENDS,
    VERSION_LINE,
    fields_of,
)
from deepmath_assets.stages.crawl.warc.members import MAGIC, PROBE_BYTES, Members, opens_to_record
from deepmath_assets.stages.crawl.warc.window import LOOK_AHEAD, Window

T = TypeVar("T")


class Block(NamedTuple):
    """One record as it stands in the file; `trouble` is a reason with detail, or empty if the block is whole."""

    fields: dict[bytes, bytes]
    data: bytes | None
    offset: int
    length: int
    trouble: str


class Limits(NamedTuple):
    """How many bytes of a head and of a block are held at once."""

    header_bytes: int
    block_bytes: int


def blocks(members: Members, limits: Limits, shortcut: Callable[[bytes, int, int], T | None]) -> Iterator[Block | T]:
    """Each record of the file in order; trouble that belongs to no record has no fields.

    `shortcut` sees the bytes of each whole member first, with offset and length, and may answer for it.
    """
    window = Window(members)
    splitter = _Splitter(window, limits)
    while True:
        while window.at == len(window.data) and members.closed and members.fault is None:
            data = members.pull()
            if data is None:
                break
            whole: Block | T | None = None
            if members.closed and members.opened:
                length = members.raw - members.start
                whole = shortcut(data, members.start, length) or _whole_member(data, members.start, length, limits)
            if whole is None:
                window.start_with(data)
                break
            splitter.found += 1
            yield whole
        if not window.has_record_due():
            if members.fault is None:
                break
            splitter.told = True
            yield Block({}, None, members.start, members.raw - members.start, window.give_up())
        elif window.data.startswith(MAGIC, window.at) and window.in_plain():
            window.reopen()
        else:
            yield splitter.next_block()
    if not splitter.found and not splitter.told:
        yield Block({}, None, 0, members.raw, "empty: the file holds no record")


def _whole_member(data: bytes, offset: int, raw_length: int, limits: Limits) -> Block | None:
    """The record of a member that holds just one, in good order; the common case. None if it needs a closer look."""
    end = data.find(b"\r\n\r\n")
    if end < 0 or data[:7] not in (b"WARC/1.", b"WARC/0.") or data[7:8] == b"\r":
        return None
    fields = fields_of(data[: end + 2])
    length = fields.get(b"content-length", b"")
    if not LENGTH.match(length) or end + 8 + int(length) != len(data) or not data.endswith(b"\r\n\r\n"):
        return None
    if int(length) > limits.block_bytes or end > limits.header_bytes:
        return None
    return Block(fields, data[end + 4 : -4], offset, raw_length, "")


class _Splitter:
    """Cuts one record after the other off the window."""

    def __init__(self, window: Window, limits: Limits) -> None:
        self.window = window
        self.limits = limits
        self.found = 0
        self.told = False
        self._arc = False

    def next_block(self) -> Block:
        """The record (or the rubbish) that begins at the window's place."""
        window = self.window
        begin = window.position()
        if VERSION_LINE.match(window.data, window.at):
            self.found += 1
            return self._warc(begin)
        line = ARC_LINE.match(window.data, window.at) if self._arc or not self.found else None
        if line:
            self.found += 1
            self._arc = True
            return self._arc_record(begin, line)
        what = "bytes that belong to no record"
        if begin == 0 and OTHER_CONTAINERS.match(window.data):
            what = "another kind of container"
            window.leave_all()
        else:
            self._seek_head()
        trouble = f"bad-header: {what}" if self.found or window.data[window.at :] else f"not-warc: {what}"
        self.told = True
        return self._block({}, None, begin, trouble)

    def _warc(self, begin: int) -> Block:
        window, limit = self.window, self.limits.header_bytes
        while True:
            end = HEAD_END.search(window.data, window.at, window.at + limit)
            if end or len(window.data) - window.at >= limit:
                break
            if not window.gather(len(window.data) - window.at + 1):
                return self._cut(fields_of(window.data[window.at :]), begin, "its head")
        if not end:
            fields = fields_of(window.data[window.at : window.at + limit])
            window.at += limit
            self._seek_head()
            return self._block(fields, None, begin, f"bad-header: longer than {limit} bytes")
        version = KNOWN_VERSION.match(window.data, window.at)
        fields = fields_of(window.data[window.at : end.end()])
        window.at = end.end()
        block = self._measured(fields, begin, fields.get(b"content-length", b""))
        return block if version or block.trouble else block._replace(trouble="bad-header: unknown version")

    def _arc_record(self, begin: int, line: re.Match[bytes]) -> Block:
        self.window.at = line.end()
        kind = b"warcinfo" if line[1].startswith(b"filedesc:") else b"response"
        fields = {b"warc-type": kind, b"warc-target-uri": line[1], b"content-type": b"application/http"}
        return self._measured(fields, begin, line[2])

    def _measured(self, fields: dict[bytes, bytes], begin: int, length: bytes) -> Block:
        """The record whose block begins at the window's place, held against its length."""
        window = self.window
        if not LENGTH.match(length):
            self._seek_head()
            return self._block(fields, None, begin, f"bad-length: {length[:20].decode('latin-1')!r}")
        size = int(length)
        if size > self.limits.block_bytes:
            trouble = self._skip(size)
            return self._block(fields, None, begin, trouble)
        if not window.gather(size):
            return self._cut(fields, begin, f"{size} bytes announced")
        data = window.data[window.at : window.at + size]
        trouble = self._after(size)
        return self._block(fields, data if not trouble else None, begin, trouble)

    def _cut(self, fields: dict[bytes, bytes], begin: int, what: str) -> Block:
        """The record that ended before its head or its length did."""
        window = self.window
        following = self._find_head(window.at + 1) if window.members.fault is None else None
        if following is None:
            return self._block(fields, None, begin, window.give_up())
        window.at = following
        return self._block(fields, None, begin, f"bad-length: {what}, but another record begins")

    def _after(self, size: int) -> str:
        """Go behind the block and its line ends; a reason if what follows shows that the length was wrong."""
        window = self.window
        end = size
        while True:
            place = window.after_line_ends(window.at + end)
            if len(window.data) - place >= LOOK_AHEAD or window.members.closed:
                break
            if not window.more():
                break
        if place >= len(window.data):
            window.at = place
            fault = window.members.fault
            if fault is None:
                return ""
            return "" if window.give_up().startswith("truncated") else fault
        ends = window.data[window.at + end : place]
        if self._is_head(place) or TWO_LINE_ENDS.match(ends):
            window.at = place
            return ""
        self._seek_head()
        return f"bad-length: no record follows the {size} bytes"

    def _skip(self, size: int) -> str:
        """Go behind a block that is too large to be held, or to a record that begins inside it."""
        window, left = self.window, size
        while True:
            boundary = self._find_head(window.at)
            if boundary is not None and boundary - window.at < left:
                window.at = boundary
                return f"bad-length: {size} bytes announced, another record begins before"
            here = len(window.data) - window.at
            if here >= left:
                window.at += left
                return f"too-large: {size} bytes"
            step = max(0, here - LOOK_AHEAD)
            left -= step
            window.at += step
            if not window.more():
                return f"too-large: {size} bytes announced; {window.give_up()}"

    def _is_head(self, place: int) -> bool:
        data = self.window.data
        if data.startswith(MAGIC, place) and self.window.in_plain():
            return True
        return bool(ARC_LINE.match(data, place) if self._arc else VERSION_LINE.match(data, place))

    def _find_head(self, place: int) -> int | None:
        """Where in the window the next record begins."""
        data = self.window.data
        if self._arc:
            line = NEXT_ARC_LINE.search(data, place)
            return line.start() if line else None
        head = NEXT_HEAD.search(data, place)
        end = head.start() if head else len(data)
        member = data.find(MAGIC, place, end) if self.window.in_plain() else -1
        while member >= 0:
            if opens_to_record(data[member : member + PROBE_BYTES]):
                return member
            member = data.find(MAGIC, member + 1, end)
        return head.start() if head else None

    def _seek_head(self) -> None:
        """Go to the next record, or to the end of the member or file."""
        window = self.window
        while True:
            found = self._find_head(window.at)
            if found is not None:
                window.at = found
                return
            if window.members.closed:
                window.at = len(window.data)
                return
            window.at = max(window.at, len(window.data) - LOOK_AHEAD)
            if not window.more():
                window.at = len(window.data)
                return

    def _block(self, fields: dict[bytes, bytes], data: bytes | None, begin: int, trouble: str) -> Block:
        offset, length = self.window.raw_range(begin, self.window.position())
        return Block(fields, data, offset, length, trouble)
