"""Which of several pages that say the same stays."""

import polars as pl


def best_first(pages: pl.DataFrame) -> pl.DataFrame:
    """Pages in the order of survival: the highest score, then the longest text, then the smallest page_id.

    >>> pages = pl.DataFrame({"page_id": ["b", "a", "c"], "score": [0.5, 0.5, 0.9], "text_chars": [7, 7, 1]})
    >>> best_first(pages)["page_id"].to_list()
    ['c', 'a', 'b']
    """
    return pages.sort(["score", "text_chars", "page_id"], descending=[True, True, False])
