"""What a round fetches, what it leaves, and whether another is to follow."""

import dataframely as dy
import polars as pl

from deepmath_assets.lake.contracts.extract import Pages


class Plan(dy.Schema):
    """Uncollected pages worth fetching or judging again, best first. One row per page record."""

    round = dy.String(primary_key=True)
    part = dy.String(primary_key=True)
    warc_file = dy.String(primary_key=True)
    offset = dy.Int64(primary_key=True, min=0)
    length = dy.Int64(nullable=False, min=0)
    url = dy.String(primary_key=True)
    url_key = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    template = dy.String(nullable=False)
    page_id = dy.String(nullable=True)
    payload_digest = dy.String(nullable=True)
    has_text = dy.Bool(nullable=False)
    priority = dy.Float64(nullable=False, min=0, max=1)
    reason = dy.String(nullable=False)
    rank = dy.Int64(nullable=False, min=1)


class RecalledPages(Pages):
    """Planned pages whose text was not in the lake: fetched by (file, offset, length), as text. One row per page."""

    round = dy.String(primary_key=True)
    template = dy.String(nullable=False)
    accepted = dy.Bool(nullable=False)
    rule = dy.String(nullable=False)
    score = dy.Float64(nullable=False, min=0, max=1)


class Uncollected(dy.Schema):
    """What the census holds and the round did not collect, with what may still be in it. One row per domain.

    `pages_expected` is over unread pages alone: those judged and not collected count as refused. It errs
    upwards, since a plan fetches the likelier pages first.
    """

    round = dy.String(primary_key=True)
    domain = dy.String(primary_key=True)
    pages_known = dy.Int64(nullable=False, min=1)
    pages_uncollected = dy.Int64(nullable=False, min=1)
    pages_unread = dy.Int64(nullable=False, min=0)
    share_expected = dy.Float64(nullable=False, min=0, max=1)
    pages_expected = dy.Float64(nullable=False, min=0)

    @dy.rule()
    def unread_within_uncollected(cls) -> pl.Expr:
        return (pl.col("pages_unread") <= pl.col("pages_uncollected")) & (
            pl.col("pages_uncollected") <= pl.col("pages_known")
        )


class RoundReport(dy.Schema):
    """What each round brought, and whether to stop. One row per round."""

    round = dy.String(primary_key=True)
    pages_scored = dy.Int64(nullable=False, min=0)
    pages_collected = dy.Int64(nullable=False, min=0)
    pages_recalled = dy.Int64(nullable=False, min=0)
    pages_new = dy.Int64(nullable=False, min=0)
    pages_already = dy.Int64(nullable=False, min=0)
    tokens_collected = dy.Int64(nullable=False, min=0)
    tokens_already = dy.Int64(nullable=False, min=0)
    already_share_pages = dy.Float64(nullable=False, min=0, max=1)
    already_share_tokens = dy.Float64(nullable=False, min=0, max=1)
    sources_accepted = dy.Int64(nullable=False, min=0)
    sources_gained = dy.Int64(nullable=False, min=0)
    pages_uncollected = dy.Int64(nullable=False, min=0)
    pages_unread = dy.Int64(nullable=False, min=0)
    pages_expected = dy.Float64(nullable=False, min=0)
    pages_by_text = dy.Int64(nullable=False, min=0)
    pages_by_source = dy.Int64(nullable=False, min=0)
    pages_by_both = dy.Int64(nullable=False, min=0)
    pages_left = dy.Float64(nullable=False, min=0)
    pages_left_deviation = dy.Float64(nullable=False, min=0)
    labelled_pages = dy.Int64(nullable=False, min=0)
    precision_estimated = dy.Float64(nullable=True, min=0, max=1)
    precision = dy.Float64(nullable=True, min=0, max=1)
    recall = dy.Float64(nullable=True, min=0, max=1)
    stop = dy.Bool(nullable=False)
    verdict = dy.String(nullable=False)
