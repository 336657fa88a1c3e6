"""Imports point one way, heavy libraries are imported late, Dagster lives in `defs/`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "deepmath_assets"
RANK = {
    "base": 0, "lake": 1, "profiles": 2, "packs": 3, "stages": 4, "sample_web": 4, "defs": 5, "definitions": 6,
    "cli": 6,
}  # fmt: skip
DAGSTER_IN = {"dagster": {"defs", "definitions"}, "dagster_pipes": {"defs"}}
LATE = {"torch", "transformers", "trl", "fasttext", "datasets", "matplotlib", "math_verify", "accelerate"}
VAGUE = {"utils", "helpers", "common", "manager", "util", "helper", "managers"}
FILES = sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> tuple[str, ...]:
    return path.relative_to(PACKAGE).with_suffix("").parts


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Each imported module's dotted name, and whether it is imported when the module is."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef))
    late = {id(node) for f in functions for node in ast.walk(f)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in late) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or "", id(node) not in late
            if node.module == "deepmath_assets":
                yield from ((f"deepmath_assets.{alias.name}", id(node) not in late) for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: "/".join(place(p)))
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    mine = place(path)
    for name, at_import in imports(path):
        top = name.partition(".")[0]
        assert not (at_import and top in LATE), f"imports {name} at module top"
        assert top not in DAGSTER_IN or mine[0] in DAGSTER_IN[top], f"imports {name} outside defs/"
        if top == "deepmath_assets" and "." in name:
            check_edge(mine, name.split(".")[1:])


def check_edge(mine: tuple[str, ...], other: list[str]) -> None:
    if mine == ("__init__",):
        return
    assert RANK[other[0]] <= RANK[mine[0]], f"{'/'.join(mine)} imports {'.'.join(other)}, which lies above it"
    if mine[0] == "stages" and other[0] == "stages" and len(other) > 1 and len(mine) > 1:
        assert mine[1] == other[1], f"the stage {mine[1]} imports the stage {other[1]}"
    if RANK[other[0]] == RANK[mine[0]] == RANK["stages"]:
        assert mine[0] == other[0], f"{mine[0]} and {other[0]} never import each other"


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ("base/text", "lake.tables"),
        ("lake/tables", "profiles.load"),
        ("packs/load", "stages.recall.rounds"),
        ("stages/recall/rounds", "stages.corpus.units"),
        ("stages/recall/rounds", "sample_web.generate"),
        ("sample_web/generate", "stages.extract.page"),
        ("stages/crawl/records", "defs.crawl"),
        ("defs/crawl", "cli.app"),
    ],
)
def test_an_edge_that_goes_up_or_sideways_is_refused(mine: str, other: str) -> None:
    with pytest.raises(AssertionError):
        check_edge(tuple(mine.split("/")), other.split("."))


def test_every_folder_of_the_package_has_a_rank() -> None:
    assert {place(path)[0] for path in FILES} - {"__init__"} == set(RANK)


def test_no_module_has_a_vague_name() -> None:
    assert [path for path in FILES if set(place(path)) & VAGUE] == []
