"""WARC files with one gzip member a record, byte-identical for equal input.

WARC/1.0 after the standard (ISO 28500) as Common Crawl lays it out: `warcinfo`, then `response` records whose block is
the HTTP response. Dates are fixed and record ids derive from the seed. Written here and not by a library, so that
damaged records can be written too.
"""

import base64
import gzip
import hashlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path


def sha1(data: bytes) -> str:
    """Base32 SHA-1 as Common Crawl's digests are written.

    >>> sha1(b"")
    '3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return base64.b32encode(hashlib.sha1(data).digest()).decode()


def record(kind: str, headers: list[tuple[str, str]], block: bytes, name: str, length: int | None = None) -> bytes:
    """One uncompressed record; `name` seeds its id, `length` replaces the true Content-Length."""
    digest = hashlib.sha256(name.encode()).digest()[:16]
    lines = [("WARC-Type", kind), ("WARC-Record-ID", f"<urn:uuid:{uuid.UUID(bytes=digest, version=4)}>"), *headers]
    lines += [
        ("WARC-Block-Digest", f"sha1:{sha1(block)}"),
        ("Content-Length", str(len(block) if length is None else length)),
    ]
    head = "WARC/1.0\r\n" + "".join(f"{key}: {value}\r\n" for key, value in lines) + "\r\n"
    return head.encode() + block + b"\r\n\r\n"


def member(data: bytes) -> bytes:
    """The bytes as one gzip member without a time stamp."""
    return gzip.compress(data, compresslevel=6, mtime=0)


@dataclass(slots=True)
class WarcFile:
    """A WARC file in the making: `name` is its path below the crawl's folder; `add` returns (offset, length)."""

    name: str
    date: str
    seed: int
    members: list[bytes] = field(default_factory=list)
    size: int = 0

    def __post_init__(self) -> None:
        """Begin with the warcinfo record."""
        info = b"isPartOf: SAMPLE-WEB\r\npublisher: deepmath sample web\r\nformat: WARC File Format 1.0\r\n"
        headers = [
            ("WARC-Date", self.date),
            ("WARC-Filename", self.name.rsplit("/", 1)[-1]),
            ("Content-Type", "application/warc-fields"),
        ]
        self.add_bytes(member(record("warcinfo", headers, info, f"{self.seed}/{self.name}")))

    def add_bytes(self, data: bytes) -> tuple[int, int]:
        """Append raw bytes; returns their offset and length."""
        self.members.append(data)
        start, self.size = self.size, self.size + len(data)
        return start, len(data)

    def add_response(self, url: str, date: str, http: bytes, payload: bytes, mime: str) -> tuple[int, int]:
        """Append a response record and return its (offset, length)."""
        return self.add_bytes(member(self.response(url, date, http, payload, mime)))

    def response(self, url: str, date: str, http: bytes, payload: bytes, mime: str, length: int | None = None) -> bytes:
        """A response record, uncompressed."""
        headers = [
            ("WARC-Date", date),
            ("WARC-Target-URI", url),
            ("WARC-Payload-Digest", f"sha1:{sha1(payload)}"),
            ("WARC-Identified-Payload-Type", mime),
            ("Content-Type", "application/http; msgtype=response"),
        ]
        return record("response", headers, http, f"{self.seed}/{self.name}/{self.size}/{url}", length)

    def save(self, folder: Path) -> None:
        """Write the file below the folder."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(self.members))
