"""Extraction in a child process that is killed and replaced when a page takes too long or ends it.

A wall limit cannot be kept from inside: a regular expression or a parser in C does not come back to be asked. So pages
go through a pipe to a child (forkserver, never fork) and the parent waits with a deadline; a page over it is
`too_slow`, one that ends the child is `crashed`. In the normal case a page costs one round trip, far below its extraction.
"""

import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from deepmath_assets.stages.extract.page import Page, extract_page
from deepmath_assets.stages.extract.reading.limits import Limits

_START_SECONDS = 60.0  # importing the parser on a busy machine; never counted against a page
_CONTEXT = multiprocessing.get_context("forkserver")


class Guard:
    """One child that extracts pages, started on first use; close it, or use it as a context manager."""

    def __init__(self, limits: Limits, page_seconds: float) -> None:
        self.limits = limits
        self.page_seconds = page_seconds
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> "Guard":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, raw: bytes, url: str, charset: str | None) -> Page:
        """The page, or an empty one whose outcome is `too_slow` or `crashed`."""
        pipe = self._pipe or self._start()
        try:
            pipe.send((raw, url, charset))
            if not pipe.poll(self.page_seconds):
                self.close()
                return Page(outcome="too_slow")
            page: Page = pipe.recv()
            return page
        except (EOFError, OSError):
            self.close()
            return Page(outcome="crashed")

    def close(self) -> None:
        """Kill the child, if there is one."""
        if self._child is not None:
            self._child.kill()
            self._child.join()
        if self._pipe is not None:
            self._pipe.close()
        self._child = self._pipe = None

    def _start(self) -> Connection:
        mine, theirs = _CONTEXT.Pipe()
        self._child = _CONTEXT.Process(target=_serve, args=(theirs, self.limits), daemon=True)
        self._child.start()
        theirs.close()
        self._pipe = mine
        if not mine.poll(_START_SECONDS) or mine.recv() != "ready":
            raise OSError("the extraction child did not start")
        return mine


def _serve(pipe: Connection, limits: Limits) -> None:
    """Pages until the parent closes the pipe or dies."""
    pipe.send("ready")
    while True:
        try:
            raw, url, charset = pipe.recv()
        except EOFError:
            return
        pipe.send(_safely(raw, url, charset, limits))


def _safely(raw: bytes, url: str, charset: str | None, limits: Limits) -> Page:
    try:
        return extract_page(raw, url, charset, limits)
    except Exception as error:  # the record boundary: whatever a page provokes is its own reason
        return Page(outcome=f"failed: {type(error).__name__}")
