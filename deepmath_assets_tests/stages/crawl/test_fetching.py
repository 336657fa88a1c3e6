"""Files of a crawl from a folder and from a real server that refuses, cuts short, ignores ranges, stalls and lies."""

import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest

from deepmath_assets.base.errors import FetchFailed, NotACrawl
from deepmath_assets.stages.crawl import fetching
from deepmath_assets.stages.crawl.fetching import FetchPolicy
from deepmath_assets.stages.crawl.records import read_record_at, read_records
from deepmath_assets_tests.stages.crawl.warcs import members, record, url

POLICY = FetchPolicy(
    attempts=4, backoff_seconds=0.005, backoff_limit_seconds=0.02, connect_seconds=2, silence_seconds=0.3, seed=7
)
NAME = "crawl-data/part-1/warc/00000.warc.gz"
WARC = members(*(record(number) for number in range(200)))
FILES = {
    NAME: WARC,
    "crawl-data/part-1/warc.paths.gz": gzip.compress(f"{NAME}\n\n{NAME}\n crawl-data/b c.warc.gz\n".encode()),
    "crawl-data/part-2/warc.paths.gz": gzip.compress(b"../../etc/passwd\n"),
    "crawl-data/part-3/warc.paths.gz": b"\x1f\x8b\x08 broken",
    "crawl-data/b c.warc.gz": b"",
}
Plan = Callable[["Handler", bytes, int, int], bool]


