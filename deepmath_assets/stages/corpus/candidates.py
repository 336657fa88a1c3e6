"""Pages that the newest round to judge them collected or recalled: where the corpus begins.

An earlier round's choice does not stand against a later one's: the later classifier knows more, and a person's refusal
of a source is meant for what was collected before, too.

What is not here: judging whether a page is of the domain (the recall stage did) or worth keeping (later steps do).
"""

import polars as pl

from deepmath_assets.lake.contracts.decisions import Reason
from deepmath_assets.profiles.shapes.corpus import Corpus

_FROM_PAGES = (
    "page_id", "url", "url_key", "domain", "language", "title", "text", "segments", "text_chars", "formulas",
    "formula_chars", "code_chars", "link_chars", "paragraphs",
)  # fmt: skip
_FROM_SCORES = ("tokens_estimate", "score", "mathness", "page_kind", "rule", "round_first")
COLUMNS = (*_FROM_PAGES, *_FROM_SCORES)


def candidates(
    page_scores: pl.DataFrame, pages: pl.DataFrame | pl.LazyFrame, recalled_pages: pl.DataFrame, settings: Corpus
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pages collected, and accepted recalled ones, with their text; and all other pages, with the reason.

    The newest round that judged a page decides and gives its score; the first round that took it is kept as
    `round_first`. A page that lies in several parts is taken from the first; a page that one round recalled is scored
    by the next ones like any other.
    """
    crawled = pages.lazy().sort("part").unique("page_id", keep="first", maintain_order=True).select(_FROM_PAGES)
    fetched = recalled_pages.lazy().sort("round", "part").select(_FROM_PAGES)
    texts = pl.concat([crawled, fetched]).unique("page_id", keep="first", maintain_order=True)
    collected = texts.join(_collected(page_scores).lazy(), on="page_id", how="inner").select(COLUMNS).collect()
    unscored = _recalled(recalled_pages.join(page_scores, on="page_id", how="anti"), settings)
    merged = pl.concat([_with_earlier_round(collected, recalled_pages), unscored]).sort("page_id")
    known = texts.select("page_id").collect()["page_id"]
    return merged, _left_out(known, page_scores, recalled_pages, merged["page_id"])


def _collected(page_scores: pl.DataFrame) -> pl.DataFrame:
    taken = page_scores.filter("collected").sort("round")
    first = taken.group_by("page_id").agg(pl.col("round").first().alias("round_first"))
    newest = page_scores.sort("round").group_by("page_id").last().filter("collected")
    return newest.join(first, on="page_id").select("page_id", *_FROM_SCORES)


def _recalled(recalled_pages: pl.DataFrame, settings: Corpus) -> pl.DataFrame:
    """Accepted ones of recalled pages that no round has scored in full: recall's own score stands in for `mathness`."""
    newest = recalled_pages.sort("round", "part").unique("page_id", keep="last", maintain_order=True)
    return newest.filter("accepted").with_columns(
        tokens_estimate=_tokens(settings),
        mathness=pl.col("score"),
        page_kind=pl.lit("unknown"),
        round_first=pl.col("round"),
    ).select(COLUMNS)


def _with_earlier_round(collected: pl.DataFrame, recalled_pages: pl.DataFrame) -> pl.DataFrame:
    recalled = recalled_pages.filter("accepted").group_by("page_id").agg(pl.col("round").min().alias("_recalled"))
    earlier = pl.min_horizontal("round_first", "_recalled")
    return collected.join(recalled, on="page_id", how="left").with_columns(round_first=earlier).select(COLUMNS)


def _left_out(
    known: pl.Series, page_scores: pl.DataFrame, recalled_pages: pl.DataFrame, kept: pl.Series
) -> pl.DataFrame:
    """Pages that are no candidates, with what the newest round said of them."""
    verdict = ("round", "page_id", "score", "rule")
    recalled = recalled_pages.select(*verdict, collected="accepted")
    judged = pl.concat([page_scores.select(*verdict, "collected"), recalled]).sort("round").group_by("page_id")
    said = judged.agg(pl.col("round", "score", "rule", "collected").last())
    pages = pl.DataFrame({"page_id": pl.concat([known, said["page_id"]]).unique().sort()})
    left = pages.filter(~pl.col("page_id").is_in(kept.implode())).join(said, on="page_id", how="left")
    reason = (
        pl.when(pl.col("score").is_null()).then(pl.lit(Reason.NOT_SCORED.value))
        .when("collected").then(pl.lit(Reason.NO_TEXT_LEFT.value))
        .otherwise(pl.lit(Reason.NOT_COLLECTED.value))
    )  # fmt: skip
    detail = pl.format("{} in {}, score {}", "rule", "round", pl.col("score").round(4))
    return left.sort("page_id").select(row_id="page_id", reason=reason, detail=detail)


def _tokens(settings: Corpus) -> pl.Expr:
    chinese = pl.col("text").str.count_matches(r"\p{Han}")
    rest = pl.col("text").str.len_chars() - chinese
    tokens = chinese / settings.han_characters_per_token + rest / settings.other_characters_per_token
    return tokens.ceil().cast(pl.Int64)
