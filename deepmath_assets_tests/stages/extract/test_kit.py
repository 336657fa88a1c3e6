"""Figures on the scoring kit, as floors that may only rise. Slow: the whole dev half."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from deepmath_assets.stages.extract.page import extract_page

FLOORS = {
    "recall": 0.985,
    "precision": 0.97,
    "context": 0.985,
    "display": 0.99,
    "scripts": 0.95,
    "container_f1": 0.96,
    "content_f1": 0.95,
    "shingle_f1": 0.945,
    "sentence_f1": 0.92,
    "code_indented": 0.96,
}


def load(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(folder))
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_floors(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = shared_data / "extraction"
    scoring, bench = load(kit, "scoring", monkeypatch), load(kit, "bench", monkeypatch)
    rows = []
    for pages in sorted((kit / "pages").glob("*.jsonl.gz")):
        gold = {row["id"]: row for row in scoring.read_jsonl(kit / "gold" / pages.name)}
        for page in scoring.read_jsonl(pages):
            text = extract_page(scoring.page_bytes(page), page["url"], page.get("charset")).text
            rows.append({"error": None, "chars": len(text), "cpu_ms": 0.0, **bench.score(page, gold[page["id"]], text)})
    total = bench.summary(rows)
    assert {name: round(total[name], 4) for name, floor in FLOORS.items() if total[name] < floor} == {}
