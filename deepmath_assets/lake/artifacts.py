"""Artifacts that are files: models, tokenizers, token shards, cards.

Each lies in a folder named by the hash of its content, published by one rename, so a reader never sees half of it and
equal content is stored once. The asset's table holds the row that points here. A draft is locked by the process that
builds it; the system lets go of the lock when that process ends, however it ends, so what a killed one left is known.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deepmath_assets.base.errors import NoSuchTable
from deepmath_assets.base.hashing import folder_hash

_DRAFT = ".draft-"


@dataclass(frozen=True)
class Artifact:
    """A published folder: its name below the store, the hash of its content, its bytes."""

    name: str
    content_hash: str
    total_bytes: int

    def columns(self) -> dict[str, str | int]:
        """The columns by which a table's row points here.

        >>> Artifact("recall/classifier/9f", "9f", 120).columns()
        {'artifact': 'recall/classifier/9f', 'artifact_hash': '9f', 'artifact_bytes': 120}
        """
        return {"artifact": self.name, "artifact_hash": self.content_hash, "artifact_bytes": self.total_bytes}


class Artifacts:
    """Content-addressed folders below one root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A new empty folder beside the published ones; what is left of it at the end is removed.

        What killed processes left of theirs is removed too.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        self._sweep()
        folder, lock = self._locked_folder()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            _let_go(lock)

    def publish(self, draft: Path, kind: str) -> Artifact:
        """The draft's content under its hash; the draft is moved away, or removed where the same is there already."""
        content = folder_hash(draft)
        name = f"{kind}/{content}"
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.chmod(0o755)
        try:
            draft.replace(target)
        except OSError:  # the same content is there already, perhaps since a moment ago
            if not target.is_dir():
                raise
            shutil.rmtree(draft)
        return Artifact(name, content, sum(p.stat().st_size for p in target.rglob("*") if p.is_file()))

    def path(self, name: str) -> Path:
        """Where a published artifact lies; raises `NoSuchTable` where it is gone."""
        folder = self.root / name
        if not folder.is_dir():
            raise NoSuchTable(f"the artifact {name} is not in {self.root}: materialize its asset again")
        return folder

    def _sweep(self) -> None:
        for left in self.root.glob(f"{_DRAFT}*"):
            lock = _lock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if lock is not None:
                shutil.rmtree(left, ignore_errors=True)
                _let_go(lock)

    def _locked_folder(self) -> tuple[Path, int | None]:
        """A new folder and our lock on it; made again where another process swept it before it was locked."""
        while True:
            folder = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=self.root))
            lock = _lock(folder, fcntl.LOCK_EX)
            if folder.is_dir():
                return folder, lock
            _let_go(lock)


def _lock(folder: Path, how: int) -> int | None:
    """The handle of the lock; None where the folder is gone, a living process holds it, or there are no locks here."""
    handle = None
    try:
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, how)
    except OSError:
        _let_go(handle)
        return None
    return handle


def _let_go(lock: int | None) -> None:
    if lock is not None:
        with contextlib.suppress(OSError):
            os.close(lock)
