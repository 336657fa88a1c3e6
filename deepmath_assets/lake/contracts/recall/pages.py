"""What a round knows of pages and addresses, and how it judges the pages."""

import dataframely as dy


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
    rarity_log_odds = dy.Float64(nullable=False, min=0)
    score = dy.Float64(nullable=False, min=0, max=1)
    page_kind = dy.String(nullable=False)
    features = dy.String(nullable=False)
    rank = dy.Int64(nullable=False, min=1)
    collected = dy.Bool(nullable=False)
    rule = dy.String(nullable=False)
