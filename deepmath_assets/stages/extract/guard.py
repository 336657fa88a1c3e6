"""Extraction under a wall limit that the page cannot escape: a child process does the work, the parent holds the
watch.

One child serves many pages; a page costs one write and one read on pipes. A page that runs past its seconds, or takes
the child down, becomes a row with the reason (`too_slow`, `crashed`), and a fresh child goes on with the next page.
The child is a new interpreter, never a fork (libraries that the caller has loaded do not survive one), and ends when
its parent does.
"""

import contextlib
import json
import pickle
import selectors
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache
from types import SimpleNamespace, TracebackType
from typing import IO, TYPE_CHECKING, Self, cast

from deepmath_assets.stages.extract.page import DEFAULT_LIMITS, Page, extract_page
from deepmath_assets.stages.extract.reading.limits import Limits

if TYPE_CHECKING:
    from deepmath_assets.profiles.shapes.extract import Content

SIZE = struct.Struct(">Q")
SECONDS_TO_START = 60.0
READY = b"ready"
READ_BYTES = 1 << 20
Request = tuple[bytes, str, str | None, Limits, str]


class Guard:
    """A child that extracts pages, and the clock beside it. Use it as a context manager, one for each worker."""

    def __init__(self, page_seconds: float, limits: Limits = DEFAULT_LIMITS, content: "Content | None" = None) -> None:
        self.page_seconds = page_seconds
        self.limits = limits
        self.content = content.model_dump_json() if content else ""  # once: it would cost as much as a small page
        self.child: subprocess.Popen[bytes] | None = None

    def extract(self, raw: bytes, url: str, charset: str | None) -> Page:
        """The page, or an empty one whose outcome is `too_slow` or `crashed`."""
        raw = raw[: self.limits.max_bytes + 1]
        request = pickle.dumps((raw, url, charset, self.limits, self.content))
        try:
            answer = _read_within(self._with(request), self.page_seconds)
        except (BrokenPipeError, EOFError):
            self.close()
            return Page(outcome="crashed")
        if answer is None:
            self.close()
            return Page(outcome="too_slow")
        page: Page = pickle.loads(answer)
        return page

    def close(self) -> None:
        """End the child, at once."""
        if self.child is not None:
            self.child.kill()
            self.child.wait()
            for pipe in (self.child.stdin, self.child.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self.child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _with(self, request: bytes) -> subprocess.Popen[bytes]:
        """A child that has taken the request; one that was found dead is replaced once."""
        try:
            child = self._running()
            _write(child.stdin, request)
        except BrokenPipeError:
            self.close()
            child = self._running()
            _write(child.stdin, request)
        return child

    def _running(self) -> subprocess.Popen[bytes]:
        """The child, started and ready."""
        if self.child is None or self.child.poll() is not None:
            self.close()
            command = [sys.executable, "-m", "deepmath_assets.stages.extract.guard"]
            self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            if _read_within(self.child, SECONDS_TO_START) != READY:
                self.close()
                raise EOFError("the extraction child did not start; run its module by hand to see why")
        return self.child


def guarded(
    pages: Iterable[tuple[bytes, str, str | None]], page_seconds: float, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Page]:
    """The pages of (payload, url, charset) triples, in order, each under the wall limit."""
    with Guard(page_seconds, limits) as guard:
        for raw, url, charset in pages:
            yield guard.extract(raw, url, charset)


def serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """The child's loop: answer requests until the pipe closes."""
    _write(sink, READY)
    while head := source.read(SIZE.size):
        request: Request = pickle.loads(source.read(SIZE.unpack(head)[0]))
        raw, url, charset, limits, content = request
        _write(sink, pickle.dumps(extract_page(raw, url, charset, limits, _content_of(content))))


@cache
def _content_of(written: str) -> "Content | None":
    """The policy's values without its shapes, whose import would take longer than all others of the child together."""
    return cast("Content", json.loads(written, object_hook=lambda each: SimpleNamespace(**each))) if written else None


def _write(pipe: IO[bytes] | None, body: bytes) -> None:
    if pipe is None:
        raise BrokenPipeError
    pipe.write(SIZE.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def _read_within(child: subprocess.Popen[bytes], seconds: float) -> bytes | None:
    """One message of the child, None if it has not come whole in this time."""
    if child.stdout is None:
        raise EOFError
    deadline = time.monotonic() + seconds
    got, wanted = bytearray(), SIZE.size
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while len(got) < wanted:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                return None
            part = child.stdout.read1(min(READ_BYTES, wanted - len(got)))  # type: ignore[attr-defined]
            if not part:
                raise EOFError
            got += part
            if wanted == SIZE.size == len(got):
                wanted += SIZE.unpack(got)[0]
    return bytes(got[SIZE.size :])


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
