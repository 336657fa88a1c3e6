"""Profiles: shipped ones load, every value names its source, and a wrong key is told with its nearest neighbour."""

from importlib.resources import files
from pathlib import Path

import pytest

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.profiles.load import load_profile, shipped_profiles

FREE = ("name", "extends")


def unsourced(text: str) -> list[str]:
    """Value lines with a comment neither on the line, nor on their section's head, nor right above the section."""
    found, covered, above = [], False, ""
    for line in text.splitlines():
        body, _, comment = line.partition("#")
        if body.startswith("["):
            covered = bool(comment) or above.startswith("#")
        elif "=" in body and not body.startswith(FREE) and not comment and not covered:
            found.append(line)
        above = line if line.strip() else above
    return found


@pytest.mark.parametrize("name", shipped_profiles())
def test_a_shipped_profile_loads_and_names_its_sources(name: str) -> None:
    assert load_profile(name).name == name
    assert unsourced(files("deepmath_assets.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('extends = "seed"\n[corpus]\nmin_text_char = 5\n', r"corpus\.min_text_char; did you mean min_text_chars"),
        ('extends = "seed"\n[corpsu]\nx = 1\n', r"corpsu; did you mean corpus"),
        ('extends = "seed"\nseed = -1\n', "seed: input should be greater"),
        ('extends = "nowhere"\n', "no profile 'nowhere'"),
        ("seed = = 1", "mine.toml"),
    ],
)
def test_a_wrong_profile_says_what_and_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadProfile, match=message):
        load_profile(str(path))


def test_profiles_must_not_extend_each_other_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "{path}"\n', encoding="utf-8")
    with pytest.raises(BadProfile, match="circle"):
        load_profile(str(path))
