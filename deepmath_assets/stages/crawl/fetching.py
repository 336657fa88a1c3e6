"""The files of a crawl in Common Crawl's layout, in a local folder or behind an http(s) address.

Here: which parts and WARC files there are, and their bytes, whole, streamed or by range. Not here: what is in them
(`records.py`), and how a remote server is brought to give them (`transport.py`).

The layout is Common Crawl's: `crawl-data/<part>/warc.paths.gz` lists WARC files relative to the base, the columnar
index lies in `cc-index/<part>.parquet` (one file a part here, many there), and its `warc_filename` is relative to
the base too.
"""

import gzip
import os
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import quote

import xxhash

from deepmath_assets.base.errors import FetchFailed, NotACrawl
from deepmath_assets.stages.crawl.transport import FetchPolicy, open_remote, remote_chunks, remote_facts

__all__ = [
    "FetchPolicy",
    "FileFacts",
    "fetch_bytes",
    "fetch_range",
    "file_facts",
    "file_size",
    "index_name",
    "is_remote",
    "list_parts",
    "list_warc_files",
    "local_copy",
    "location",
    "open_warc",
]

_GZIP_MAGIC = b"\x1f\x8b"
_READ_BYTES = 1 << 20


class FileFacts(NamedTuple):
    """A file of the crawl as it is now; `version` is the xxh3 of a local file, the ETag of a remote one."""

    name: str
    size_bytes: int
    version: str


def is_remote(base: str) -> bool:
    """True if the crawl lies behind an http(s) address.

    >>> is_remote("https://data.example.org/"), is_remote("/data/crawl")
    (True, False)
    """
    return base.lower().startswith(("http://", "https://"))


def location(base: str, name: str) -> str:
    """Path or address of a file of the crawl, by its name relative to the base; NotACrawl if it leads out of it.

    >>> location("https://data.example.org/", "crawl-data/part-1/a b.warc.gz")
    'https://data.example.org/crawl-data/part-1/a%20b.warc.gz'
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\0" in name or "\\" in name:
        raise NotACrawl(f"the name {name!r} does not lie in the crawl {base}: look at its warc.paths.gz or index")
    if is_remote(base):
        return base.rstrip("/") + "/" + quote("/".join(parts))
    return str(Path(base, *parts))


def list_parts(base: str, given: Sequence[str] = ()) -> list[str]:
    """The parts of a crawl in order: those given, else the folders under `crawl-data/` that list WARC files."""
    if given:
        return list(dict.fromkeys(given))
    if is_remote(base):
        raise NotACrawl(f"{base} cannot be listed over http: name the parts, such as CC-MAIN-2024-22")
    parts = sorted(path.parent.name for path in Path(base).glob("crawl-data/*/warc.paths.gz"))
    if not parts:
        raise NotACrawl(f"{base} has no crawl-data/<part>/warc.paths.gz: is it a crawl in Common Crawl's layout?")
    return parts


def list_warc_files(base: str, part: str, policy: FetchPolicy) -> list[str]:
    """The names of a part's WARC files, relative to the base, in the order of `warc.paths.gz`, none twice."""
    name = f"crawl-data/{part}/warc.paths.gz"
    data = fetch_bytes(base, name, policy)
    try:
        text = (gzip.decompress(data) if data.startswith(_GZIP_MAGIC) else data).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise NotACrawl(f"{location(base, name)} is no gzipped list of names ({error}): fetch it again") from error
    names = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    for entry in names:
        location(base, entry)
    return names


def index_name(part: str) -> str:
    """The name of a part's index, a parquet file with Common Crawl's column names.

    >>> index_name("part-1")
    'cc-index/part-1.parquet'
    """
    return f"cc-index/{part}.parquet"


def open_warc(base: str, name: str, policy: FetchPolicy, start: int = 0) -> BinaryIO:
    """A file of the crawl as a stream from byte `start` on; a remote one goes on where the connection broke."""
    where = location(base, name)
    if is_remote(base):
        return open_remote(where, policy, start)
    try:
        return _sought(Path(where).open("rb"), start)
    except OSError as error:
        raise FetchFailed(f"{where} cannot be opened ({error.strerror}): is the crawl complete?") from error


def _sought(stream: BinaryIO, start: int) -> BinaryIO:
    stream.seek(start)
    return stream


def fetch_bytes(base: str, name: str, policy: FetchPolicy) -> bytes:
    """A whole file of the crawl."""
    with open_warc(base, name, policy) as stream:
        return stream.read()


def fetch_range(base: str, name: str, offset: int, length: int, policy: FetchPolicy) -> bytes:
    """Exactly `length` bytes of a file from `offset` on; FetchFailed if the file does not have them."""
    where = location(base, name)
    if is_remote(base):
        return b"".join(remote_chunks(where, offset, offset + length, policy))
    with open_warc(base, name, policy) as stream:
        stream.seek(offset)
        data = stream.read(length)
    if len(data) != length:
        raise FetchFailed(f"{where} ends before byte {offset + length}: does the index belong to this crawl?")
    return data


def file_size(base: str, name: str, policy: FetchPolicy) -> int:
    """Bytes of a file of the crawl, without reading it."""
    where = location(base, name)
    if is_remote(base):
        return remote_facts(where, policy)[0]
    try:
        return Path(where).stat().st_size
    except OSError as error:
        raise FetchFailed(f"{where} cannot be read ({error.strerror}): is the crawl complete?") from error


def file_facts(base: str, name: str, policy: FetchPolicy) -> FileFacts:
    """Size and version of a file of the crawl, for telling whether it changed."""
    if is_remote(base):
        return FileFacts(name, *remote_facts(location(base, name), policy))
    digest, size = xxhash.xxh3_128(), 0
    with open_warc(base, name, policy) as stream:
        while data := stream.read(_READ_BYTES):
            digest.update(data)
            size += len(data)
    return FileFacts(name, size, digest.hexdigest())


def local_copy(base: str, name: str, folder: Path, policy: FetchPolicy) -> Path:
    """A local path of a file of the crawl: the file itself, or a copy in `folder` that is there whole or not at all."""
    if not is_remote(base):
        return Path(location(base, name))
    target = folder.joinpath(*PurePosixPath(name).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    with unfinished.open("wb") as file:
        for chunk in remote_chunks(location(base, name), 0, None, policy):
            file.write(chunk)
    unfinished.replace(target)
    return target
