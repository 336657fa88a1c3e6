"""What the judged pages say of their sources, and which of these the next round trusts."""

import dataframely as dy
import polars as pl


class DomainScores(dy.Schema):
    """Private registrable domains by the share of their pages collected. One row per domain.

    `by_share` is the paper's rule (over 10 percent of the domain's pages, section 2.1); `by_bound` asks the same of
    the lower end of the Wilson interval.
    """

    round = dy.String(primary_key=True)
    domain = dy.String(primary_key=True)
    pages_known = dy.Int64(nullable=False, min=1)
    pages_scored = dy.Int64(nullable=False, min=0)
    pages_collected = dy.Int64(nullable=False, min=0)
    tokens_collected = dy.Int64(nullable=False, min=0)
    share = dy.Float64(nullable=False, min=0, max=1)
    share_low = dy.Float64(nullable=False, min=0, max=1)
    by_share = dy.Bool(nullable=False)
    by_bound = dy.Bool(nullable=False)
    verdict = dy.String(nullable=True)

    @dy.rule()
    def collected_within_known(cls) -> pl.Expr:
        return pl.col("pages_collected") <= pl.col("pages_known")


class UrlTemplates(dy.Schema):
    """URL templates mined from the census, with the yield of each. One row per domain and template."""

    round = dy.String(primary_key=True)
    domain = dy.String(primary_key=True)
    template = dy.String(primary_key=True)
    support = dy.Int64(nullable=False, min=1)
    scored = dy.Int64(nullable=False, min=0)
    pages_collected = dy.Int64(nullable=False, min=0)
    uncollected = dy.Int64(nullable=False, min=0)
    yield_share = dy.Float64(nullable=False, min=0, max=1)
    yield_low = dy.Float64(nullable=False, min=0, max=1)
    expected_tokens = dy.Int64(nullable=False, min=0)
    examples = dy.List(dy.String(nullable=False), nullable=False)


class ReliableSources(dy.Schema):
    """Domains and templates that the next round trusts, and those it refuses. One row per source."""

    round = dy.String(primary_key=True)
    domain = dy.String(primary_key=True)
    template = dy.String(primary_key=True)
    accepted = dy.Bool(nullable=False)
    by = dy.String(nullable=False)
    evidence = dy.Float64(nullable=False, min=0, max=1)
    support = dy.Int64(nullable=False, min=0)
    uncollected = dy.Int64(nullable=False, min=0)
