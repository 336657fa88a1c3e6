"""The decoded bytes that a reader of records looks at, and which member of the file they come from.

Here: looking ahead in bounded pieces, moving on, and the place in the file of what was read. Not here: the meaning
of the bytes (`blocks.py`) and how they are decoded (`members.py`).
"""

from deepmath_assets.stages.crawl.warc.heads import ARC_LINE, LINE_ENDS, VERSION_LINE
from deepmath_assets.stages.crawl.warc.members import Members

LOOK_AHEAD = 64


class Window:
    """The decoded bytes under the eye, and which of them begin a member."""

    def __init__(self, members: Members) -> None:
        self.members = members
        self.data = b""
        self.at = 0
        self._base = 0
        self._marks: list[tuple[int, int, bool]] = []

    def start_with(self, data: bytes) -> None:
        """Look at a freshly pulled piece alone."""
        self._base += len(self.data)
        self.data, self.at, self._marks = data, 0, self._marks[-1:]
        self._mark(0)

    def more(self) -> bool:
        """Look further ahead by one piece, dropping what lies behind `at`; False at the end and at a fault."""
        piece = self.members.pull()
        if piece is None:
            return False
        self._base += self.at
        rest = self.data[self.at :]
        self.at = 0
        self._mark(len(rest))
        self.data = rest + piece if rest else piece
        return True

    def gather(self, size: int) -> bool:
        """Look ahead to `size` bytes behind `at`; False at the end, at a fault, or where another record begins."""
        parts, have = [self.data[self.at :]], len(self.data) - self.at
        stopped = False
        while have < size and not stopped:
            boundary = self.members.closed
            piece = self.members.pull()
            if piece is None:
                break
            self._mark(self.at + have)
            stopped = boundary and bool(VERSION_LINE.match(piece) or (ARC_LINE.match(piece) and not self.in_plain()))
            parts.append(piece)
            have += len(piece)
        self._base += self.at
        self.data, self.at = b"".join(parts), 0
        return have >= size and not stopped

    def has_record_due(self) -> bool:
        """Skip line ends; True if bytes follow, False at the end of the file or at a fault."""
        while True:
            self.at = self.after_line_ends(self.at)
            left = len(self.data) - self.at
            if left >= LOOK_AHEAD or (left and self.members.closed):
                return True
            if not self.more():
                return left > 0

    def after_line_ends(self, index: int) -> int:
        match = LINE_ENDS.match(self.data, index)
        return match.end() if match else index

    def in_plain(self) -> bool:
        return bool(self._marks) and self._marks[-1][2]

    def reopen(self) -> None:
        """Let the members decide anew what the bytes from `at` on are."""
        self.members.push_back(self.data[self.at :])
        self.clear()

    def clear(self) -> None:
        self._base += len(self.data)
        self.data, self.at = b"", 0

    def leave_all(self) -> None:
        """Go to the end of the file."""
        while self.more():
            self.at = len(self.data)
        self.at = len(self.data)

    def give_up(self) -> str:
        """The reason why no more bytes came; the rest of what is damaged is left behind."""
        reason = self.members.fault or "truncated: the file ends in the record"
        self.clear()
        if self.members.fault is not None:
            self.members.recover()
        return reason

    def position(self) -> int:
        """A number for the byte at `at` that holds when the window moves on."""
        return self._base + self.at

    def raw_range(self, begin: int, end: int) -> tuple[int, int]:
        """Offset and length in the file of the members (or plain bytes) that hold these positions."""
        first = [mark for mark in self._marks if mark[0] <= begin] or [(begin, self.members.start, False)]
        position, offset, plain = first[-1]
        self._marks = [mark for mark in self._marks if mark[0] >= position]
        if plain:
            return offset + begin - position, end - begin
        later = [mark[1] for mark in self._marks if mark[0] >= end and mark[0] > position]
        return offset, (later[0] if later else self.members.raw) - offset

    def _mark(self, index: int) -> None:
        if self.members.opened:
            self._marks.append((self._base + index, self.members.start, self.members.plain))
