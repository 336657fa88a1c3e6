"""Artifacts: equal content once, published whole or not at all, no draft left behind."""

import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from deepmath_assets.base.errors import NoSuchTable
from deepmath_assets.base.hashing import folder_hash
from deepmath_assets.lake.artifacts import Artifact, Artifacts

SPAWN = multiprocessing.get_context("spawn")
FILES = 40


@pytest.fixture
def artifacts(tmp_path: Path) -> Artifacts:
    return Artifacts(tmp_path / "artifacts")


def published(artifacts: Artifacts, text: str, kind: str = "mixture/tokenizer", files: int = 1) -> Artifact:
    with artifacts.draft() as draft:
        for number in range(files):
            path = draft / f"sub/{number}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return artifacts.publish(draft, kind)


def entries(artifacts: Artifacts) -> list[str]:
    return sorted(path.name for path in artifacts.root.rglob("*") if path.is_dir() and path.name != "sub")


def test_an_artifact_is_named_by_its_content(artifacts: Artifacts) -> None:
    found = published(artifacts, "abc")
    folder = artifacts.path(found.name)
    assert found.name == f"mixture/tokenizer/{found.content_hash}"
    assert found.content_hash == folder_hash(folder)
    assert found.total_bytes == 3
    assert (folder / "sub" / "0.txt").read_text(encoding="utf-8") == "abc"


def test_equal_content_is_stored_once_and_other_content_beside_it(artifacts: Artifacts) -> None:
    first, again, other = (published(artifacts, text) for text in ("abc", "abc", "abd"))
    assert first == again
    assert first.name != other.name
    assert entries(artifacts) == sorted(["mixture", "tokenizer", first.content_hash, other.content_hash])


def test_a_draft_that_ends_in_an_error_is_removed(artifacts: Artifacts) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        _fail_half_way(artifacts)
    assert list(artifacts.root.iterdir()) == []


def _fail_half_way(artifacts: Artifacts) -> None:
    with artifacts.draft() as draft:
        (draft / "half").write_text("x", encoding="utf-8")
        raise RuntimeError("half way")


def test_a_draft_that_nobody_published_is_removed(artifacts: Artifacts) -> None:
    with artifacts.draft() as draft:
        (draft / "scratch").touch()
    assert list(artifacts.root.iterdir()) == []


def test_an_artifact_that_is_gone_says_what_to_do(artifacts: Artifacts) -> None:
    with pytest.raises(NoSuchTable, match=r"mixture/tokenizer/abc is not in .*materialize"):
        artifacts.path("mixture/tokenizer/abc")


def _publish_same(root: str, barrier: Barrier, rounds: int) -> None:
    for number in range(rounds):
        barrier.wait()
        published(Artifacts(Path(root)), f"round {number}")


def test_two_processes_publish_the_same_at_once(artifacts: Artifacts) -> None:
    rounds, barrier = 10, SPAWN.Barrier(2)
    writers = [SPAWN.Process(target=_publish_same, args=(str(artifacts.root), barrier, rounds)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    folders = list((artifacts.root / "mixture" / "tokenizer").iterdir())
    assert {folder.name for folder in folders} == {folder_hash(folder) for folder in folders}
    assert len(folders) == rounds


def _publish_for_ever(root: str, started: str) -> None:
    number = 0
    while True:
        published(Artifacts(Path(root)), f"round {number}", files=FILES)
        Path(started).touch()
        number += 1


def test_what_a_killed_publisher_leaves_is_whole(artifacts: Artifacts, tmp_path: Path) -> None:
    started = tmp_path / "started"
    writer = SPAWN.Process(target=_publish_for_ever, args=(str(artifacts.root), str(started)))
    writer.start()
    while not started.exists():
        assert writer.is_alive()
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    for folder in (artifacts.root / "mixture" / "tokenizer").iterdir():
        assert folder.name == folder_hash(folder)
        assert len(list((folder / "sub").iterdir())) == FILES


def _draft_for_ever(root: str, started: str) -> None:
    with Artifacts(Path(root)).draft() as draft:
        (draft / "half").write_text("x", encoding="utf-8")
        Path(started).write_text(draft.name, encoding="utf-8")
        while True:
            time.sleep(1)


def test_a_draft_is_removed_once_its_process_was_killed_and_not_before(artifacts: Artifacts, tmp_path: Path) -> None:
    started = [tmp_path / "living", tmp_path / "killed"]
    makers = [SPAWN.Process(target=_draft_for_ever, args=(str(artifacts.root), str(path))) for path in started]
    for maker in makers:
        maker.start()
    while not all(path.exists() and path.read_text(encoding="utf-8") for path in started):
        assert all(maker.is_alive() for maker in makers)
    living, killed = (artifacts.root / path.read_text(encoding="utf-8") for path in started)
    try:
        with artifacts.draft():
            assert living.is_dir()
            assert killed.is_dir()
        makers[1].kill()
        makers[1].join()
        with artifacts.draft() as mine, artifacts.draft():
            assert not killed.exists()
            assert (living / "half").is_file()
            assert mine.is_dir()
    finally:
        for maker in makers:
            maker.kill()
            maker.join()
