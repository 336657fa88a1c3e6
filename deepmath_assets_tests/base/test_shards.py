"""`map_shards`: every result, errors as they are, workers that die, and a real Ray cluster."""

import os
import signal
from pathlib import Path

import pytest

from deepmath_assets.base.errors import ChildFailed
from deepmath_assets.base.shards import map_shards


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


@pytest.mark.parametrize("workers", [1, 2])
def test_every_shard_comes_with_its_result(workers: int) -> None:
    found = dict(map_shards(square, range(7), engine="local", workers=workers))
    assert found == {n: n * n for n in range(7)}


def test_an_exception_is_raised_as_it_is() -> None:
    with pytest.raises(ValueError, match="no 1"):
        list(map_shards(refuse, [1, 2], engine="local", workers=2))


def test_the_shards_of_a_worker_that_died_are_done_again(tmp_path: Path) -> None:
    marks = [str(tmp_path / name) for name in ("a", "b", "c")]
    found = dict(map_shards(die_once, marks, engine="local", workers=2))
    assert sorted(found.values()) == ["a", "b", "c"]


def test_a_shard_that_always_ends_its_worker_is_named() -> None:
    with pytest.raises(ChildFailed, match="'bad'"):
        list(map_shards(die_always, ["good", "bad"], engine="local", workers=2))


@pytest.mark.slow
def test_ray_gives_the_same_results() -> None:
    ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        assert dict(map_shards(square, range(5), engine="ray", workers=2)) == {n: n * n for n in range(5)}
    finally:
        ray.shutdown()
