"""Text as fastText wants it: one line of tokens parted by spaces.

Words are lower-cased; Chinese and Japanese characters stand alone, since nothing parts their words; TeX commands stay
whole; digits become one token by length, so that years and page numbers are not learnt by heart; other signs stand
alone. fastText's own tokenizer only splits at ASCII whitespace, and a newline ends the example.
"""

import re

import polars as pl

_TOKENS = re.compile(r"\\[A-Za-z]+|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+|[\u3040-\u30ff\u3400-\u9fff]|\d+|[^\w\s]")
_RUNS = re.compile(r"([^\w\s])(?: \1)+")


def prepared_text(title: str, text: str, max_chars: int) -> str:
    r"""The page's title and text as one line of tokens.

    >>> prepared_text("Rings", "Let $x^2 \\in R$,\nso 2024.", 100)
    'rings let $ x ^ <1> \\in r $ , so <4> .'
    >>> prepared_text("", "求导数f(x)", 100)
    '求 导 数 f ( x )'
    """
    tokens = (_token(found.group()) for found in _TOKENS.finditer(f"{title}\n{text[:max_chars]}"))
    return _RUNS.sub(r"\1", " ".join(tokens))


def prepared_texts(pages: pl.DataFrame, max_chars: int) -> pl.DataFrame:
    """Prepared text by page_id; one row per page."""
    rows = pages.select("page_id", "title", "text").unique("page_id", keep="first", maintain_order=True)
    lines = [prepared_text(title, text, max_chars) for title, text in rows.select("title", "text").iter_rows()]
    return rows.select("page_id").with_columns(prepared=pl.Series(lines, dtype=pl.String))


def _token(found: str) -> str:
    return f"<{min(len(found), 5)}>" if found[0].isdecimal() else found.lower() if found[0] != "\\" else found
