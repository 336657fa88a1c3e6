"""Golden pairs: drop `<case>.html` and `<case>.json` into a folder, that is the test."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import deepmath_assets.stages.extract.carriers as carriers
from deepmath_assets.stages.extract.carriers import CARRIERS
from deepmath_assets.stages.extract.page import Page, extract_page

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
CASES = sorted([*(GOLDEN / "carriers").glob("*/*.html"), *(GOLDEN / "extract").glob("*/*.html")])
NO_CARRIERS = {"__init__", "kinds", "watch", "tex", "dollars", "drawn"}


def read(case: Path) -> Page:
    return extract_page(case.read_bytes(), "https://example.org/note", None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_page_comes_out_as_written_down(case: Path) -> None:
    want, page = json.loads(case.with_suffix(".json").read_text(encoding="utf-8")), read(case)
    assert page.text == want["text"]
    assert (page.formulas, page.display_formulas) == (want["formulas"], want["display_formulas"])
    assert page.formulas_lost == 0
    assert [[s.role, page.text[s.start : s.end]] for s in page.segments] == want.get("segments", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_a_page_written_out_again_by_a_parser_says_the_same(case: Path) -> None:
    source = case.read_text(encoding="utf-8")
    again = LexborHTMLParser(source).html
    assert again is not None
    assert extract_page(again.encode(), "", "utf-8").text == extract_page(source.encode(), "", "utf-8").text


def test_every_carrier_module_is_listed_once() -> None:
    modules = {path.stem for path in Path(carriers.__file__).parent.glob("*.py")} - NO_CARRIERS
    names = [carrier.name.replace("-", "_") for carrier in CARRIERS]
    assert sorted(names) == sorted(modules)


def test_every_carrier_has_a_golden_pair() -> None:
    missing = [c.name for c in CARRIERS if not list((GOLDEN / "carriers" / c.name).glob("*.html"))]
    assert missing == []


def test_every_golden_page_has_its_pair() -> None:
    assert CASES
    assert [case.name for case in CASES if not case.with_suffix(".json").exists()] == []
