"""The report of a round as SQL: the stop rule against one written in Python, and what capture-recapture may claim."""

import random
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.sql_models import models, run

MODEL = models()["recall.round_report"]
Pages = Mapping[int, int]  # tokens by page
SOME_PAGES = st.dictionaries(st.integers(0, 30), st.integers(0, 1000), max_size=25)


def report(now: Pages, before: Pages, labels: Mapping[int, int], number: int, **stopping: float) -> dict[str, Any]:
    """The row of a round that collected the pages `now`, after one that collected `before`."""
    rounds = {f"r{number:03d}": now} | ({f"r{number - 1:03d}": before} if number > 1 else {})
    scores = pl.concat([scored(name, pages) for name, pages in rounds.items()])
    return of_scores(scores, labels, number, **stopping)


def scored(name: str, pages: Pages, texts: Mapping[int, bool] | None = None, template: str = "/") -> pl.DataFrame:
    rows = [
        {"round": name, "page_id": str(page), "url_key": str(page), "tokens_estimate": tokens, "collected": True,
         "score": 0.75, "mathness": 1.0 if (texts or {}).get(page, True) else 0.0, "domain": "a.org",
         "template": template}
        for page, tokens in pages.items()
    ]  # fmt: skip
    schema = CONTRACTS["recall.page_scores"].schema.create_empty().schema
    return pl.DataFrame(rows, schema={name: schema[name] for name in _COLUMNS})


_COLUMNS = ("round", "page_id", "url_key", "tokens_estimate", "collected", "score", "mathness", "domain", "template")


def of_scores(
    scores: pl.DataFrame, labels: Mapping[int, int], number: int, parts: pl.DataFrame | None = None, **stopping: float
) -> dict[str, Any]:
    this, accepted = f"r{number:03d}", {"domain": "a.org", "template": "/good", "accepted": True}
    empty = CONTRACTS["recall.recalled_pages"].schema.create_empty()
    tables = {
        "recall.page_scores": scores, "recall.recalled_pages": empty,
        "recall.reliable_sources": pl.DataFrame([{"round": this, **accepted}]),
        "recall.labels": pl.DataFrame(
            {"url_key": [str(page) for page in labels], "label": list(labels.values())},
            schema={"url_key": pl.String, "label": pl.Int64},
        ),
        "crawl.census": pl.DataFrame({"url_key": [str(page) for page in range(31)]}),
        "recall.uncollected": CONTRACTS["recall.uncollected"].schema.create_empty(),
        "recall.handover": CONTRACTS["recall.handover"].schema.create_empty() if parts is None else parts,
    }  # fmt: skip
    rules = {"already_share": 0.98, "max_rounds": 4, "min_precision": 0.0} | stopping
    variables = {f"recall__stopping__{name}": value for name, value in rules.items()}
    rounds = {"this_round": this, "previous_round": f"r{number - 1:03d}" if number > 1 else None}
    return run(MODEL.sql, tables, {**variables, **rounds}).row(0, named=True)


@settings(max_examples=60, deadline=None)
@given(
    SOME_PAGES, SOME_PAGES, st.dictionaries(st.integers(0, 30), st.integers(0, 1), max_size=12), st.integers(1, 5),
    st.sampled_from([0.0, 0.5, 0.98, 1.0]), st.sampled_from([0.0, 0.5, 1.0]),
)  # fmt: skip
def test_stops_exactly_when_pages_and_tokens_were_collected_or_precision_is_low_or_rounds_are_over(
    now: Pages, before: Pages, labels: Mapping[int, int], number: int, share: float, floor: float
) -> None:
    row = report(now, before, labels, number, already_share=share, min_precision=floor)
    known = before if number > 1 else {}
    already = [tokens for page, tokens in now.items() if page in known]
    kept = [label for page, label in labels.items() if page in now]
    converged = (
        len(known) > 0
        and len(already) >= share * max(len(now), 1) - 1e-12
        and sum(already) >= share * max(sum(now.values()), 1) - 1e-9
    )
    imprecise = len(kept) > 0 and sum(kept) / len(kept) < floor
    assert row["stop"] == (converged or imprecise or number >= 4)
    assert row["verdict"].startswith("Stop" if row["stop"] else "Go on")


def test_stops_only_when_pages_and_tokens_have_both_converged() -> None:
    before = dict.fromkeys(range(100), 10)
    large, many = {**before, 200: 1000}, {**before, **dict.fromkeys(range(200, 205), 1)}
    assert not report(large, before, {}, 2)["stop"]  # 99.0 % of pages, 50 % of tokens
    assert not report(many, before, {}, 2)["stop"]  # 95.2 % of pages, 99.5 % of tokens
    assert report({**before, 200: 1}, before, {}, 2)["stop"]


def test_what_arrives_after_a_stop_gets_rounds_of_its_own() -> None:
    rounds = [(f"r{number:03d}", part) for number in range(1, 10) for part in (1, 2) if part == 1 or number >= 5]
    parts = pl.DataFrame({"round": [r for r, _ in rounds], "kind": "part", "key": [f"part-{p}" for _, p in rounds]})
    stopped = []
    for number in range(1, 10):
        scores = scored(f"r{number:03d}", {number: 10}, {number: True}, "/good")
        stopped.append(of_scores(scores, {}, number, parts)["stop"])
    assert stopped == [False, False, False, True, False, False, False, True, True]


def two_captures(by_text: float, by_source: float, dependence: float, pages: int = 4000) -> tuple[int, dict[str, Any]]:
    """How many pages neither evidence shows, and the report of the others; `dependence` pulls both the same way."""
    draw = random.Random(1)
    texts, sources = {}, {}
    for page in range(pages):
        pull = dependence if draw.random() < 0.5 else -dependence
        texts[page], sources[page] = draw.random() < by_text + pull, draw.random() < by_source + pull
    missed = sum(not texts[page] and not sources[page] for page in range(pages))
    found = [
        scored("r002", {p: 10 for p in range(pages) if sources[p] is good and (texts[p] or good)}, texts, template)
        for good, template in ((True, "/good"), (False, "/other"))
    ]
    return missed, of_scores(pl.concat(found), {}, 2)


@pytest.mark.parametrize(("by_text", "by_source"), [(0.9, 0.8), (0.6, 0.7)])
def test_independent_evidence_estimates_what_is_left(by_text: float, by_source: float) -> None:
    missed, row = two_captures(by_text, by_source, 0.0)
    assert abs(row["pages_left"] - missed) < 3 * row["pages_left_deviation"]
    assert f"at least {round(row['pages_left'])} pages left" in row["verdict"]


def test_evidence_that_comes_together_makes_it_a_lower_bound() -> None:
    missed, row = two_captures(0.7, 0.7, 0.2)
    assert 0 < row["pages_left"] < missed


def test_the_verdict_puts_the_precision_it_believes_beside_the_labelled_one() -> None:
    pages = {1: 10, 2: 10}
    labelled = report(pages, {}, {1: 1, 2: 0}, 1)["verdict"]
    assert "precision 75.0 % by the scores themselves, 50.0 % by labels;" in labelled
    unlabelled = report(pages, {}, {}, 1)
    assert (unlabelled["precision_estimated"], unlabelled["precision"]) == (0.75, None)
    assert "precision 75.0 % by the scores themselves; at least" in unlabelled["verdict"]
    assert "precision" not in report({}, {}, {}, 1)["verdict"]
