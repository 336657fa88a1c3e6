"""Text as fastText wants it: one line of tokens parted by spaces.

Words are lower-cased; Chinese and Japanese characters stand alone, since nothing parts their words; TeX commands stay
whole; digits become one token by length, so that years and page numbers are not learnt by heart; other signs stand
alone. fastText's own tokenizer only splits at ASCII whitespace, and a newline ends the example.

Words alone (`words_only`) leave out formulas and code. A classifier that sees formulas learns from seeds full of them
that a page without is none of the domain, and refuses proofs in words; mathness counts formulas anyway. Two views of a
page that each suffice teach each other what one alone could not learn (Blum and Mitchell 1998, co-training): pages that
formulas give away bring the words of the next round's positives. Ours go through one joint score, not by turns.
"""

import re

import polars as pl

from deepmath_assets.profiles.shapes.recall import ClassifierText
from deepmath_assets.stages.recall.scoring.features import COMMANDS, SET_APART

_TOKENS = re.compile(r"\\[A-Za-z]+|[^\W\d_\u3040-\u30ff\u3400-\u9fff]+|[\u3040-\u30ff\u3400-\u9fff]|\d+|[^\w\s]")
_RUNS = re.compile(r"([^\w\s])(?: \1)+")


def prepared_text(title: str, text: str, policy: ClassifierText) -> str:
    r"""The page's title and text as one line of tokens.

    >>> whole = ClassifierText(max_chars=100, words_only=False)
    >>> prepared_text("Rings", "Let $x^2 \\in R$,\nso 2024.", whole)
    'rings let $ x ^ <1> \\in r $ , so <4> .'
    >>> prepared_text("", "求导数f(x)", whole)
    '求 导 数 f ( x )'
    >>> prepared_text("Rings", "Let $x^2 \\in R$,\nso 2024.", ClassifierText(max_chars=100, words_only=True))
    'rings let , so <4> .'
    """
    page = f"{title}\n{text[: policy.max_chars]}"
    if policy.words_only:
        page = COMMANDS.sub(" ", SET_APART.sub(" ", page))
    tokens = (_token(found.group()) for found in _TOKENS.finditer(page))
    return _RUNS.sub(r"\1", " ".join(tokens))


def prepared_texts(pages: pl.DataFrame, policy: ClassifierText) -> pl.DataFrame:
    """Prepared text by page_id; one row per page."""
    rows = pages.select("page_id", "title", "text").unique("page_id", keep="first", maintain_order=True)
    lines = [prepared_text(title, text, policy) for title, text in rows.select("title", "text").iter_rows()]
    return rows.select("page_id").with_columns(prepared=pl.Series(lines, dtype=pl.String))


def _token(found: str) -> str:
    return f"<{min(len(found), 5)}>" if found[0].isdecimal() else found.lower() if found[0] != "\\" else found
