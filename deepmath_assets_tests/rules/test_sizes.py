"""Files, functions and folders keep their size; the exceptions are named and may only shrink.

Each list of exceptions holds the size of today: one that grew fails, and so does one that is not needed any more.
"""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "deepmath_assets"
FILE_LINES, FUNCTION_LINES, FOLDER_ENTRIES = 300, 60, 9
CROWDED_BY_NATURE = {"carriers", "words", "en", "zh", "formats"}
LONGER_FILES: dict[str, int] = {}
LONGER_FUNCTIONS: dict[str, int] = {}
LARGER_FOLDERS: dict[str, int] = {}


def test_files_are_short() -> None:
    long = {str(p.relative_to(PACKAGE)): n for p in PACKAGE.rglob("*.py") if (n := lines(p)) > FILE_LINES}
    assert long == LONGER_FILES


def test_functions_are_short() -> None:
    long = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or 0) - node.lineno + 1
                if size > FUNCTION_LINES:
                    long[f"{path.relative_to(PACKAGE)}:{node.name}"] = size
    assert long == LONGER_FUNCTIONS


def test_folders_have_few_entries() -> None:
    found = {}
    for folder in [PACKAGE, *(p for p in PACKAGE.rglob("*") if p.is_dir())]:
        entries = [e for e in folder.iterdir() if e.name not in {"__init__.py", "__pycache__", "README.md"}]
        code = [e for e in entries if e.is_dir() or e.suffix == ".py"]
        if folder.name not in CROWDED_BY_NATURE and len(code) > FOLDER_ENTRIES:
            found[str(folder.relative_to(PACKAGE))] = len(code)
    assert found == LARGER_FOLDERS


def test_folders_crowded_by_nature_are_there() -> None:
    assert {p.name for p in PACKAGE.rglob("*") if p.is_dir()} >= CROWDED_BY_NATURE


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
