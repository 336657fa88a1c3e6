"""The one table of drops: every row that a stage leaves out, and why."""

from enum import StrEnum

import dataframely as dy


class Reason(StrEnum):
    """Every reason for which a row is left out, across all stages."""

    # crawl and extract
    NOT_MATHEMATICS_BY_SCREEN = "screened_out"
    FETCH_FAILED = "fetch_failed"
    NOT_A_PAGE = "not_a_page"
    # corpus
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
    LOW_QUALITY = "low_quality"
    NOT_SAMPLED = "not_sampled"
    # mixture
    SOURCE_FULL = "source_full"
    IN_DOMAIN = "in_domain"
    EMPTY_TEXT = "empty_text"
    # instruct
    NO_ANSWER = "no_answer"
    NO_QUESTION = "no_question"
    BAD_RECORD = "bad_record"
    PROGRAM_FAILED = "program_failed"
    ANSWER_MISMATCH = "answer_mismatch"
    SAME_QUESTION = "same_question"
    NO_REASONING = "no_reasoning"
    # evaluation
    BAD_ITEM = "bad_item"


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
