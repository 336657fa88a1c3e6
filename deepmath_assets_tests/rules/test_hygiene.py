"""No path of a machine, no registry's host, no large artefact in what is tracked."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "py" + "pi.org", "python" + "hosted", "npm" + "js.org"]))
LARGEST_BYTES = 1_000_000


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path.suffix in {".py", ".md", ".toml", ".sql", ".txt", ".yaml", ".yml", ""} or path.name == "Makefile":
            found += [f"{path.relative_to(ROOT)}: {m}" for m in FORBIDDEN.findall(path.read_text("utf-8", "replace"))]
    assert found == []


def test_nothing_tracked_is_large() -> None:
    assert [str(path) for path in tracked() if path.stat().st_size > LARGEST_BYTES] == []
