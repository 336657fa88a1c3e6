"""No path of a machine, no registry's host, no large artefact in what is tracked."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/", "/ho" + "me/")
HOSTS = ("py" + "pi.org", "python" + "hosted", "npm" + "js.org", "conda" + ".anaconda.org", "crates" + ".io/")
FORBIDDEN = re.compile("|".join(map(re.escape, (*PLACES, *HOSTS))))
# A folder that the jail makes anew inside its own root.
EXCEPTIONS = {"deepmath_assets/stages/evaluation/isolation/jail.py: /tm" + "p/"}
LARGEST_BYTES = 1_000_000
READ = {".py", ".md", ".toml", ".sql", ".txt", ".yaml", ".yml", ".csv", ".json", ".html", ""}


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = set()
    for path in tracked():
        if path.suffix in READ:
            found |= {f"{path.relative_to(ROOT)}: {m}" for m in FORBIDDEN.findall(path.read_text("utf-8", "replace"))}
    assert found == EXCEPTIONS


def test_nothing_tracked_was_made_by_a_run() -> None:
    made = {".db", ".parquet", ".crc", ".gz", ".warc", ".safetensors", ".pyc", ".log", ".out", ".err"}
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.suffix in made] == []


def test_nothing_tracked_is_large() -> None:
    assert [str(path) for path in tracked() if path.stat().st_size > LARGEST_BYTES] == []
