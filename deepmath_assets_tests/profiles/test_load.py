"""Profiles: shipped ones load, every value names its source, and a wrong key is told with its nearest neighbour."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import ValidationError

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.profiles.load import load_profile, shipped_profiles
from deepmath_assets.profiles.shapes import Profile
from deepmath_assets.profiles.shapes.base import Shape

FREE = ("name", "extends")
SOURCE = re.compile(r"§\d|own choice|published|likewise|Table \d|Figure \d|equation \d|arXiv")


def unsourced(text: str) -> list[str]:
    """Value lines with no source on the line, where none is on their section's head or right above it either."""
    found, covered, above = [], False, ""
    for line in text.splitlines():
        body, _, comment = line.partition("#")
        if body.startswith("["):
            covered = bool(SOURCE.search(comment)) or (above.startswith("#") and bool(SOURCE.search(above)))
        elif "=" in body and not body.startswith(FREE) and not SOURCE.search(comment) and not covered:
            found.append(line)
        above = line
    return found


def test_a_value_without_a_source_is_seen() -> None:
    text = "[a]\nx = 1  # why not\ny = 2  # own choice\n\n# §2.1\n[b]\nz = 3\n\n[c]  # a section\nw = 4\n"
    assert unsourced(text) == ["x = 1  # why not", "w = 4"]


@pytest.mark.parametrize("name", shipped_profiles())
def test_a_shipped_profile_loads_and_names_its_sources(name: str) -> None:
    assert load_profile(name).name == name
    assert unsourced(files("deepmath_assets.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('extends = "seed"\n[corpus]\nmin_text_char = 5\n', r"corpus\.min_text_char; did you mean min_text_chars"),
        ('extends = "seed"\n[corpsu]\nx = 1\n', r"corpsu; did you mean corpus"),
        ('extends = "seed"\n[recall.classifier]\ndims = 5\n', r"recall\.classifier\.dims; did you mean dim\?"),
        ('extends = "seed"\nseed = -1\n', "seed: input should be greater"),
        ('extends = "seed"\n[corpus]\nlanguages = 5\n', r"corpus\.languages: input should be"),
        ('name = "mine"\nseed = 1\n', "workers: field required"),
        ('extends = "nowhere"\n', "no profile 'nowhere'"),
        ("seed = = 1", "mine.toml"),
    ],
)
def test_a_wrong_profile_says_what_and_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadProfile, match=message):
        load_profile(str(path))


def test_a_profile_lays_its_values_over_those_that_it_extends(tmp_path: Path) -> None:
    (tmp_path / "below.toml").write_text('extends = "seed"\nname = "below"\nseed = 3\nworkers = 3\n', encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(f'extends = "{tmp_path / "below.toml"}"\nworkers = 4\n[recall.classifier]\ndim = 7\n', "utf-8")
    found, seed = load_profile(str(mine)), load_profile("seed")
    assert (found.name, found.seed, found.workers, found.recall.classifier.dim) == ("below", 3, 4, 7)
    assert found.corpus == seed.corpus
    assert found.recall.classifier.model_copy(update={"dim": seed.recall.classifier.dim}) == seed.recall.classifier


def test_a_loaded_profile_is_frozen() -> None:
    with pytest.raises(ValidationError):
        load_profile("demo").seed = 1  # type: ignore[misc]


def test_no_shape_has_a_default() -> None:
    todo, seen = [Profile], set()
    while todo:
        shape = todo.pop()
        seen.add(shape)
        for name, field in shape.model_fields.items():
            assert field.is_required(), f"{shape.__name__}.{name} has a default: values live in the TOML files"
            if isinstance(field.annotation, type) and issubclass(field.annotation, Shape):
                todo.append(field.annotation)
    assert len(seen) > 20


def test_profiles_must_not_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "{path}"\n', encoding="utf-8")
    with pytest.raises(BadProfile, match="circle"):
        load_profile(str(path))
