"""Bytes of a remote file over HTTP, in order, each exactly once, from servers that refuse, cut short, stall or
ignore ranges.

Here: one file's bytes as a stream that goes on where it broke, checked against the lengths the server states. Not here:
where a crawl keeps its files (`fetching.py`).

By `requests`, not urllib: kept connections (an index points to thousands of small ranges on one host), separate
limits for connecting and for silence, proxies and certificates as users expect them. Its own retries are off: they
cannot resume a body. Bodies are read raw, since servers label `.gz` files as content-encoded; ranges follow RFC
9110 section 14.
"""

import io
import random
import re
import threading
import time
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

import requests
import urllib3

from deepmath_assets.base.errors import FetchFailed

_CHUNK_BYTES = 1 << 16
_BUFFER_BYTES = 1 << 18
_FINAL_STATUSES = frozenset({400, 401, 404, 405, 410, 451})
_CONTENT_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)\Z")
_threads = threading.local()


class FetchPolicy(NamedTuple):
    """How hard a server is asked: attempts in a row without a new byte, waits between them, and limits of silence.

    The wait before attempt n is `backoff_seconds` * 2^(n-1), at most `backoff_limit_seconds`, times a factor between
    0.5 and 1 drawn from `seed` and the address, so that many readers do not come back at once.
    """

    attempts: int
    backoff_seconds: float
    backoff_limit_seconds: float
    connect_seconds: float
    silence_seconds: float
    seed: int


class _Interrupted(Exception):
    """An answer that may be better next time; `after` is how long the server asks to wait."""

    def __init__(self, what: str, after: float = 0.0) -> None:
        super().__init__(what)
        self.after = after


class _Progress:
    """How far a file has been read, and which file it was."""

    def __init__(self, address: str, start: int, stop: int | None) -> None:
        self.address = address
        self.position = start
        self.stop = stop
        self.total: int | None = None
        self.version: str | None = None

    @property
    def complete(self) -> bool:
        return self.position == (self.total if self.stop is None else self.stop)

    def same_file(self, total: int | None, version: str | None) -> None:
        """Hold that a later answer speaks of the file that was begun."""
        where = self.address
        if self.total is not None and total is not None and total != self.total:
            raise FetchFailed(f"{where} changed from {self.total} to {total} bytes while it was read: read it again")
        if self.version is not None and version is not None and version != self.version:
            raise FetchFailed(f"{where} changed while it was read (another ETag): read it again")
        self.total = self.total if total is None else total
        self.version = self.version or version
        if self.stop is not None and self.total is not None and self.total < self.stop:
            raise FetchFailed(f"{where} has {self.total} bytes, {self.stop} were to be there: does the index fit?")


