"""Benchmark items as grams: runs of ten units, or the whole of a shorter text.

The paper's rule (section 2.1, after Guo et al. 2024, DeepSeek-Coder): a 10-gram that occurs in a benchmark is
forbidden; of a benchmark text with 3 to 9 grams only the whole; below 3 grams nothing can be said, and here such texts
are listed rather than forgotten. What a unit is, is in units.py.
"""

from collections.abc import Sequence

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.units import spelt, spelt_with_places

FIELDS = ("question", "solution", "answer")


def runs(units: Sequence[str], size: int) -> list[str]:
    """Every run of `size` units as one text, in order.

    >>> runs(["a", "b", "c"], 2)
    ['a b', 'b c']
    """
    text, starts, ends = spelt_with_places(units)
    return [text[start:end] for start, end in zip(starts, ends[size - 1 :], strict=False)]


def grams_of(units: Sequence[str], settings: Leaks) -> tuple[str, dict[str, Sequence[str]]]:
    """The rule that guards a text of these units, and its distinct grams with the units of each.

    >>> from deepmath_assets.profiles.load import load_profile
    >>> grams_of(["two", "plus", "two"], load_profile("paper-v1").corpus.leaks)
    ('whole', {'two plus two': ['two', 'plus', 'two']})
    """
    size = settings.gram_units
    if len(units) >= size:
        found = runs(units, size)
        return "ngram", {gram: units[place : place + size] for place, gram in enumerate(found)}
    rule = "whole" if len(units) >= settings.whole_min_units else "unguardable"
    return rule, {spelt(units): units}


def unguarded_items(benchmarks: pl.DataFrame, settings: Leaks) -> pl.DataFrame:
    """Items of splits meant for training, which may stand in the corpus, as rows of `decisions`."""
    rows = benchmarks.filter(pl.col("split").is_in(list(settings.unguarded_splits))).sort("item_id")
    return rows.select(row_id="item_id", reason=pl.lit(Reason.SPLIT_NOT_GUARDED.value), detail="split")


def guarded_items(benchmarks: pl.DataFrame, settings: Leaks) -> pl.DataFrame:
    """Texts to guard: one row per item and field that has text; splits meant for training are left out.

    `identity` is equal for copies of an item in several benchmarks (subsets, re-issues), different for two items that
    merely ask in the same words.
    """
    guarded = benchmarks.filter(~pl.col("split").is_in(list(settings.unguarded_splits)))
    choices = pl.col("choices").list.join("\n").fill_null("")
    named = guarded.with_columns(identity=pl.concat_str("question", "answer", choices, separator="\n"))
    index = ("item_id", "benchmark", "language", "identity")
    return (
        named.unpivot(FIELDS, index=index, variable_name="field", value_name="text")
        .filter(pl.col("text").is_not_null())
        .sort("item_id", "field")
    )
