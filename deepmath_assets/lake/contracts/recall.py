"""Tables of the recall loop. All but the two that people write are partitioned by round."""

import dataframely as dy
import polars as pl

from deepmath_assets.lake.contracts.extract import Pages


class SeedList(dy.Schema):
    """Addresses of pages that a person says are of the domain. One row per page."""

    url_key = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    source = dy.String(nullable=False)


class Labels(dy.Schema):
    """Pages whose truth a person or kit knows; used to measure, never to decide. One row per page; often empty."""

    url_key = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    label = dy.Int64(nullable=False, min=0, max=1)


class Handover(dy.Schema):
    """What the round before left for this one. One row per fact; empty in the first round.

    `kind` and what `key` and `value` are: `part` (a part that the round covers; `rule` is the hash of its pages),
    `kept` ("table round" of what an earlier round keeps for this one; `rule` is the hash of its rows),
    `collected` (a page_id, its score), `doubtful` (likewise; not collected though it looks like the domain), `source`
    ("domain template", accepted), `rejected_source` (likewise), `yield` (likewise, or "domain *"; the source's yield,
    shrunken towards the domain's), `outcome` (the page_id of a recalled page; 1 accepted, 0 refused).
    """

    round = dy.String(primary_key=True)
    kind = dy.String(primary_key=True)
    key = dy.String(primary_key=True)
    value = dy.Float64(nullable=False)
    rule = dy.String(nullable=True)


class Addresses(dy.Schema):
    """The URL template of each address of the census. One row per address of a domain that got new ones in this round.

    A later round without new addresses of a domain reads the domain's rows of the round before.
    """

    round = dy.String(primary_key=True)
    url_key = dy.String(primary_key=True)
    domain = dy.String(nullable=False)
    template = dy.String(nullable=False)


class LanguageModels(dy.Schema):
    """A character n-gram model of the named seeds, and what its text costs by language. One row per round.

    The first round trains it; later ones carry its row on.
    """

    round = dy.String(primary_key=True)
    artifact = dy.String(nullable=False)
    artifact_hash = dy.String(nullable=False)
    artifact_bytes = dy.Int64(nullable=False, min=1)
    languages = dy.List(
        dy.Struct(
            {
                "language": dy.String(nullable=False),
                "pages": dy.Int64(nullable=False, min=1),
                "mean_bits": dy.Float64(nullable=False, min=0),
                "deviation_bits": dy.Float64(nullable=False, min=0),
            },
            nullable=False,
        ),
        nullable=False,
    )
    card = dy.String(nullable=False)


class PageFacts(dy.Schema):
    """What no round changes of a page with text, counted once. One row per page that is new in this round."""

    round = dy.String(primary_key=True)
    page_id = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    url_key = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    path = dy.String(nullable=False)
    language = dy.String(nullable=False)
    tokens_estimate = dy.Int64(nullable=False, min=0)
    hint = dy.Float64(nullable=False)
    page_kind = dy.String(nullable=False)
    features = dy.String(nullable=False)
    prepared = dy.String(nullable=False)


class Seeds(dy.Schema):
    """Pages that train this round's classifier. One row per page."""

    round = dy.String(primary_key=True)
    page_id = dy.String(primary_key=True)
    domain = dy.String(nullable=False)
    label = dy.Int64(nullable=False, min=0, max=1)
    source = dy.String(nullable=False)
    holdout = dy.Bool(nullable=False)


class Classifier(dy.Schema):
    """The round's fastText model, its training list and its holdout report. One row per round."""

    round = dy.String(primary_key=True)
    artifact = dy.String(nullable=False)
    artifact_hash = dy.String(nullable=False)
    artifact_bytes = dy.Int64(nullable=False, min=1)
    training_hash = dy.String(nullable=False)
    positives = dy.Int64(nullable=False, min=1)
    negatives = dy.Int64(nullable=False, min=1)
    holdout_pages = dy.Int64(nullable=False, min=0)
    holdout_auc = dy.Float64(nullable=False, min=0, max=1)
    holdout_average_precision = dy.Float64(nullable=False, min=0, max=1)
    precision_at_budget = dy.Float64(nullable=False, min=0, max=1)
    precision_at_one_percent = dy.Float64(nullable=False, min=0, max=1)
    calibration_slope = dy.Float64(nullable=False)
    calibration_intercept = dy.Float64(nullable=False)
    settings = dy.String(nullable=False)
    card = dy.String(nullable=False)


class PageScores(dy.Schema):
    """Every page with text, scored and ranked in this round. One row per page.

    `score` combines classifier, mathness and URL evidence; `collected` is the round's verdict by `rule`.
    """

    round = dy.String(primary_key=True)
    page_id = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    url_key = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    path = dy.String(nullable=False)
    language = dy.String(nullable=False)
    template = dy.String(nullable=False)
    tokens_estimate = dy.Int64(nullable=False, min=0)
    classifier = dy.Float64(nullable=False, min=0, max=1)
    mathness = dy.Float64(nullable=False, min=0, max=1)
    source_evidence = dy.Float64(nullable=False, min=-1, max=1)
    score = dy.Float64(nullable=False, min=0, max=1)
    page_kind = dy.String(nullable=False)
    features = dy.String(nullable=False)
    rank = dy.Int64(nullable=False, min=1)
    collected = dy.Bool(nullable=False)
    rule = dy.String(nullable=False)


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


class Review(dy.Schema):
    """Verdicts of people on domains and templates, from the CSV under version control. One row per verdict.

    `template` is `*` where the verdict is on the whole domain.
    """

    domain = dy.String(primary_key=True)
    template = dy.String(primary_key=True)
    verdict = dy.String(nullable=False, check=lambda c: c.is_in(["accept", "reject"]))
    who = dy.String(nullable=True)
    note = dy.String(nullable=True)


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
    precision = dy.Float64(nullable=True, min=0, max=1)
    recall = dy.Float64(nullable=True, min=0, max=1)
    stop = dy.Bool(nullable=False)
    verdict = dy.String(nullable=False)
