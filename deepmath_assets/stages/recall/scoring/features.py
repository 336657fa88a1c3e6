"""Named features of a page: what can be counted in its text, so that a later threshold needs no second pass.

All are finite numbers; densities are per 1,000 characters of prose (text less formulas and code) and enter as
log(1 + x), so that a page of one formula and a page of a thousand differ by a step and not by a cliff.
Perplexity under the model of the named seeds is counted in `language_model.py`, beside these.
"""

import math
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from deepmath_assets.packs.shapes import Pack
from deepmath_assets.stages.recall.scoring.language_model import PERPLEXITY_FEATURES
from deepmath_assets.stages.recall.scoring.terms import Words
from deepmath_assets.stages.recall.sources.shapes import parts

COUNTED_FEATURES = (
    "formula_density",
    "formula_count",
    "formula_share",
    "display_share",
    "tex_count",
    "tex_variety",
    "symbol_density",
    "glossary_density",
    "glossary_count",
    "glossary_variety",
    "reasoning_density",
    "neighbour_density",
    "neighbour_variety",
    "neighbour_balance",
    "topic_terms",
    "code_share",
    "digit_share",
    "link_density",
    "list_share",
    "entry_share",
    "completeness",
    "text_length",
)
FEATURES = (*COUNTED_FEATURES, *PERPLEXITY_FEATURES)
COUNTED_COLUMNS = (
    "page_id", "url", "title", "text", "text_chars", "formulas", "formula_chars", "display_formulas", "code_chars",
    "link_chars", "paragraphs", "headings", "list_items",
)  # fmt: skip
COMMANDS = re.compile(r"\\[A-Za-z]+")
_SYMBOLS = re.compile("[=<>±×÷∀-⋿≤≥→⇒∈α-ωΓ-Ω]")
_DIGITS = re.compile(r"\d")
_ENDS = re.compile(r"[.!?。！？]\s*$", re.M)
_BREAKS = re.compile(r"[-_.+]+")
SET_APART = re.compile(r"^```.*?^```|(?<!\\)\$\$.*?\$\$|(?<!\\)\$(?:[^$\\\n]|\\.)*\$", re.M | re.S)
_ENTRY = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)]|#{1,6}|\|)[ \t]+")
_SENTENCE_END = re.compile(r"[.!?;:](?=\s|$|[\"”’)*])|[。！？；：]")
_MAX_CHARS = 100_000  # a bound on work; the longest pages are counted by their beginning
_LEAST_PROSE_CHARS = 200  # under this a density says nothing
_TOPIC_FULL = 4.0  # weight of terms in title and path that counts as all of it
_BALANCE_PRIOR = 4.0  # words seen before either side is believed


class Glossary:
    """A pack's glossary, ready to count with."""

    def __init__(self, pack: Pack) -> None:
        self.reasoning = pack.reasoning
        entries = ((term.term, (term.subdomain, term.weight)) for term in pack.glossary)
        self.words: Words[tuple[str, float]] = Words(entries)


