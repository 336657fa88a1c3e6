"""Tables of the corpus stage: from collected pages to pages worth a model's time."""

import dataframely as dy
import polars as pl

from deepmath_assets.lake.contracts.extract import SEGMENTS


class _Page(dy.Schema):
    """Columns that a page keeps on its way through the corpus."""

    page_id = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    url_key = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    language = dy.String(nullable=False)
    title = dy.String(nullable=False)
    text = dy.String(nullable=False)
    segments = SEGMENTS
    text_chars = dy.Int64(nullable=False, min=0)
    formulas = dy.Int64(nullable=False, min=0)
    formula_chars = dy.Int64(nullable=False, min=0)
    code_chars = dy.Int64(nullable=False, min=0)
    link_chars = dy.Int64(nullable=False, min=0)
    paragraphs = dy.Int64(nullable=False, min=0)
    tokens_estimate = dy.Int64(nullable=False, min=0)
    score = dy.Float64(nullable=False, min=0, max=1)
    mathness = dy.Float64(nullable=False, min=0, max=1)
    page_kind = dy.String(nullable=False)
    rule = dy.String(nullable=False)
    round_first = dy.String(nullable=False)


class Candidates(_Page):
    """Pages that the newest round to judge them collected or recalled. One row per page."""


class UniquePages(_Page):
    """Candidates of a wanted language, length and density, one per URL and per text. One row per page."""


class NearDuplicates(dy.Schema):
    """Pages that are nearly the same as another. One row per page in a cluster of two or more.

    `survivor` is the best of the cluster; where it leaks, the next best that is clean stays in its place.
    """

    page_id = dy.String(primary_key=True)
    cluster = dy.String(nullable=False)
    survivor = dy.String(nullable=False)
    jaccard = dy.Float64(nullable=False, min=0, max=1)
    cluster_pages = dy.Int64(nullable=False, min=2)


class NgramBlacklist(dy.Schema):
    """n-grams of benchmark items that no page may hold. One row per n-gram and item.

    `rule`: `ngram` (10 grams in a row), `whole` (the whole text: 3 to 9 grams, or more where none of its 10-grams is
    informative), `unguardable` (below 3: listed only).
    `unit`: `word` (en) or `character` (zh). `gram` is normalised text, units joined by one space, none beside a
    Chinese character; `grams` counts them. Only `informative` grams accuse a page.
    """

    gram = dy.String(primary_key=True)
    item_id = dy.String(primary_key=True)
    field = dy.String(primary_key=True)
    benchmark = dy.String(nullable=False)
    language = dy.String(nullable=False)
    unit = dy.String(nullable=False, check=lambda c: c.is_in(["word", "character"]))
    grams = dy.Int64(nullable=False, min=0)
    rule = dy.String(nullable=False, check=lambda c: c.is_in(["ngram", "whole", "unguardable"]))
    informative = dy.Bool(nullable=False)


class CleanPages(_Page):
    """Unique pages without any benchmark item, one of each cluster of near-duplicates. One row per page."""


class QualityScores(dy.Schema):
    """Quality and sub-domain of each clean page, with the features behind them. One row per page."""

    page_id = dy.String(primary_key=True)
    quality = dy.Float64(nullable=False, min=0, max=1)
    subdomain = dy.String(nullable=False)
    subdomain_confidence = dy.Float64(nullable=False, min=0, max=1)
    features = dy.String(nullable=False)


class SampledPages(_Page):
    """Clean pages chosen by quality within each source and sub-domain. One row per page; `copies` is its weight."""

    quality = dy.Float64(nullable=False, min=0, max=1)
    subdomain = dy.String(nullable=False)
    stratum = dy.String(nullable=False)
    copies = dy.Float64(nullable=False, min=0)

    @dy.rule()
    def drawn(cls) -> pl.Expr:
        return pl.col("copies") > 0


class Funnel(dy.Schema):
    """Pages and tokens left after each step, by language. One row per step and language."""

    step_number = dy.Int64(primary_key=True)
    step = dy.String(nullable=False)
    language = dy.String(primary_key=True)
    pages = dy.Int64(nullable=False, min=0)
    tokens_estimate = dy.Int64(nullable=False, min=0)
