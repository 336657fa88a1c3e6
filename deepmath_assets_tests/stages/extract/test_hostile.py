"""Pages that want to hurt: each ends soon, keeps the words round the hostile part, and says what was wrong."""

import time

import pytest

from deepmath_assets.stages.extract.guard import Guard, guarded
from deepmath_assets.stages.extract.page import extract_page
from deepmath_assets.stages.extract.reading.limits import Limits

BEFORE, AFTER = "The first words of this page come before.", "The last words of this page come after."
HOSTILE = {
    "deep": "<div>" * 30_000 + "x" + "</div>" * 30_000,
    "unclosed": "<b>" * 50_000,
    "misnested": "<a href=1><div><b>x</a>" * 8000,
    "many": "<p>x</p>" * 30_000,
    "options": "<select>" + "<option>x" * 30_000 + "</select>",
    "attributes": "<div " + " ".join(f"a{i}=1" for i in range(200_000)) + ">x</div>",
    "dollars": "<p>" + "$" * 100_000 + "</p>",
    "openers": "<p>" + r"\(" * 50_000 + r"\)</p>",
    "environments": "<p>" + r"\begin{array}" * 20_000 + "x" + r"\end{array}" * 20_000 + "</p>",
    "braces": "<p>$" + "{" * 100_000 + "x" + "}" * 100_000 + "$</p>",
    "mathml": "<math>" + "<mrow>" * 20_000 + "<mi>x</mi>" + "</mrow>" * 20_000 + "</math>",
    "roots": "<math>" + "<msqrt>" * 300 + "<mi>x</mi>" + "</msqrt>" * 300 + "</math>",
    "drawing": "<mjx-container><mjx-math>"
    + "<mjx-mroot>" * 20_000
    + "x"
    + "</mjx-mroot>" * 20_000
    + "</mjx-math></mjx-container>",
    "drawings": "<mjx-container><svg>" + "<g data-mml-node=mo><path data-c=zz></g>" * 15_000 + "</svg></mjx-container>",
    "images": "<img class=tex alt='x^2'> " * 20_000,
    "table": "<table>" + ("<tr>" + "<td>1" * 150) * 150 + "</table>",
    "backticks": "<p>" + " ".join("`" * i for i in range(300)) + "</p>",
    "json": "<script type='application/ld+json'>" + "[" * 200_000 + "</script>",
    "comments": "<!-- " * 30_000 + "-->",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_part_is_survived_and_its_surroundings_kept(name: str) -> None:
    start = time.monotonic()
    page = extract_page(f"<main><p>{BEFORE}</p>{HOSTILE[name]}<p>{AFTER}</p></main>".encode(), "", "utf-8")
    assert time.monotonic() - start < 5
    flat = " ".join(page.text.split())
    assert BEFORE in flat
    assert AFTER in flat


def test_reason_says_which_limit_was_broken() -> None:
    assert extract_page(("<p>" + HOSTILE["unclosed"] + "text").encode(), "", None).outcome == "too_deep"
    limits = Limits(max_elements=100)
    assert extract_page(b"<p>x</p>" * 13_000, "", None, limits).outcome == "too_many_elements"
    assert extract_page(b"<p>some words</p>" * 100, "", None, Limits(max_bytes=90)).outcome == "too_large"
    assert extract_page(b"%PDF-1.5 not a page", "", None).outcome == "not_html"
    assert extract_page(b"", "", None).outcome == "empty"


def test_guard_kills_a_slow_page_and_goes_on() -> None:
    slow = f"<p>{HOSTILE['environments'] * 4}</p>".encode()
    with Guard(page_seconds=0.001) as guard:
        assert guard.extract(slow, "", None).outcome == "too_slow"
        guard.page_seconds = 30
        assert guard.extract(b"<p>fine again</p>", "", None).text == "fine again"


def test_guard_replaces_a_child_that_died() -> None:
    with Guard(page_seconds=30) as guard:
        assert guard.extract(b"<p>one</p>", "", None).text == "one"
        assert guard.child is not None
        guard.child.kill()
        guard.child.wait()
        assert guard.extract(b"<p>two</p>", "", None).text == "two"


def test_guarded_pages_are_the_pages_of_a_plain_call() -> None:
    pages = [(b"<p>a \\(x\\)</p>", "u", None), (b"", "u", "gbk"), ("<p>数学</p>".encode("gbk"), "u", "gbk")]
    assert list(guarded(pages, 30)) == [extract_page(*page) for page in pages]
