"""Two spellings of one text give the same units; two texts do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_assets.stages.corpus.leaks.grams import runs
from deepmath_assets.stages.corpus.units import spelt, units_in, units_of

SAME = [
    (r"Find $\frac{1}{2}x$.", r"find \(\dfrac12 x\)"),
    (r"$\left(x+1\right)^2 \leq 9$", r"$$ (x + 1)^{2} \le 9 $$"),
    (r"$x \geqslant 3$", "x ≥ 3"),
    (r"$90^\circ$", "90°"),
    (r"\alpha \to \infty", "α → ∞"),
    (r"\textbf{Prove} that \mathrm{ABC}", "**Prove** that ABC"),
    ("Ana’s 12,000 shells", "ana's 12000 shells"),
    ("a twenty-four hour day", "a twenty-\nfour hour day"),
    ("> quoted line\n> another line", "quoted line another line"),
    ("# Title\n\n- one\n- two", "Title one two"),
    ("甲有３个球，乙有５个球。", "甲有3个球,乙有5个球."),
    ("甲有 3 个球", "甲有3个球"),
    ("he paid 3 * 4 = <<3*4=12>>12 coins", "He paid 3 × 4 = 12 coins"),
    ("see [asy] draw((0,0)--(1,1)); [/asy] here", "see here"),
    ("𝑥² + ½", "x^2 + 1/2"),
]
DIFFERENT = [
    (r"$x \leq 3$", r"$x < 3$"),
    ("x - 3", "x + 3"),
    ("three 12 four", "three 1 2 four"),
    ("甲有3个球", "甲有4个球"),
    ("sin x", "cos x"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_spellings_of_one_text_agree(left, right):
    assert units_of(left) == units_of(right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_texts_differ(left, right):
    assert units_of(left) != units_of(right)


@given(st.text(alphabet=st.sampled_from("ab X1.,$\\+>−- \n山水，３’"), max_size=60))
def test_spelling_loses_no_unit(text):
    assert units_in(spelt(units_of(text))) == units_of(text)


@given(st.text(alphabet=st.sampled_from("ab XY12.,$\\{}^-+=<>\n山水，。３Ａ’*_#°≤[]()"), max_size=80))
def test_spelling_units_and_reading_them_again_changes_nothing_that_matching_sees(text):
    units = units_of(text)
    again = units_of(spelt(units))
    assert units_of(spelt(again)) == again


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text):
    assert all(unit and unit == unit.strip() for unit in units_of(text))


@given(st.lists(st.sampled_from(["a", "bc", "12", "山", "水", "="]), max_size=30), st.integers(1, 12))
def test_runs_are_spelt_as_their_units(units, size):
    expected = [spelt(units[at : at + size]) for at in range(len(units) - size + 1)]
    assert runs(units, size) == expected
