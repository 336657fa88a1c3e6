"""The one table of drops: every row that a stage leaves out, and why."""

from enum import StrEnum
from typing import NamedTuple

import dataframely as dy
import polars as pl


class Reason(StrEnum):
    """Every reason for which a row is left out, across all stages."""

    # crawl and extract
    NOT_MATHEMATICS_BY_SCREEN = "screened_out"
    FETCH_FAILED = "fetch_failed"
    NOT_A_PAGE = "not_a_page"
    SAME_RECORD = "same_record"
    # recall
    UNSURE = "unsure"
    LABELS_DISAGREE = "labels_disagree"
    SUPERSEDED = "superseded"
    ALREADY_SCORED = "already_scored"
    # corpus
    NOT_SCORED = "not_scored"
    NOT_COLLECTED = "not_collected"
    NO_TEXT_LEFT = "no_text_left"
    LANGUAGE = "language_not_wanted"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LOW_DENSITY = "low_density"
    MOSTLY_LINKS = "mostly_links"
    SAME_URL = "same_url"
    SAME_TEXT = "same_text"
    NEAR_DUPLICATE = "near_duplicate"
    BENCHMARK_NGRAM = "benchmark_ngram"
    BENCHMARK_ITEM = "benchmark_item"
    SPLIT_NOT_GUARDED = "split_not_guarded"
    LOW_QUALITY = "low_quality"
    NOT_SAMPLED = "not_sampled"
    # mixture
    SOURCE_FULL = "source_full"
    IN_DOMAIN = "in_domain"
    EMPTY_TEXT = "empty_text"
    SKIPPED_FOLDER = "skipped_folder"
    OTHER_FORMAT = "other_format"
    # instruct
    NO_ANSWER = "no_answer"
    NO_QUESTION = "no_question"
    BAD_RECORD = "bad_record"
    PROGRAM_FAILED = "program_failed"
    ANSWER_MISMATCH = "answer_mismatch"
    SAME_QUESTION = "same_question"
    NO_REASONING = "no_reasoning"
    # training and evaluation
    HELD_OUT = "held_out"
    OTHER_KIND = "kind_not_trained"
    BAD_ITEM = "bad_item"
    TRAINING_SPLIT = "training_split"
    UNMAPPED_SUBJECT = "subject_not_mapped"


DROPPED = {"row_id": pl.String, "reason": pl.String, "detail": pl.String}


class Given(NamedTuple):
    """What a reader made of rows from outside: those kept, those dropped with a reason, and how many it met.

    `met` is counted where a row is met, before any judgement, so that it can be held against the two. Who has no row
    of their own to name a drop by names its place (`labels.csv#7`).
    """

    kept: pl.DataFrame
    dropped: pl.DataFrame
    met: int


class Decisions(dy.Schema):
    """Rows that were left out. One row per step and row.

    `step` is the table that the row did not enter, with the partition where there is one (`extract.pages/part-1`);
    `detail` holds the evidence (the surviving page, the item and n-gram, the value that missed a threshold).
    """

    step = dy.String(primary_key=True)
    row_id = dy.String(primary_key=True)
    table_name = dy.String(nullable=False)
    reason = dy.String(nullable=False, check=lambda c: c.is_in([r.value for r in Reason]))
    detail = dy.String(nullable=True)
