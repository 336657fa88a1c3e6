"""Tables of the extract stage: a page as text, with formulas, code, segments and measured features."""

import dataframely as dy

SEGMENTS = dy.List(
    dy.Struct(
        {
            "role": dy.String(nullable=False),
            "start": dy.Int64(nullable=False),
            "end": dy.Int64(nullable=False),
            "confidence": dy.Float64(nullable=False),
            "evidence": dy.String(nullable=False),
        },
        nullable=False,
    ),
    nullable=False,
)


class Pages(dy.Schema):
    """Pages that passed the screen, as text. One row per page of a part.

    `page_id` is the 128-bit xxh3 of (url_key, payload digest), hex. `segments` are spans of `text` in characters.
    """

    page_id = dy.String(primary_key=True)
    part = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    url_key = dy.String(nullable=False)
    host = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    path = dy.String(nullable=False)
    warc_file = dy.String(nullable=False)
    offset = dy.Int64(nullable=False, min=0)
    length = dy.Int64(nullable=False, min=0)
    payload_digest = dy.String(nullable=True)
    title = dy.String(nullable=False)
    language = dy.String(nullable=False)
    charset = dy.String(nullable=True)
    text = dy.String(nullable=False)
    segments = SEGMENTS
    text_chars = dy.Int64(nullable=False, min=0)
    carriers_found = dy.Int64(nullable=False, min=0)
    formulas = dy.Int64(nullable=False, min=0)
    formulas_lost = dy.Int64(nullable=False, min=0)
    formula_chars = dy.Int64(nullable=False, min=0)
    display_formulas = dy.Int64(nullable=False, min=0)
    code_blocks = dy.Int64(nullable=False, min=0)
    code_chars = dy.Int64(nullable=False, min=0)
    tables = dy.Int64(nullable=False, min=0)
    links = dy.Int64(nullable=False, min=0)
    link_chars = dy.Int64(nullable=False, min=0)
    paragraphs = dy.Int64(nullable=False, min=0)
    headings = dy.Int64(nullable=False, min=0)
    list_items = dy.Int64(nullable=False, min=0)
    screen_hits = dy.List(dy.String(nullable=False), nullable=False)
    screen_score = dy.Float64(nullable=False)