class Handler(BaseHTTPRequestHandler):
    """Serves FILES with ranges; the server's plan may misbehave first, and says by True that it has answered."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server: Server = self.server  # type: ignore[assignment]
        server.asked.append((self.path, self.headers.get("Range")))
        data = FILES.get(unquote(self.path.lstrip("/")))
        if data is None:
            return self.reply(404, b"missing")
        first, _, last = (self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").partition("-")
        start, stop = int(first), min(int(last) + 1 if last else len(data), len(data))
        if server.plan(self, data, start, stop):
            return None
        self.range(data, start, stop)

    def range(self, data: bytes, start: int, stop: int, cut: int | None = None) -> None:
        if self.headers.get("Range") is None:
            return self.reply(200, data, cut)
        if start >= len(data):
            return self.reply(416, b"", None, f"bytes */{len(data)}")
        self.reply(206, data[start:stop], cut, f"bytes {start}-{stop - 1}/{len(data)}")

    def reply(self, status: int, body: bytes, cut: int | None = None, span: str = "", **fields: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if span:
            self.send_header("Content-Range", span)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        self.close_connection = self.close_connection or cut is not None

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: Plan = lambda *_: False
        self.asked: list[tuple[str, str | None]] = []
        self.leave = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as each:
        thread = threading.Thread(target=each.serve_forever, args=(0.01,))
        thread.start()
        yield each
        each.leave.set()
        each.shutdown()
        thread.join()


def every_other(trouble: Plan) -> Plan:
    count = iter(range(10**6))
    return lambda *request: next(count) % 2 == 0 and trouble(*request)


def refuse(handler: Handler, *_: object) -> bool:
    handler.reply(503, b"slow down", Retry_After="1")
    return True


def cut_short(handler: Handler, data: bytes, start: int, stop: int) -> bool:
    handler.range(data, start, stop, cut=1 + (stop - start) // 3)
    return True


def ignore_range(handler: Handler, data: bytes, *_: int) -> bool:
    handler.reply(200, data)
    return True


def ignore_range_and_cut(handler: Handler, data: bytes, start: int, stop: int) -> bool:
    handler.reply(200, data, cut=start + 1 + (stop - start) // 2)
    return True


def stall(handler: Handler, data: bytes, start: int, stop: int) -> bool:
    handler.range(data, start, stop, cut=(stop - start) // 2)
    handler.wfile.flush()
    handler.server.leave.wait(2)  # type: ignore[attr-defined]
    return True


def shift(handler: Handler, data: bytes, start: int, stop: int) -> bool:
    handler.reply(206, data[start + 1 : stop], None, f"bytes {start + 1}-{stop - 1}/{len(data)}")
    return True


def send_too_much(handler: Handler, data: bytes, start: int, stop: int) -> bool:
    handler.reply(206, data[start:], None, f"bytes {start}-{len(data) - 1}/{len(data)}")
    return True


def hang_up(handler: Handler, *_: object) -> bool:
    handler.close_connection = True
    return True


def chunked(handler: Handler, data: bytes, start: int, stop: int) -> bool:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for at in range(0, len(data), 5000):
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(data[at : at + 5000]), data[at : at + 5000]))
    handler.wfile.write(b"0\r\n\r\n")
    return True


TROUBLES = [refuse, cut_short, ignore_range, ignore_range_and_cut, stall, shift, send_too_much, hang_up, chunked]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_stream_loses_nothing_and_gives_nothing_twice(server: Server, trouble: Plan) -> None:
    server.plan = every_other(trouble)
    with fetching.open_warc(server.base, NAME, POLICY) as stream:
        assert b"".join(iter(lambda: stream.read(1000), b"")) == WARC


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_range_is_exact(server: Server, trouble: Plan) -> None:
    server.plan = every_other(trouble)
    for offset, length in [(0, 1), (17, 4000), (len(WARC) - 5, 5), (3, 0)]:
        assert fetching.fetch_range(server.base, NAME, offset, length, POLICY) == WARC[offset : offset + length]


def test_a_file_is_opened_from_a_byte_on(server: Server, tmp_path: Path) -> None:
    (tmp_path / NAME).parent.mkdir(parents=True)
    (tmp_path / NAME).write_bytes(WARC)
    for base in (server.base, str(tmp_path)):
        with fetching.open_warc(base, NAME, POLICY, 5000) as stream:
            assert stream.read(100) == WARC[5000:5100]
        assert fetching.file_size(base, NAME, POLICY) == len(WARC)
        with pytest.raises(FetchFailed):
            fetching.file_size(base, "crawl-data/none.warc.gz", POLICY)


def test_records_come_out_of_a_bad_connection_as_from_the_file(server: Server) -> None:
    server.plan = cut_short
    with fetching.open_warc(server.base, NAME, POLICY) as stream:
        found = list(read_records(stream))
    assert [item.url for item in found] == [url(number) for number in range(200)]
    some = found[120]
    data = fetching.fetch_range(server.base, NAME, some.offset, some.length, POLICY)
    assert read_record_at(data, some.url, offset=some.offset) == some


def test_a_server_that_never_recovers_is_given_up(server: Server) -> None:
    server.plan = refuse
    with pytest.raises(FetchFailed, match=r"byte 0 after 4 attempts.*503"):
        fetching.fetch_bytes(server.base, NAME, POLICY)
    assert len(server.asked) == 4


def test_a_server_without_progress_is_given_up(server: Server) -> None:
    server.plan = lambda handler, data, *_: handler.reply(200, data, cut=1000) is None
    with pytest.raises(FetchFailed, match="byte 1000 after 4 attempts"):
        fetching.fetch_bytes(server.base, NAME, POLICY)


def test_what_is_missing_is_not_asked_for_twice(server: Server) -> None:
    with pytest.raises(FetchFailed, match="404"):
        fetching.fetch_bytes(server.base, "nowhere.gz", POLICY)
    assert len(server.asked) == 1


@pytest.mark.parametrize(("offset", "length"), [(len(WARC) - 5, 6), (len(WARC) + 10, 5)])
def test_a_range_beyond_the_end_is_an_error(server: Server, tmp_path: Path, offset: int, length: int) -> None:
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(WARC)
    for base in (server.base, str(tmp_path)):
        with pytest.raises(FetchFailed, match="index"):
            fetching.fetch_range(base, NAME, offset, length, POLICY)


def test_a_file_that_changes_meanwhile_is_an_error(server: Server) -> None:
    count = iter(range(100))

    def change(handler: Handler, data: bytes, start: int, stop: int) -> bool:
        number = next(count)
        body = data[start:stop]
        span = f"bytes {start}-{stop - 1}/{len(data)}" if start else ""
        handler.reply(206 if start else 200, body, len(body) // 2, span, ETag=f'"{number}"')
        return True

    server.plan = change
    with pytest.raises(FetchFailed, match="changed"):
        fetching.fetch_bytes(server.base, NAME, POLICY)


def test_the_list_of_files_has_each_once(server: Server, tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    for base in (server.base, str(tmp_path)):
        assert fetching.list_warc_files(base, "part-1", POLICY) == [NAME, "crawl-data/b c.warc.gz"]
        assert fetching.fetch_bytes(base, "crawl-data/b c.warc.gz", POLICY) == b""
        for part in ("part-2", "part-3"):
            with pytest.raises(NotACrawl):
                fetching.list_warc_files(base, part, POLICY)
        assert fetching.file_facts(base, NAME, POLICY).size_bytes == len(WARC)
    assert fetching.list_parts(str(tmp_path)) == ["part-1", "part-2", "part-3"]
    assert fetching.list_parts(server.base, ["b", "a", "b"]) == ["b", "a"]
    with pytest.raises(NotACrawl):
        fetching.list_parts(server.base)
    with pytest.raises(NotACrawl):
        fetching.list_parts(str(tmp_path / "crawl-data"))


def test_a_local_copy_is_whole_or_not_there(server: Server, tmp_path: Path) -> None:
    server.plan = every_other(cut_short)
    assert fetching.local_copy(server.base, NAME, tmp_path, POLICY).read_bytes() == WARC
    server.plan = refuse
    with pytest.raises(FetchFailed):
        fetching.local_copy(server.base, "crawl-data/b c.warc.gz", tmp_path, POLICY)
    assert not (tmp_path / "crawl-data/b c.warc.gz").exists()


def test_connections_are_kept_for_ranges(server: Server) -> None:
    ports: set[int] = set()

    def note(handler: Handler, *_: object) -> bool:
        ports.add(handler.client_address[1])
        return False

    server.plan = note
    for offset in range(0, 2000, 100):
        fetching.fetch_range(server.base, NAME, offset, 100, POLICY)
    assert len(ports) <= 2


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "", "a\\b"])
def test_a_name_may_not_lead_out_of_the_crawl(name: str) -> None:
    with pytest.raises(NotACrawl):
        fetching.location("/data/crawl", name)


def test_the_mini_crawl_is_read_by_its_index(shared_data: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    base = str(shared_data / "mini-crawl")
    assert fetching.list_parts(base) == ["part-1", "part-2"]
    rows = parquet.read_table(fetching.location(base, fetching.index_name("part-2"))).to_pylist()
    for row in rows[::40]:
        place = (row["warc_filename"], row["warc_record_offset"], row["warc_record_length"])
        item = read_record_at(fetching.fetch_range(base, *place, POLICY), row["url"], offset=place[1])
        assert (item.url, item.outcome, item.digest) == (row["url"], "ok", row["content_digest"])
        assert (item.offset, item.length) == place[1:]
