"""Named features of a page's text, each between 0 and 1, from which quality is computed.

They are plain counts that a person can check on the page; none needs a model. What is not here: perplexity under a
small language model, and whether the mathematics is right.
"""

import math

import polars as pl

FEATURES = (
    "domain_score", "mathness", "formula_share", "code_share", "link_share", "sentence_share", "repetition",
    "role_share", "length",
)  # fmt: skip

_SENTENCE_END = r"[.!?:;。！？：；…$]['\"”’)\]]*\s*$"


def features(pages: pl.DataFrame, full_length_chars: int) -> pl.DataFrame:
    """`page_id` and one column per feature; a length of `full_length_chars` or more counts as 1."""
    characters = pl.max_horizontal(pl.col("text_chars"), pl.lit(1))
    lines = pl.col("text").str.split("\n").list.eval(pl.element().filter(pl.element().str.strip_chars() != ""))
    count = pl.max_horizontal(lines.list.len(), pl.lit(1))
    ended = lines.list.eval(pl.element().str.contains(_SENTENCE_END)).list.sum()
    length = (characters.cast(pl.Float64).log() / math.log(full_length_chars)).round(9).clip(0, 1)
    return pages.select(
        "page_id",
        domain_score=pl.col("score"),
        mathness=pl.col("mathness"),
        formula_share=(pl.col("formula_chars") / characters).clip(0, 1),
        code_share=(pl.col("code_chars") / characters).clip(0, 1),
        link_share=(pl.col("link_chars") / characters).clip(0, 1),
        sentence_share=(ended / count).fill_null(0.0),
        repetition=1 - (lines.list.n_unique() / count).clip(0, 1),
        role_share=(_covered() / characters).clip(0, 1),
        length=length,
    )


def _covered() -> pl.Expr:
    """Characters in segments with a role (statement, solution, proof, ...)."""
    spans = pl.col("segments").list.eval(pl.element().struct.field("end") - pl.element().struct.field("start"))
    return spans.list.sum().fill_null(0)
