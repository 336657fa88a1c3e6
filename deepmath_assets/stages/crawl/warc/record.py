"""What is said of each record of an archive file, and the reason classes.

Here: the row type that `records.py` yields. Not here: how it is made.
"""

import base64
import hashlib
from typing import NamedTuple

REASONS = (
    "ok", "truncated", "bad-gzip", "bad-length", "bad-header", "bad-http", "bad-encoding", "bad-url", "too-large",
    "not-html", "http-status", "empty", "revisit", "not-response", "segmented", "not-warc",
)  # fmt: skip
"""What an outcome's first word may be."""


class Record(NamedTuple):
    """A record: a page if `outcome` is ok, else a reason class, often with detail behind a colon.

    `offset` and `length` are the bytes of the file that hold the record (whole gzip members). `truncated` says why
    the page may lack its end though it is given: the archive's own label (`length`, `time`, `disconnect`), or
    `http` if the server announced more bytes than came. `charset` is the label of the HTTP head, `mime` the
    declared type.
    """

    url: str | None
    payload: bytes | None
    outcome: str
    offset: int = 0
    length: int = 0
    status: int | None = None
    mime: str | None = None
    charset: str | None = None
    warc_type: str = ""
    truncated: str | None = None

    @property
    def reason(self) -> str:
        """The outcome without its detail."""
        return self.outcome.partition(":")[0]

    @property
    def digest(self) -> str | None:
        """SHA-1 of the payload in base32, as Common Crawl's index writes it; computed at each call."""
        if self.payload is None:
            return None
        return base64.b32encode(hashlib.sha1(self.payload, usedforsecurity=False).digest()).decode("ascii")
