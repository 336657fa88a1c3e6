"""Tables of the crawl stage: what was delivered, what the index knows, and what became of every record."""

import dataframely as dy
import polars as pl


class Files(dy.Schema):
    """WARC files of a delivery. One row per file."""

    part = dy.String(primary_key=True)
    warc_file = dy.String(primary_key=True)
    file_bytes = dy.Int64(nullable=True, min=0)
    digest = dy.String(nullable=True)


class Index(dy.Schema):
    """Rows of the crawl's URL index (cc-index). One row per captured record."""

    part = dy.String(primary_key=True)
    warc_file = dy.String(primary_key=True)
    offset = dy.Int64(primary_key=True, min=0)
    length = dy.Int64(nullable=False, min=0)
    url = dy.String(nullable=False)
    url_key = dy.String(nullable=False)
    host = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    path = dy.String(nullable=False)
    status = dy.Int64(nullable=True)
    mime = dy.String(nullable=True)
    index_languages = dy.String(nullable=True)
    payload_digest = dy.String(nullable=True)


class Census(dy.Schema):
    """Every HTML response that was read and every index row that was not. One row per record.

    A place in an archive may hold several records, one gzip member that is, so the address belongs to the key.
    `outcome`: `page` (it passed the screen, `extract.pages` has it), `screened_out` (it shows too little of the domain
    for its length), `not_fetched` (the index alone knows it), or the reason that the record or page was refused.
    """

    part = dy.String(primary_key=True)
    warc_file = dy.String(primary_key=True)
    offset = dy.Int64(primary_key=True, min=0)
    length = dy.Int64(nullable=False, min=0)
    url = dy.String(primary_key=True)
    url_key = dy.String(nullable=False)
    host = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    path = dy.String(nullable=False)
    status = dy.Int64(nullable=True)
    mime = dy.String(nullable=True)
    page_id = dy.String(nullable=True)
    payload_digest = dy.String(nullable=True)
    payload_bytes = dy.Int64(nullable=True, min=0)
    screen_hits = dy.List(dy.String(nullable=False), nullable=True)
    screen_score = dy.Float64(nullable=True)
    outcome = dy.String(nullable=False)

    @dy.rule()
    def pages_have_an_id(cls) -> pl.Expr:
        return (pl.col("outcome") != "page") | pl.col("page_id").is_not_null()


class WarcReport(dy.Schema):
    """Records of each WARC file by what became of them. One row per file and outcome."""

    part = dy.String(primary_key=True)
    warc_file = dy.String(primary_key=True)
    outcome = dy.String(primary_key=True)
    records = dy.Int64(nullable=False, min=0)
    payload_bytes = dy.Int64(nullable=False, min=0)
    example = dy.String(nullable=True)
