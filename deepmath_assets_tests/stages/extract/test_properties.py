"""What holds for every page: no formula lost or invented, spans inside the text, nothing raised."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.stages.extract.page import extract_page

ATOMS = st.sampled_from(["x", "y_1", r"\alpha", "a^2", r"\frac{a}{b}", r"\sqrt{n+1}", "2", r"\mathbb{R}"])
RELATIONS = st.sampled_from(["+", "=", r"\le", r"\in", "<", r"\cdot"])
TEX = st.builds(lambda a, r, b: f"{a} {r} {b}", ATOMS, RELATIONS, ATOMS)
WORDS = st.lists(
    st.sampled_from(["the", "limit", "of", "this", "sequence", "exists", "and", "is", "bounded", "by", "one"]),
    min_size=6,
    max_size=12,
)
CARRIERS = {
    "paren": lambda tex: rf"\({html.escape(tex)}\)",
    "script": lambda tex: f'<script type="math/tex">{tex}</script>',
    "katex": lambda tex: (
        '<span class="katex"><span class="katex-mathml"><math><semantics><mi>q</mi>'
        f'<annotation encoding="application/x-tex">{html.escape(tex)}</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true">q</span></span>'
    ),
    "alttext": lambda tex: f'<math alttext="{html.escape(tex)}"><mi>q</mi></math>',
    "image": lambda tex: f'<img class="latex" src="/latex.php?latex=q" alt="{html.escape(tex)}">',
    "attribute": lambda tex: f'<span data-tex="{html.escape(tex)}"></span>',
    "mwe": lambda tex: f'<span class="mwe-math-element"><img alt="{html.escape(tex)}" src="/math/render/1"></span>',
}
PARTS = st.lists(st.tuples(WORDS, st.sampled_from(sorted(CARRIERS)), TEX), min_size=1, max_size=6)
FORMULA = re.compile(r"(?<!\\)\$([^$]+)\$")


@settings(max_examples=60, deadline=None)
@given(PARTS)
def test_no_formula_is_lost_or_invented_and_order_is_kept(parts: list[tuple[list[str], str, str]]) -> None:
    body = "".join(f"<p>{' '.join(words)} {CARRIERS[kind](tex)} {words[0]}.</p>" for words, kind, tex in parts)
    page = extract_page(f"<html><body><main>{body}</main></body></html>".encode(), "", "utf-8")
    assert FORMULA.findall(page.text) == [tex for _, _, tex in parts]
    assert (page.carriers_found, page.formulas, page.formulas_lost) == (len(parts), len(parts), 0)


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=solution>",
        "</div>",
        "<ul><li>",
        "</ul>",
        "<table><tr><td>",
        "</table>",
        "<pre>",
        "</pre>",
        "$",
        "$$",
        "\\(",
        "\\)",
        "\\begin{align}",
        "\\end{align}",
        "<math><mi>x</mi>",
        "</math>",
        "<details><summary>Solution</summary>",
        "</details>",
        "Solution. ",
        "题意：",
        "text of some length, ",
        "`",
        "|",
        "<sub>2</sub>",
        "<br>",
        "<h2>Answer</h2>",
        "<!-- c -->",
        "\u2028",
        "&lt;",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_any_soup_gives_a_page_with_spans_inside_its_text(pieces: list[str]) -> None:
    page = extract_page("".join(pieces).encode(), "", None)
    assert page.formulas_lost >= 0
    for segment in page.segments:
        assert 0 <= segment.start < segment.end <= len(page.text)
        assert 0 < segment.confidence <= 1
    page.text.encode("utf-8")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gbk", "shift_jis", "utf-16", "rot13", "", "x" * 50]))
def test_any_bytes_under_any_label_give_text(raw: bytes, charset: str | None) -> None:
    extract_page(raw, "", charset).text.encode("utf-8")


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_the_same_bytes_give_the_same_page(parts: list[tuple[list[str], str, str]]) -> None:
    raw = "".join(f"<p>{' '.join(words)} {CARRIERS[kind](tex)}</p>" for words, kind, tex in parts).encode()
    assert extract_page(raw, "", None) == extract_page(raw, "", None)
