"""Documents of all sources in the order of training, as many copies of each as the shares ask for.

A source's documents are passed over whole as often as its plan allows; the last pass, which covers a part, goes by a
draw from each document's id, in which heavier documents come earlier, until the tokens are reached. So the amounts are
exact to one document, and neither row order nor the other sources matter.
"""

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.lake.contracts.decisions import DROPPED, Reason
from deepmath_assets.profiles.shapes.mixture import Mixture, TokenEstimate
from deepmath_assets.stages.mixture.shares import wanted_tokens
from deepmath_assets.stages.mixture.source_tables import Kept

_OFFERED = ("document_id", "source", "language", "subdomain", "page_id", "weight", "text")
_COLUMNS = (*_OFFERED, "tokens_estimate")


def documents(
    sampled_pages: pl.DataFrame,
    papers: pl.DataFrame,
    code: pl.DataFrame,
    general: pl.DataFrame,
    settings: Mixture,
    seed: int,
) -> Kept:
    """Documents with `position` and `copy`; those that the plan leaves out are dropped as `source_full`."""
    offered = offered_documents(sampled_pages, papers, code, general, settings)
    plan = wanted_tokens(available_tokens(offered), settings)
    counted = pl.concat([_copied(offered, source, planned, seed) for source, planned in _planned(plan)])
    left_out = counted.filter(pl.col("_copies") == 0)
    detail = pl.format("the share of {} is full", "source")
    dropped = left_out.select(row_id="document_id", reason=pl.lit(Reason.SOURCE_FULL.value), detail=detail)
    kept = _shuffled(counted.filter(pl.col("_copies") > 0), seed)
    return kept, pl.concat([pl.DataFrame(schema=DROPPED), dropped]).sort("row_id")


def offered_documents(
    sampled_pages: pl.DataFrame, papers: pl.DataFrame, code: pl.DataFrame, general: pl.DataFrame, settings: Mixture
) -> pl.DataFrame:
    """All sources as one table with `weight`; a page that serves as a paper is not of the corpus as well.

    Tokens are estimated anew in one way for all, since shares compare sources.
    """
    own = sampled_pages.filter(~pl.col("page_id").is_in(papers["document_id"].to_list()))
    pages = own.with_columns(document_id=pl.col("page_id"), source=pl.lit("corpus"), weight=pl.col("copies"))
    is_page = pl.col("document_id").is_in(sampled_pages["page_id"].to_list()) | (pl.col("source") == "general")
    others = pl.concat([papers, code, general]).with_columns(
        subdomain=pl.lit(""),
        page_id=pl.when(is_page).then(pl.col("document_id")),
        weight=pl.lit(1.0),
    )
    together = pl.concat([pages.select(_OFFERED), others.select(_OFFERED)])
    counted = together.with_columns(tokens_estimate=_tokens(settings.estimate).clip(lower_bound=1))
    return counted.select(_COLUMNS).sort("document_id")


def available_tokens(offered: pl.DataFrame) -> pl.DataFrame:
    """Tokens of one pass over each source, weights included: `source`, `available_tokens`."""
    weighed = (pl.col("tokens_estimate") * pl.col("weight")).sum().floor().cast(pl.Int64)
    return offered.group_by("source").agg(weighed.alias("available_tokens")).sort("source")


def _planned(plan: pl.DataFrame) -> list[tuple[str, int]]:
    return [(source, tokens) for source, tokens in plan.select("source", "planned_tokens").iter_rows()]


def _copied(offered: pl.DataFrame, source: str, planned: int, seed: int) -> pl.DataFrame:
    """One source with `_copies`: whole passes for all, one more for those drawn until the tokens are reached."""
    mine = offered.filter(pl.col("source") == source)
    passes = planned / max(float((mine["tokens_estimate"] * mine["weight"]).sum()), 1.0)
    draw = pl.Series([stable_fraction(name, seed, "copies") for name in mine["document_id"]], dtype=pl.Float64)
    asked = pl.col("weight") * passes
    whole = (asked + 1e-9).floor()
    part = (asked - whole).clip(lower_bound=0)
    raced = mine.with_columns(_whole=whole, _race=pl.lit(draw) / pl.max_horizontal(part, pl.lit(1e-12)))
    left = planned - float((raced["_whole"] * raced["tokens_estimate"]).sum())
    ordered = raced.sort("_race", "document_id")
    before = pl.col("tokens_estimate").cum_sum() - pl.col("tokens_estimate")
    one_more = before + pl.col("tokens_estimate") / 2 <= left
    return ordered.with_columns(_copies=(pl.col("_whole") + one_more.cast(pl.Float64)).cast(pl.Int64)).sort(
        "document_id"
    )


def _shuffled(counted: pl.DataFrame, seed: int) -> pl.DataFrame:
    copies = counted.with_columns(copy=pl.int_ranges(pl.col("_copies"))).explode("copy")
    names = copies.select("document_id", "copy").iter_rows()
    order = pl.Series([stable_fraction(f"{name}#{copy}", seed, "order") for name, copy in names], dtype=pl.Float64)
    placed = copies.with_columns(_order=order).sort("_order", "document_id", "copy").with_row_index("position")
    return placed.select(
        pl.col("position").cast(pl.Int64), "document_id", "copy", "source", "language", "subdomain", "page_id",
        "tokens_estimate", "text",
    )  # fmt: skip


def _tokens(settings: TokenEstimate) -> pl.Expr:
    """Tokens by classes of characters: formulas and code have many signs to the letter, so length alone misleads."""
    text = pl.col("text")
    classes = (
        (r"\p{Han}", settings.han_per_token),
        (r"[\p{L}--\p{Han}]", settings.letters_per_token),
        (r"\p{N}", settings.digits_per_token),
        (r"[^\p{L}\p{N}\s]", settings.symbols_per_token),
    )
    counted = [text.str.count_matches(pattern) / per_token for pattern, per_token in classes]
    return pl.sum_horizontal(counted).ceil().cast(pl.Int64)
