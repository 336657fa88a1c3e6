"""Tables of the evaluation stage: items, samples, reports, errors, and what goes back into the sampling."""

import dataframely as dy


class Benchmarks(dy.Schema):
    """Benchmark items. One row per item."""

    item_id = dy.String(primary_key=True)
    benchmark = dy.String(nullable=False)
    split = dy.String(nullable=False)
    language = dy.String(nullable=False)
    question = dy.String(nullable=False, min_length=1)
    solution = dy.String(nullable=True)
    answer = dy.String(nullable=False, min_length=1)
    choices = dy.List(dy.String(nullable=False), nullable=True)
    subject = dy.String(nullable=True)
    level = dy.String(nullable=True)


class Checkpoints(dy.Schema):
    """The model of a checkpoint as evaluation takes it, and the hash of its content. One row per checkpoint.

    A new model changes its own partition alone, so that the samples of other checkpoints do not become stale with it.
    """

    checkpoint = dy.String(primary_key=True)
    artifact = dy.String(nullable=False)
    artifact_hash = dy.String(nullable=False)


class Samples(dy.Schema):
    """Completions that a checkpoint gave. One row per item and sample; `model_hash` is the model's content."""

    checkpoint = dy.String(primary_key=True)
    model_hash = dy.String(nullable=False)
    item_id = dy.String(primary_key=True)
    sample = dy.Int64(primary_key=True, min=0)  # type: ignore[assignment]  # the base class has a method of the name
    benchmark = dy.String(nullable=False)
    language = dy.String(nullable=False)
    subject = dy.String(nullable=False)
    level = dy.String(nullable=False)
    completion = dy.String(nullable=False)
    answer = dy.String(nullable=False)
    answer_key = dy.String(nullable=False)
    correct = dy.Bool(nullable=False)
    tokens = dy.Int64(nullable=False, min=0)


class Reports(dy.Schema):
    """Pass@K and Maj@K with intervals. One row per checkpoint, slice, metric and K.

    `slice` is `all`, `language`, `benchmark` or `subject`; `value_of` names which.
    """

    checkpoint = dy.String(primary_key=True)
    slice = dy.String(primary_key=True)
    value_of = dy.String(primary_key=True)
    metric = dy.String(primary_key=True, check=lambda c: c.is_in(["pass_at_k", "maj_at_k"]))
    k = dy.Int64(primary_key=True, min=1)
    items = dy.Int64(nullable=False, min=1)
    samples_per_item = dy.Int64(nullable=False, min=1)
    value = dy.Float64(nullable=False, min=0, max=1)
    low = dy.Float64(nullable=False, min=0, max=1)
    high = dy.Float64(nullable=False, min=0, max=1)


class ErrorReport(dy.Schema):
    """Where the last checkpoint fails. One row per sub-domain, benchmark, language and level."""

    checkpoint = dy.String(primary_key=True)
    subject = dy.String(primary_key=True)
    benchmark = dy.String(primary_key=True)
    language = dy.String(primary_key=True)
    level = dy.String(primary_key=True)
    items = dy.Int64(nullable=False, min=1)
    errors = dy.Float64(nullable=False, min=0)
    error_rate = dy.Float64(nullable=False, min=0, max=1)
    low = dy.Float64(nullable=False, min=0, max=1)
    high = dy.Float64(nullable=False, min=0, max=1)


class TrainingFeedback(dy.Schema):
    """Weights by which the next sampling favours weak sub-domains. One row per sub-domain.

    `subjects` are the benchmarks' own names for it; a subject that the pack maps to none is in `decisions`.
    """

    subdomain = dy.String(primary_key=True)
    weight = dy.Float64(nullable=False, min=0)
    error_rate = dy.Float64(nullable=False, min=0, max=1)
    items = dy.Int64(nullable=False, min=1)
    subjects = dy.List(dy.String(nullable=False), nullable=False)
    reason = dy.String(nullable=False)
