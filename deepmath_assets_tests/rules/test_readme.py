"""README says what is there: its commands, assets, folders, make targets and linked files."""

import re
from pathlib import Path

from typer.main import get_command

from deepmath_assets.cli.app import app
from deepmath_assets.definitions import ASSETS
from deepmath_assets.profiles.load import shipped_profiles

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_listed_and_helpful() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    listed = set(re.findall(r"^\| `deepmath (\w+)`", README, re.MULTILINE))
    assert listed == set(commands)
    assert all(command.help for command in commands.values())


def test_every_asset_is_listed() -> None:
    listed = {name.replace("/", ".") for name in re.findall(r"`([a-z]+/[a-z_]+)`", README)}
    assert {table for asset in ASSETS for table in asset.tables} <= listed


def test_folders_of_the_tree_are_there() -> None:
    tree = README.split("## Where things are")[1].split("```")[1]
    inside = re.findall(r"^  (\w+)(/|\.py)", tree, re.MULTILINE)
    there = {p.name for p in (ROOT / "deepmath_assets").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert {name for name, kind in inside if kind == "/"} == there


def test_make_targets_profiles_and_linked_files_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for profile in shipped_profiles():
        assert f"`{profile}`" in README
    for link in re.findall(r"\]\(((?!http)[^)]+)\)", README):
        assert (ROOT / link).exists(), link