def remote_chunks(address: str, start: int, stop: int | None, policy: FetchPolicy) -> Iterator[bytes]:
    """The bytes of a remote file from `start` up to `stop` (or its end), each once, in order.

    Raises FetchFailed when the attempts are used up, when the file is missing, shorter than `stop`, or changes
    meanwhile.
    """
    progress = _Progress(address, start, stop)
    waits = random.Random(f"{policy.seed} {address} {start}")
    failures = 0
    while stop is None or progress.position < stop:
        try:
            for chunk in _one_answer(progress, policy):
                failures = 0
                yield chunk
            return
        except (_Interrupted, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            failures += 1
            if failures >= policy.attempts:
                raise FetchFailed(
                    f"{address} gave up at byte {progress.position} after {failures} attempts in a row ({error}): "
                    "try again later, or raise the attempts in the profile"
                ) from error
            after = error.after if isinstance(error, _Interrupted) else 0.0
            time.sleep(_wait(failures, after, waits, policy))


def open_remote(address: str, policy: FetchPolicy, start: int = 0) -> BinaryIO:
    """A remote file as a readable stream from `start` on; it goes on by itself where the connection broke."""
    return cast(BinaryIO, io.BufferedReader(_ChunkStream(remote_chunks(address, start, None, policy)), _BUFFER_BYTES))


def remote_facts(address: str, policy: FetchPolicy) -> tuple[int, str]:
    """Length in bytes and version (ETag, else Last-Modified, else empty) of a remote file, by its first byte."""
    progress = _Progress(address, 0, 1)
    waits = random.Random(f"{policy.seed} {address} facts")
    for failures in range(1, policy.attempts + 1):
        try:
            for _ in _one_answer(progress, policy):
                break
            if progress.total is not None:
                return progress.total, progress.version or ""
            raise _Interrupted("it does not state its length")
        except (_Interrupted, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            last = error
            progress.position = 0
            time.sleep(_wait(failures, 0.0, waits, policy) if failures < policy.attempts else 0.0)
    raise FetchFailed(f"{address} did not tell its length in {policy.attempts} attempts ({last}): try again later")


def _one_answer(progress: _Progress, policy: FetchPolicy) -> Iterator[bytes]:
    """What one answer adds; ends when all is there, raises when the answer ends before."""
    headers = {"Accept-Encoding": "identity"}
    if progress.position or progress.stop is not None:
        last = "" if progress.stop is None else str(progress.stop - 1)
        headers["Range"] = f"bytes={progress.position}-{last}"
    with _session().get(
        progress.address, headers=headers, stream=True, timeout=(policy.connect_seconds, policy.silence_seconds)
    ) as answer:
        skip = _begins_at(answer, progress)
        if skip is None:
            return
        for data in answer.raw.stream(_CHUNK_BYTES, decode_content=False):
            fresh = data[skip:]
            skip -= min(skip, len(data))
            wanted = fresh if progress.stop is None else fresh[: progress.stop - progress.position]
            if wanted:
                progress.position += len(wanted)
                yield wanted
            if len(wanted) < len(fresh):
                return  # more than was asked for; otherwise the body is read to its end, to keep the connection
        if progress.total is None and progress.stop is None:
            return
        if not progress.complete:
            raise _Interrupted(f"the answer ended at byte {progress.position}")


def _begins_at(answer: requests.Response, progress: _Progress) -> int | None:
    """How many bytes of the body are known already; None if the file ends where we are."""
    status, stated = answer.status_code, answer.headers
    if status in _FINAL_STATUSES:
        raise FetchFailed(f"{progress.address} answers {status}: is the address of the crawl right?")
    version = stated.get("ETag") or stated.get("Last-Modified")
    span = _CONTENT_RANGE.match(stated.get("Content-Range", ""))
    if status == 200:
        length = stated.get("Content-Length", "")
        progress.same_file(int(length) if length.isdigit() else None, version)
        return progress.position
    if status == 206 and span and span[1]:
        progress.same_file(int(span[3]) if span[3] != "*" else None, version)
        if int(span[1]) == progress.position:
            return 0
        raise _Interrupted(f"it sent bytes from {span[1]} in place of {progress.position}")
    if status == 416 and span and span[3] != "*":
        progress.same_file(int(span[3]), None)
        if progress.complete:
            return None
    wait = stated.get("Retry-After", "")
    raise _Interrupted(f"status {status}", float(wait) if wait.isdigit() else 0.0)


def _wait(failures: int, after: float, waits: random.Random, policy: FetchPolicy) -> float:
    """Seconds until the next attempt."""
    doubled = policy.backoff_seconds * 2.0 ** min(failures - 1, 30)
    return min(max(doubled, after), policy.backoff_limit_seconds) * waits.uniform(0.5, 1.0)


def _session() -> requests.Session:
    """The connections of the current thread (a session of requests is not made for several)."""
    session: requests.Session | None = getattr(_threads, "session", None)
    if session is None:
        session = _threads.session = requests.Session()
    return session


class _ChunkStream(io.RawIOBase):
    """A stream over chunks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
