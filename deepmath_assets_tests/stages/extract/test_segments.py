"""Segments from cues and from marks: what opens and closes them."""

import pytest

from deepmath_assets.stages.extract.page import extract_page
from deepmath_assets.stages.extract.segments.cues import role_of_label


def roles(body: str) -> list[tuple[str, str]]:
    page = extract_page(f"<main>{body}</main>".encode(), "", "utf-8")
    return [(s.role, page.text[s.start : s.end]) for s in page.segments]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Solution", "reasoning"),
        ("Proof.", "reasoning"),
        ("证明", "reasoning"),
        ("答案", "answer"),
        ("Exercise 3", "question"),
        ("例题 2", "question"),
        ("The solution of the equation", ""),
        ("Probleme", ""),
    ],
)
def test_labels(label: str, role: str) -> None:
    assert role_of_label(label) == role


def test_prose_that_mentions_a_cue_opens_nothing() -> None:
    assert roles("<p>The solution was found in 1900, and the answer surprised everybody who had asked.</p>") == []


def test_heading_of_the_same_rank_closes_a_segment() -> None:
    found = roles("<h2>Problem</h2><p>Find x.</p><h2>Solution</h2><p>Take x = 1.</p><h2>History</h2><p>Old.</p>")
    assert found == [("question", "Find x."), ("reasoning", "Take x = 1.")]


def test_question_ends_where_its_solution_begins() -> None:
    body = (
        "<div class=exercise><p>Find the root of the polynomial.</p><div class=solution><p>It is one.</p></div></div>"
    )
    assert roles(body) == [("question", "Find the root of the polynomial."), ("reasoning", "It is one.")]


def test_example_with_a_reply_is_a_question() -> None:
    found = roles("<h3>Example</h3><p>How many are there?</p><h3>Answer</h3><p>Three of them.</p>")
    assert found == [("question", "How many are there?"), ("answer", "Three of them.")]


def test_single_post_is_no_question() -> None:
    assert roles("<div class=post><div class=bbWrapper><p>Just a note on a walk in the woods.</p></div></div>") == []


def test_last_boxed_formula_is_the_answer() -> None:
    found = roles(r"<h2>Solution</h2><p>First \(\boxed{1}\), in the end \(\boxed{\frac{1}{2}}\).</p>")
    assert ("answer", r"\frac{1}{2}") in found


def test_json_ld_names_the_question_and_the_answer_that_the_page_shows() -> None:
    stated = (
        '{"@type": "QAPage", "mainEntity": {"@type": "Question", "text": "<p>How many primes are there below ten?</p>",'
        ' "acceptedAnswer": {"@type": "Answer", "text": "There are four of them, as a list shows at once."}}}'
    )
    shown = "<p>How many primes are there below ten?</p><p>There are four of them, as a list shows at once.</p>"
    script = f"<script type='application/ld+json'>{stated}</script>"
    assert roles(script + shown) == [
        ("question", "How many primes are there below ten?"),
        ("answer", "There are four of them, as a list shows at once."),
    ]


def test_broken_json_ld_says_nothing() -> None:
    assert roles("<script type='application/ld+json'>{\"Question\": [</script><p>Some words of a page.</p>") == []
