"""The workspace: where this machine keeps things and what it was given to work on.

One folder (`DEEPMATH_HOME`, by default `.deepmath`) holds the lake, the artifacts, Dagster's own storage and
`workspace.toml`, which names the inputs. The command line writes that file; the UI, the sensors and every child process
read it, so that all of them mean the same run. Policy is in the profile and facts of the domain in the pack.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.hashing import file_hash, folder_hash
from deepmath_assets.lake.artifacts import Artifacts
from deepmath_assets.lake.tables import Lake
from deepmath_assets.packs.load import load_pack
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.profiles.shapes import Profile

HOME_VARIABLE = "DEEPMATH_HOME"
_DEFAULT_HOME = ".deepmath"
_FILE = "workspace.toml"


@dataclass(frozen=True)
class Inputs:
    """What a run works on. Paths are absolute; `crawl` may be an http(s) address, `lake` any address Delta knows."""

    crawl: str = ""
    profile: str = "seed"
    pack: str = "mathematics"
    parts: tuple[str, ...] = ()
    seeds: str = ""
    labels: str = ""
    benchmarks: str = ""
    instruct: str = ""
    papers: str = ""
    review: str = ""
    lake: str = ""


@dataclass(frozen=True)
class Workspace:
    """A home folder and the inputs named in it, with profile and pack loaded on first use."""

    home: Path
    inputs: Inputs

    @cached_property
    def profile(self) -> Profile:
        """The run's policy."""
        return load_profile(self.inputs.profile)

    @cached_property
    def pack(self) -> Pack:
        """The run's domain."""
        return load_pack(self.inputs.pack)

    @cached_property
    def lake(self) -> Lake:
        """The run's tables."""
        return Lake(self.inputs.lake or self.home / "lake")

    @cached_property
    def artifacts(self) -> Artifacts:
        """The run's models, tokenizers, shards and cards."""
        return Artifacts(self.home / "artifacts")

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps runs and events."""
        return self.home / "dagster"

    @property
    def work(self) -> Path:
        """Where long work parks what it has done so far, to resume after a kill."""
        return self.home / "work"

    def fingerprint(self, name: str) -> str:
        """Hash of a given file's or folder's content; empty where none is given or it is not there (yet)."""
        path = Path(getattr(self.inputs, name) or ".nothing")
        if path.is_dir():
            return folder_hash(path)
        return file_hash(path) if path.is_file() else ""

    def save(self) -> None:
        """Write `workspace.toml`, so that the UI and child processes mean the same run."""
        self.home.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name} = {_toml(value)}\n" for name, value in asdict(self.inputs).items())
        draft = self.home / f".{_FILE}.draft"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.home / _FILE)


def home_folder(given: str | None = None) -> Path:
    """The home folder: the one given, else `DEEPMATH_HOME`, else `.deepmath` where the command was started."""
    return Path(given or os.environ.get(HOME_VARIABLE) or _DEFAULT_HOME).absolute()


def open_workspace(home: Path) -> Workspace:
    """The workspace of a home folder; one without a file has no inputs yet."""
    path = home / _FILE
    if not path.is_file():
        return Workspace(home, Inputs())
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return Workspace(home, Inputs(**{**values, "parts": tuple(values.get("parts", ()))}))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise BadInput(f"{path}: {error}: delete it, or run `deepmath run --crawl ...` to write it anew") from None


def with_inputs(workspace: Workspace, changes: Mapping[str, Any]) -> Workspace:
    """The workspace with some inputs replaced; values of None leave what was there."""
    given = {name: value for name, value in changes.items() if value is not None}
    return Workspace(workspace.home, replace(workspace.inputs, **given))


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
