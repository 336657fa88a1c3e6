"""From a TOML file to a checked, frozen profile.

A profile may extend another (`extends = "seed"`): its tables are laid over the other's, key by key. An unknown key is
an error that names its nearest neighbour, since a silently ignored threshold is worse than none.
"""

import difflib
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.profiles.shapes import Profile


def load_profile(name: str) -> Profile:
    """The profile of this name (shipped ones: paper-v1, seed, demo) or at this path.

    >>> load_profile("paper-v1").name
    'paper-v1'
    """
    values = _resolve(name, ())
    try:
        return Profile.model_validate(values)
    except ValidationError as error:
        raise BadProfile(f"profile {name}: {_explain(error, values)}") from None


def shipped_profiles() -> list[str]:
    """Names of the profiles that come with the package.

    >>> "demo" in shipped_profiles()
    True
    """
    folder = files("deepmath_assets.profiles")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """The lower table with the upper one's keys laid over it, table by table.

    >>> overlay({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}})
    {'a': {'x': 1, 'y': 3}}
    """
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = overlay(merged[key], value) if both else value
    return merged


def values_of(profile: Profile, names: tuple[str, ...]) -> dict[str, Any]:
    """The profile's values under these dotted names; a section's name stands for all in it.

    >>> values_of(load_profile("paper-v1"), ("crawl.fetch_attempts",))
    {'crawl.fetch_attempts': 6}
    """
    return {name: _value(profile, name) for name in names}


def _value(profile: Profile, name: str) -> Any:
    here: Any = profile.model_dump(mode="json")
    for step in name.split("."):
        if not isinstance(here, dict) or step not in here:
            raise BadProfile(f"the profile has no value {name!r} (an asset names it in uses=...)")
        here = here[step]
    return here


def _resolve(name: str, seen: tuple[str, ...]) -> dict[str, Any]:
    if name in seen:
        raise BadProfile(f"profiles extend each other in a circle: {' -> '.join((*seen, name))}")
    values = _read(name)
    parent = values.pop("extends", None)
    return overlay(_resolve(parent, (*seen, name)), values) if parent else values


def _read(name: str) -> dict[str, Any]:
    shipped = name in shipped_profiles()
    path = Path(str(files("deepmath_assets.profiles").joinpath(f"{name}.toml"))) if shipped else Path(name)
    if not path.is_file():
        raise BadProfile(f"no profile {name!r}: give a path to a .toml file or one of {', '.join(shipped_profiles())}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"profile {path}: {error}") from None


def _explain(error: ValidationError, values: Mapping[str, Any]) -> str:
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{place}: {first['msg'].lower()}"
    near = difflib.get_close_matches(str(first["loc"][-1]), _known_keys(first["loc"][:-1]), n=1, cutoff=0.0)
    return f"unknown key {place}; did you mean {near[0]}?" if near else f"unknown key {place}"


def _known_keys(place: tuple[int | str, ...]) -> list[str]:
    shape: Any = Profile
    for step in place:
        shape = shape.model_fields[str(step)].annotation
    return list(shape.model_fields)
