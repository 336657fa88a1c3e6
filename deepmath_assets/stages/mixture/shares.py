"""How many tokens each source should give, and how many it gave.

Shares are those of the paper's section 2.3. The total is bounded by what the domain's own corpus can give: with the
corpus' share as the anchor a small crawl makes a small mixture of the right proportions instead of a large one of
whatever lay around. A source that runs short is repeated up to `max_repeats` passes; what is missing then stays missing
and is said (`short`), since a filler would change the mixture in silence.
"""

import polars as pl

from deepmath_assets.profiles.shapes.mixture import Mixture

_ANCHOR = "corpus"


def wanted_tokens(available: pl.DataFrame, settings: Mixture) -> pl.DataFrame:
    """The plan: one row per source with `wanted_share`, `wanted_tokens`, `planned_tokens`, `repeats`, `short`.

    `available` has `source` and `available_tokens` (of one pass, weights included).
    """
    shares = pl.DataFrame(
        list(settings.shares.model_dump().items()),
        schema={"source": pl.String, "wanted_share": pl.Float64},
        orient="row",
    )
    joined = shares.join(available.select("source", "available_tokens"), on="source", how="left").with_columns(
        pl.col("available_tokens").fill_null(0).cast(pl.Int64)
    )
    total = _total(joined, settings)
    bound = (pl.col("available_tokens") * settings.max_repeats).floor()
    planned = pl.min_horizontal(pl.col("wanted_share") * total, bound).round().cast(pl.Int64)
    return joined.with_columns(
        wanted_tokens=(pl.col("wanted_share") * total).round().cast(pl.Int64), planned_tokens=planned
    ).with_columns(
        repeats=(pl.col("planned_tokens") / pl.max_horizontal("available_tokens", pl.lit(1))),
        short=pl.col("planned_tokens") < pl.col("wanted_tokens") - 1,
    )


def token_shares(plan: pl.DataFrame, rows: pl.DataFrame, tokens: str, settings: Mixture) -> pl.DataFrame:
    """The plan beside what came: `got_tokens`, `got_share`, `reachable_share`, `within`, one row per source.

    `rows` are documents or token shards, `tokens` the column that counts. `reachable_share` is the share once
    short sources gave all they could; `within` asks that `got_share` keeps to it.
    """
    got = rows.group_by("source").agg(pl.col(tokens).sum().cast(pl.Int64).alias("got_tokens"))
    joined = plan.join(got, on="source", how="left").with_columns(pl.col("got_tokens").fill_null(0))
    total_got = pl.max_horizontal(pl.col("got_tokens").sum(), pl.lit(1))
    total_planned = pl.max_horizontal(pl.col("planned_tokens").sum(), pl.lit(1))
    return joined.with_columns(
        got_share=pl.col("got_tokens") / total_got, reachable_share=pl.col("planned_tokens") / total_planned
    ).with_columns(within=(pl.col("got_share") - pl.col("reachable_share")).abs() <= settings.share_tolerance)


def _total(sources: pl.DataFrame, settings: Mixture) -> float:
    """Tokens of the whole mixture: the profile's, or as many as the corpus' share allows."""
    anchor = sources.filter((pl.col("source") == _ANCHOR) & (pl.col("wanted_share") > 0))
    if anchor.is_empty():
        return float(settings.total_tokens)
    share, tokens = anchor.select("wanted_share", "available_tokens").row(0)
    return min(float(settings.total_tokens), float(tokens * settings.max_repeats / share))