def page_features(pages: pl.DataFrame, pack: Pack, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """Counted features by page_id, one column each; pages in `known` (same columns) are not counted again."""
    rows = pages.select(COUNTED_COLUMNS).unique("page_id", keep="first", maintain_order=True)
    old = rows.select("page_id").join(known, on="page_id", how="inner") if known is not None else None
    fresh = rows.join(old, on="page_id", how="anti") if old is not None else rows
    glossary = Glossary(pack)
    schema = dict.fromkeys(COUNTED_FEATURES, pl.Float64)
    counted = pl.DataFrame([features_of(row, glossary) for row in fresh.iter_rows(named=True)], schema=schema)
    found = fresh.select("page_id").hstack(counted)
    return found if old is None else pl.concat([old.select(found.columns), found])


def features_of(page: Mapping[str, Any], glossary: Glossary) -> dict[str, float]:
    """All counted features of one page (a row of `extract.pages`)."""
    text = page["text"][:_MAX_CHARS]
    chars = max(len(text), 1)
    prose = max(page["text_chars"] - page["formula_chars"] - page["code_chars"], _LEAST_PROSE_CHARS)
    commands = COMMANDS.findall(text)
    per_thousand = partial(_log_density, chars=prose)
    return {
        "formula_density": per_thousand(page["formulas"]),
        "formula_count": math.log1p(page["formulas"]),
        "formula_share": page["formula_chars"] / max(page["text_chars"], 1),
        "display_share": page["display_formulas"] / max(page["formulas"], 1),
        "tex_count": math.log1p(len(commands)),
        "tex_variety": math.log1p(len(set(commands))),
        "symbol_density": per_thousand(len(_SYMBOLS.findall(text))),
        **_glossary_features(text, prose, glossary),
        "topic_terms": _topic_terms(page["title"], page["url"], glossary),
        "code_share": page["code_chars"] / max(page["text_chars"], 1),
        "digit_share": len(_DIGITS.findall(text)) / chars,
        "link_density": min(page["link_chars"] / max(page["text_chars"], 1), 1.0),
        "list_share": page["list_items"] / max(page["list_items"] + page["paragraphs"], 1),
        "entry_share": entry_share(text),
        "completeness": _completeness(page, text),
        "text_length": math.log1p(page["text_chars"]),
    }


def _glossary_features(text: str, prose: int, glossary: Glossary) -> dict[str, float]:
    counts = glossary.words.counts(text)
    weighed = [(word, count, *glossary.words.value(word)) for word, count in counts.items()]
    own = [(word, count * weight) for word, count, _, weight in weighed if weight > 0]
    neighbours = [(word, -count * weight) for word, count, _, weight in weighed if weight < 0]
    reasoning = sum(count for _, count, subdomain, weight in weighed if subdomain == glossary.reasoning)
    mine, others = sum(count for _, count in own), sum(count for _, count in neighbours)
    return {
        "glossary_density": _log_density(mine, prose),
        "glossary_count": math.log1p(mine),
        "glossary_variety": math.log1p(len(own)),
        "reasoning_density": _log_density(reasoning, prose),
        "neighbour_density": _log_density(others, prose),
        "neighbour_variety": math.log1p(len(neighbours)),
        "neighbour_balance": (mine - others) / (mine + others + _BALANCE_PRIOR),
    }


def _topic_terms(title: str, url: str, glossary: Glossary) -> float:
    """What the words of title and path say of the topic, from -1 to 1; each word counts once."""
    path = " ".join(parts(url)[1:])
    counts = glossary.words.counts(f"{title} | {_BREAKS.sub(' ', path)}")
    weight = sum(glossary.words.value(word)[1] for word in counts)
    return max(-1.0, min(1.0, weight / _TOPIC_FULL))


def entry_share(text: str) -> float:
    r"""Share of the prose characters that stand in list items, headings and table rows without any sentence in them.

    A listing is made of such entries, whatever its titles are about; a problem sheet or a table of integrals has
    formulas between them, which are not counted on either side.

    >>> round(entry_share("# Tag: algebra\n\n- Notes on rings $x^2$\n\n- A field\n\nRead it all here."), 2)
    0.42
    """
    total = entries = 0
    for line in SET_APART.sub("", text).splitlines():
        mark = _ENTRY.match(line)
        body = line[mark.end() :].strip() if mark else line.strip()
        total += len(body)
        if mark and not _SENTENCE_END.search(body):
            entries += len(body)
    return entries / max(total, 1)


def _completeness(page: Mapping[str, Any], text: str) -> float:
    """Share of the marks of a finished text that it has: title, heading, paragraphs, sentences that end, length."""
    marks = (
        bool(page["title"]),
        page["headings"] >= 1,
        page["paragraphs"] >= 3,
        len(_ENDS.findall(text)) >= 3,
        page["text_chars"] >= 500,
    )
    return sum(map(bool, marks)) / len(marks)


def _log_density(count: float, chars: int) -> float:
    return math.log1p(1000.0 * count / chars)
