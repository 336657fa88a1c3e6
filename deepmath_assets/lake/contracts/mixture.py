"""Tables of the mixture stage: documents by source, tokenizer, shards, card."""

import dataframely as dy


class _Source(dy.Schema):
    """Documents of one source."""

    document_id = dy.String(primary_key=True)
    source = dy.String(nullable=False)
    origin = dy.String(nullable=False)
    language = dy.String(nullable=False)
    text = dy.String(nullable=False)
    text_chars = dy.Int64(nullable=False, min=1)


class Code(_Source):
    """Source files in programming languages. One row per file."""


class Papers(_Source):
    """Papers and reference articles of the domain. One row per document."""


class General(_Source):
    """Ordinary pages of the crawl, outside the domain. One row per page."""


class Documents(dy.Schema):
    """Documents of all sources in the order of training, with the copies that the token shares ask for.

    One row per document and copy. `page_id` is null where the document is no page.
    """

    position = dy.Int64(primary_key=True, min=0)
    document_id = dy.String(nullable=False)
    copy = dy.Int64(nullable=False, min=0)
    source = dy.String(nullable=False)
    language = dy.String(nullable=False)
    subdomain = dy.String(nullable=False)
    page_id = dy.String(nullable=True)
    tokens_estimate = dy.Int64(nullable=False, min=1)
    text = dy.String(nullable=False)


class Tokenizer(dy.Schema):
    """The tokenizer trained on the mixture. One row."""

    artifact = dy.String(primary_key=True)
    artifact_hash = dy.String(nullable=False)
    artifact_bytes = dy.Int64(nullable=False, min=1)
    vocabulary = dy.Int64(nullable=False, min=256)
    characters_per_token = dy.Float64(nullable=False, min=0)
    card = dy.String(nullable=False)


class TokenShards(dy.Schema):
    """Where each document lies in the token shards. One row per document and copy.

    A shard is a flat file of little-endian unsigned integers; `token_offset` and `tokens` count tokens, the
    end-of-document token included. `artifact` is the folder that holds the shard files and their index.
    """

    shard = dy.String(primary_key=True)
    token_offset = dy.Int64(primary_key=True, min=0)
    tokens = dy.Int64(nullable=False, min=1)
    document_id = dy.String(nullable=False)
    copy = dy.Int64(nullable=False, min=0)
    source = dy.String(nullable=False)
    page_id = dy.String(nullable=True)
    artifact = dy.String(nullable=False)
    artifact_hash = dy.String(nullable=False)


class DatasetCard(dy.Schema):
    """The dataset card, written from the lake's own tables. One row."""

    artifact = dy.String(primary_key=True)
    artifact_hash = dy.String(nullable=False)
    artifact_bytes = dy.Int64(nullable=False, min=1)
    card = dy.String(nullable=False)
