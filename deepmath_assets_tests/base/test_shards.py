"""`map_shards`: every result, errors as they are, workers and parents that die, and a real Ray cluster."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deepmath_assets.base.errors import ChildFailed
from deepmath_assets.base.shards import map_shards

ENGINES = ["local", pytest.param("ray", marks=pytest.mark.slow)]
SECONDS_TO_END = 20


@pytest.fixture(scope="module")
def ray_cluster() -> Iterator[None]:
    ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    if request.param == "ray":
        request.getfixturevalue("ray_cluster")
    return str(request.param)


every_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise ValueError(f"no {number}")


def die_once(mark: str) -> str:
    path = Path(mark)
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def die_always(name: str) -> str:
    if name == "bad":
        os.kill(os.getpid(), signal.SIGKILL)
    return name


def sleep_for_ever(mark: str) -> None:
    Path(mark).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(600)


@every_engine
@pytest.mark.parametrize("workers", [1, 2])
def test_every_shard_comes_with_its_result(engine: str, workers: int) -> None:
    found = dict(map_shards(square, range(7), engine=engine, workers=workers))
    assert found == {n: n * n for n in range(7)}


@every_engine
def test_no_shard_is_no_result(engine: str) -> None:
    assert list(map_shards(square, [], engine=engine, workers=2)) == []


@every_engine
def test_an_exception_is_raised_as_it_is(engine: str) -> None:
    with pytest.raises(ValueError, match=r"^no [12]$") as raised:
        list(map_shards(refuse, [1, 2], engine=engine, workers=2))
    assert raised.type is ValueError


@every_engine
def test_the_shards_of_a_worker_that_died_are_done_again(engine: str, tmp_path: Path) -> None:
    marks = [str(tmp_path / name) for name in ("a", "b", "c")]
    found = dict(map_shards(die_once, marks, engine=engine, workers=2))
    assert sorted(found.values()) == ["a", "b", "c"]


@every_engine
def test_a_shard_that_always_ends_its_worker_is_named(engine: str) -> None:
    with pytest.raises(ChildFailed, match="'bad' ended its worker 3 times"):
        list(map_shards(die_always, ["good", "bad"], engine=engine, workers=2))


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    program = (
        "import sys; from deepmath_assets.base.shards import map_shards;"
        "from deepmath_assets_tests.base.test_shards import sleep_for_ever;"
        "list(map_shards(sleep_for_ever, sys.argv[1:], engine='local', workers=2))"
    )
    marks = [tmp_path / "a", tmp_path / "b"]
    parent = subprocess.Popen([sys.executable, "-c", program, *map(str, marks)])
    _until(lambda: all(mark.exists() and mark.read_text(encoding="utf-8") for mark in marks))
    workers = [int(mark.read_text(encoding="utf-8")) for mark in marks]
    parent.kill()
    parent.wait()
    try:
        _until(lambda: not any(map(_alive, workers)))
    finally:
        for worker in filter(_alive, workers):
            os.kill(worker, signal.SIGKILL)


def _until(reached) -> None:
    deadline = time.monotonic() + SECONDS_TO_END
    while not reached():
        assert time.monotonic() < deadline, "not reached in time"
        time.sleep(0.02)


def _alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
