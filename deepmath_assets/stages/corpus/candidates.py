"""Pages that any round collected or recalled: where the corpus begins.

What is not here: judging whether a page is of the domain (the recall stage did) or worth keeping (later steps do).
"""

import polars as pl

from deepmath_assets.profiles.shapes.corpus import Corpus

_FROM_PAGES = (
    "page_id", "url", "url_key", "domain", "language", "title", "text", "segments", "text_chars", "formulas",
    "formula_chars", "code_chars", "link_chars", "paragraphs",
)  # fmt: skip
_FROM_SCORES = ("tokens_estimate", "score", "mathness", "page_kind", "rule", "round_first")
COLUMNS = (*_FROM_PAGES, *_FROM_SCORES)


def candidates(
    page_scores: pl.DataFrame, pages: pl.DataFrame | pl.LazyFrame, recalled_pages: pl.DataFrame, settings: Corpus
) -> pl.DataFrame:
    """Pages that a round collected, and accepted recalled ones, with their text; one row per page.

    The newest round that judged a page gives its score, since its classifier knows most; the first round that took
    it is kept as `round_first`. A page that lies in several parts is taken from the first.
    """
    judged = _collected(page_scores)
    scored = pages.lazy().sort("part").unique("page_id", keep="first", maintain_order=True).select(_FROM_PAGES)
    collected = scored.join(judged.lazy(), on="page_id", how="inner").select(COLUMNS).collect()
    fetched = _recalled(recalled_pages, settings).filter(~pl.col("page_id").is_in(collected["page_id"].to_list()))
    merged = pl.concat([_with_earlier_round(collected, recalled_pages), fetched])
    return merged.sort("page_id")


def _collected(page_scores: pl.DataFrame) -> pl.DataFrame:
    taken = page_scores.filter("collected").sort("round")
    first = taken.group_by("page_id").agg(pl.col("round").first().alias("round_first"), pl.col("rule").last())
    newest = page_scores.sort("round").group_by("page_id").last()
    return newest.select("page_id", "tokens_estimate", "score", "mathness", "page_kind").join(first, on="page_id")


def _recalled(recalled_pages: pl.DataFrame, settings: Corpus) -> pl.DataFrame:
    """Accepted recalled pages that no round has scored in full yet: recall's own score stands in for `mathness`."""
    accepted = recalled_pages.filter("accepted").sort("round", "part")
    newest = accepted.unique("page_id", keep="first", maintain_order=True)
    return newest.with_columns(
        tokens_estimate=_tokens(settings),
        mathness=pl.col("score"),
        page_kind=pl.lit("unknown"),
        round_first=pl.col("round"),
    ).select(COLUMNS)


def _with_earlier_round(collected: pl.DataFrame, recalled_pages: pl.DataFrame) -> pl.DataFrame:
    recalled = recalled_pages.filter("accepted").group_by("page_id").agg(pl.col("round").min().alias("_recalled"))
    earlier = pl.min_horizontal("round_first", "_recalled")
    return collected.join(recalled, on="page_id", how="left").with_columns(round_first=earlier).select(COLUMNS)


def _tokens(settings: Corpus) -> pl.Expr:
    chinese = pl.col("text").str.count_matches(r"\p{Han}")
    rest = pl.col("text").str.len_chars() - chinese
    tokens = chinese / settings.han_characters_per_token + rest / settings.other_characters_per_token
    return tokens.ceil().cast(pl.Int64)
