"""What a probe says of a small web agrees with the whole of it."""

import gzip
import json
import threading
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deepmath_assets.base.errors import BadInput, NotACrawl
from deepmath_assets.cli.app import app
from deepmath_assets.cli.forecasting import show_forecast
from deepmath_assets.defs.shared.forecasting.forecast import Forecast, forecast, interval
from deepmath_assets.defs.shared.forecasting.measuring import Counts
from deepmath_assets.defs.shared.forecasting.probe import draw_probe, records_of
from deepmath_assets.defs.shared.reading import Reader
from deepmath_assets.defs.shared.workspace import Inputs, Workspace
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.sample_web import generate
from deepmath_assets.stages.crawl.fetching import list_parts
from deepmath_assets_tests.stages.crawl.warcs import answer, members, record

POLICY = """extends = "seed"
[forecast]
min_records = 60
[recall.classifier]
bucket = 10_000
dim = 16
epoch = 2
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small web, and a profile that asks little of a probe."""
    folder = tmp_path_factory.mktemp("web")
    generate(folder, 11, 0.15)
    (folder / "probe.toml").write_text(POLICY)
    return Workspace(folder / "home", Inputs(crawl=str(folder), profile=str(folder / "probe.toml")))


@pytest.fixture(scope="module")
def truth(workspace: Workspace) -> tuple[int, int, int]:
    """Records of the whole crawl, pages with a body, and those that pass the screen."""
    whole = draw_probe(workspace, 1.0)
    records = [each for run in whole.runs for each in records_of(workspace, run)]
    with Reader(workspace.pack, workspace.profile) as reader:
        bodies = [each.payload for each in records if each.payload is not None]
        passed = sum(reader.screen.look(body).passes for body in bodies)
    return len(records), len(bodies), passed


@pytest.fixture(scope="module")
def found(workspace: Workspace) -> Forecast:
    return forecast(workspace, 0.2)


def test_a_fifth_tells_the_size_of_the_whole(
    workspace: Workspace, found: Forecast, truth: tuple[int, int, int]
) -> None:
    records, pages, passed = truth
    sizes = [path.stat().st_size for path in Path(workspace.inputs.crawl).glob("crawl-data/*/warc/*")]
    assert found.bytes == sum(sizes)
    assert found.files == len(sizes)
    assert 0.15 < found.probe_share < 0.7
    assert found.records == pytest.approx(records, rel=0.25)
    assert found.pages == pytest.approx(pages, rel=0.25)
    assert found.passing_share_low < passed / pages < found.passing_share_high
    assert found.passing_low < found.passing < found.passing_high


def test_costs_add_up(found: Forecast) -> None:
    first, *_ = found.stages
    assert first.read_gb == found.bytes / 1e9
    assert all(stage.core_hours > 0 and stage.pages_per_core_second > 0 for stage in found.stages)
    assert found.hours <= found.core_hours == pytest.approx(sum(stage.core_hours for stage in found.stages))
    assert {stage.stage for stage in found.stages if not stage.written_gb} == {"features, kinds"}


def test_the_runs_of_a_whole_crawl_hold_each_record_once(workspace: Workspace, truth: tuple[int, int, int]) -> None:
    probe = draw_probe(workspace, 1.0)
    assert probe.share == 1.0
    places = [(run.warc_file, run.start + each.offset) for run in probe.runs for each in records_of(workspace, run)]
    assert len(places) == len(set(places)) == truth[0]


def test_a_probe_is_drawn_by_the_seed(workspace: Workspace) -> None:
    assert draw_probe(workspace, 0.2) == draw_probe(workspace, 0.2)
    assert draw_probe(workspace, 0.2) != draw_probe(workspace, 0.3)


def test_of_many_files_some_are_read_whole(tmp_path: Path) -> None:
    folder = tmp_path / "crawl-data" / "many" / "warc"
    folder.mkdir(parents=True)
    names = [f"crawl-data/many/warc/{number:05d}.warc.gz" for number in range(100)]
    for number, name in enumerate(names):
        (tmp_path / name).write_bytes(members(record(number, answer(b"<p>A lemma."))))
    (folder.parent / "warc.paths.gz").write_bytes(gzip.compress("\n".join(names).encode()))
    workspace = Workspace(tmp_path / "home", Inputs(crawl=str(tmp_path), profile="seed"))
    assert list_parts(str(tmp_path)) == ["many"]
    probe = draw_probe(workspace, 0.2)
    assert len(probe.runs) == 20
    assert all(run.start == 0 and run.stop == (tmp_path / run.warc_file).stat().st_size for run in probe.runs)
    assert probe.share == pytest.approx(0.2, abs=0.01)


def test_a_crawl_behind_an_address_gives_the_same_probe(workspace: Workspace) -> None:
    folder = workspace.inputs.crawl
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        inputs = replace(workspace.inputs, crawl=address, parts=tuple(list_parts(folder)))
        remote = Workspace(workspace.home, inputs)
        probe = draw_probe(remote, 0.2)
        assert probe == draw_probe(workspace, 0.2)
        run = probe.runs[3]
        assert list(records_of(remote, run)) == list(records_of(workspace, run)) != []
        server.shutdown()


def test_runs_that_differ_widen_the_interval() -> None:
    z = load_profile("seed").forecast.interval_z
    alike = interval([Counts(40, 10, 0)] * 10, z)
    apart = interval([Counts(40, 40, 0)] * 2 + [Counts(40, 5, 0)] * 4 + [Counts(40, 0, 0)] * 4, z)
    assert alike[1] - alike[0] < apart[1] - apart[0]
    assert interval([], z) == (0.0, 1.0)
    assert interval([Counts(50, 0, 0)] * 2, z)[0] == 0.0


def test_the_command_prints_a_table_and_json(workspace: Workspace) -> None:
    given = ["forecast", "--crawl", workspace.inputs.crawl, "--profile", workspace.inputs.profile, "--probe", "0.2"]
    shown = CliRunner().invoke(app, [*given, "--json"])
    assert shown.exit_code == 0, shown.output
    values = json.loads(shown.stdout)
    assert {"records", "passing_low", "core_hours", "stages"} <= set(values)
    assert len(values["stages"]) == 7


def test_what_is_no_crawl_or_too_little_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="crawl-data"):
        show_forecast(str(tmp_path), "seed", "mathematics", (), None, False)
    folder = tmp_path / "crawl-data" / "a"
    folder.mkdir(parents=True)
    (folder / "warc.paths.gz").write_bytes(gzip.compress(b""))
    with pytest.raises(NotACrawl, match="name no file"):
        show_forecast(str(tmp_path), "seed", "mathematics", (), None, False)
    (folder / "one.warc.gz").write_bytes(members(record(1), record(2)))
    (folder / "warc.paths.gz").write_bytes(gzip.compress(b"crawl-data/a/one.warc.gz\n"))
    with pytest.raises(BadInput, match="larger --probe"):
        show_forecast(str(tmp_path), "seed", "mathematics", (), None, False)
