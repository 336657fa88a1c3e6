"""Candidates of a wanted language, length and density; then one page per address and one per text.

The paper deduplicates Common Crawl by URL before the recall (section 2.1); thresholds of length and density are not
stated there. Near-duplicates, which share most of their text, are the next step's.
"""

import polars as pl
import xxhash

from deepmath_assets.lake.contracts.decisions import DROPPED, Reason
from deepmath_assets.profiles.shapes.corpus import Corpus
from deepmath_assets.stages.corpus.duplicates.ranking import best_first
from deepmath_assets.stages.corpus.units import units_of


def unique_pages(candidates: pl.DataFrame, settings: Corpus) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pages kept, and those dropped with the rule that dropped them (`row_id`, `reason`, `detail`).

    The survivor among equals is the first by `best_first`.
    """
    fit, unfit = _filtered(candidates, settings)
    one_per_url, same_url = _first_of_each(best_first(fit), pl.col("url_key"), Reason.SAME_URL)
    one_per_text, same_text = _first_of_each(one_per_url, _text_key(one_per_url), Reason.SAME_TEXT)
    return one_per_text.sort("page_id"), pl.concat([unfit, same_url, same_text]).sort("row_id")


def text_key(text: str) -> str:
    r"""Hash of what a text says, whatever its case, spacing, punctuation or formula spelling.

    >>> text_key(r"Let $x \le 3$.") == text_key("let  x ≤ 3")
    True
    """
    return xxhash.xxh3_128_hexdigest(" ".join(units_of(text)).encode("utf-8", "surrogatepass"))


def _filtered(candidates: pl.DataFrame, settings: Corpus) -> tuple[pl.DataFrame, pl.DataFrame]:
    judged = candidates.with_columns(_verdict(settings))
    unfit = judged.filter(pl.col("_reason").is_not_null())
    dropped = unfit.select(row_id="page_id", reason="_reason", detail="_detail")
    return judged.filter(pl.col("_reason").is_null()).drop("_reason", "_detail"), dropped


def _verdict(settings: Corpus) -> list[pl.Expr]:
    """The first rule that a page breaks, and the value that broke it."""
    characters = pl.col("text_chars")
    link_share = pl.col("link_chars") / pl.max_horizontal(characters, pl.lit(1))
    rules = (
        (Reason.LANGUAGE, ~pl.col("language").is_in(list(settings.languages)), pl.col("language")),
        (Reason.TOO_SHORT, characters < settings.min_text_chars, pl.format("{} characters", characters)),
        (Reason.TOO_LONG, characters > settings.max_text_chars, pl.format("{} characters", characters)),
        (Reason.MOSTLY_LINKS, link_share > settings.max_link_share, pl.format("link share {}", link_share.round(3))),
        (
            Reason.LOW_DENSITY,
            pl.col("mathness") < settings.min_mathness,
            pl.format("mathness {}", pl.col("mathness").round(4)),
        ),
    )
    reasons = [pl.when(broken).then(pl.lit(reason.value)) for reason, broken, _ in rules]
    details = [pl.when(broken).then(value.cast(pl.String)) for _, broken, value in rules]
    return [pl.coalesce(reasons).alias("_reason"), pl.coalesce(details).alias("_detail")]


def _text_key(pages: pl.DataFrame) -> pl.Expr:
    return pl.lit(pl.Series([text_key(text) for text in pages["text"]], dtype=pl.String))


def _first_of_each(ranked: pl.DataFrame, key: pl.Expr, reason: Reason) -> tuple[pl.DataFrame, pl.DataFrame]:
    if ranked.is_empty():
        return ranked, pl.DataFrame(schema=DROPPED)
    marked = ranked.with_columns(key.alias("_key")).with_columns(
        _survivor=pl.col("page_id").first().over("_key"), _number=pl.int_range(pl.len()).over("_key")
    )
    later = marked.filter(pl.col("_number") > 0)
    detail = pl.format("{} is kept", pl.col("_survivor"))
    dropped = later.select(row_id="page_id", reason=pl.lit(reason.value), detail=detail)
    return marked.filter(pl.col("_number") == 0).drop("_key", "_survivor", "_number"), dropped
