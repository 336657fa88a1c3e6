"""A crawl behind an http address: the same tables as from the folder, though the server fails now and then."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from deepmath_assets.defs.shared.workspace import open_workspace
from deepmath_assets_tests.graph.command import TINY, run, run_on

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]


class Unreliable(SimpleHTTPRequestHandler):
    """Every third answer is 503, every fifth breaks off half way; ranges are ignored, as a plain server does."""

    count = 0

    def do_GET(self) -> None:
        Unreliable.count += 1
        if Unreliable.count % 3 == 0:
            self.send_error(503)
        elif Unreliable.count % 5 == 0:
            data = Path(self.translate_path(self.path)).read_bytes()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(small_web: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Unreliable, directory=str(small_web)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_a_remote_crawl_gives_the_same_pages(address: str, small_web: Path, tmp_path: Path) -> None:
    impatient = tmp_path / "impatient.toml"
    impatient.write_text(TINY.read_text("utf-8") + "\n[crawl]\nfetch_backoff_seconds = 0.01\n", encoding="utf-8")
    far, near = tmp_path / "far", tmp_path / "near"
    words = ("--part", "part-1", "--seeds", str(small_web / "seeds.txt"), "--until", "recall/recalled_pages")
    run(far, "run", "--crawl", address, "--profile", str(impatient), *words)
    run_on(near, small_web, *words, profile=impatient)
    for table in ("crawl.index", "crawl.census", "extract.pages", "recall.recalled_pages"):
        here, there = (open_workspace(home).lake.newest(table, _partition(table)) for home in (near, far))
        assert here is not None
        assert there is not None
        assert here["content_hash"] == there["content_hash"], table
        assert here["rows"] > 0


def _partition(table: str) -> str:
    return "r001" if table.startswith("recall") else "part-1"
