"""Reading a pack's TOML files with errors that name file and line. Knows nothing of what a pack means."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepmath_assets.base.errors import BadPack


@dataclass(frozen=True)
class PackFile:
    """One parsed TOML file that still knows its lines."""

    path: Path
    source: str
    table: Mapping[str, Any]

    def error(self, message: str, near: str | None = None) -> BadPack:
        """An error that points at the first line where `near` stands."""
        line = _line_of(self.source, near) if near else None
        place = f"{self.path}, line {line}" if line else str(self.path)
        return BadPack(f"{place}: {message}")

    def tables(self, name: str, optional: bool = False) -> list[Mapping[str, Any]]:
        """The `[[name]]` tables of the file, at least one unless optional."""
        found = self.table.get(name, [])
        if not isinstance(found, list) or not all(isinstance(entry, Mapping) for entry in found):
            raise self.error(f"{name!r} must be written as [[{name}]] tables", near=name)
        if not found and not optional:
            raise self.error(f"needs at least one [[{name}]] table")
        return found


def read_toml(path: Path) -> PackFile:
    """The file, parsed; BadPack where it is missing or not TOML."""
    if not path.is_file():
        raise BadPack(f"{path}: missing; a pack needs this file")
    source = path.read_text(encoding="utf-8")
    try:
        return PackFile(path=path, source=source, table=tomllib.loads(source))
    except tomllib.TOMLDecodeError as error:
        raise BadPack(f"{path}: {error}") from None


def text(file: PackFile, table: Mapping[str, Any], key: str) -> str:
    """The string under this key."""
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise file.error(f"{key!r} must be a string that is not empty{_in(table)}", near=_hint(table, key))
    return value


def texts(file: PackFile, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The strings under this key; a missing key is an empty tuple only where others stand beside it."""
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise file.error(f"{key!r} must be a list of strings, none of them empty{_in(table)}", near=_hint(table, key))
    return tuple(value)


def number(
    file: PackFile, table: Mapping[str, Any], key: str, low: float | None = None, high: float | None = None
) -> float:
    """The number under this key, within these bounds."""
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise file.error(f"{key!r} must be a number{_in(table)}", near=_hint(table, key))
    if (low is not None and value < low) or (high is not None and value > high):
        raise file.error(f"{key!r} is {value}, outside of {low} to {high}{_in(table)}", near=f"{key} = {value}")
    return float(value)


def one_of(file: PackFile, wanted: str, *values: str) -> None:
    """Raises where a value lacks the placeholder."""
    for value in values:
        if wanted not in value:
            raise file.error(f"a prompt must hold {wanted}: {value!r}", near=value.splitlines()[0])


def _in(table: Mapping[str, Any]) -> str:
    return f" (in {table['name']!r})" if isinstance(table.get("name"), str) else ""


def _hint(table: Mapping[str, Any], key: str) -> str:
    return str(table["name"]) if key not in table and isinstance(table.get("name"), str) else key


def _line_of(source: str, near: str) -> int | None:
    """The line that sets a key of this name, or else the first one that has the words."""
    lines = source.splitlines()
    setting = (count for count, line in enumerate(lines, start=1) if re.match(rf"\s*{re.escape(near)}\s*=", line))
    holding = (count for count, line in enumerate(lines, start=1) if near in line)
    return next(setting, None) or next(holding, None)
