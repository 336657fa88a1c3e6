"""What a round brought and left, for a reader: it adds up with the round's report."""

from itertools import pairwise

import polars as pl

from deepmath_assets.lake.sql_models import models, run
from deepmath_assets.stages.recall.progress.course import collected_pages, new_pages, sources_gained, uncertain_pages
from deepmath_assets.stages.recall.rounds import Round
from deepmath_assets_tests.stages.recall.test_rounds import ran
from deepmath_assets_tests.stages.recall.worlds import policy

RECALLED = {"round": pl.String, "domain": pl.String, "url_key": pl.String, "accepted": pl.Boolean}


def test_new_pages_by_rule_add_up_to_the_report() -> None:
    _, _, rounds = ran()
    for before, now in pairwise(rounds):
        report = now.tables["round_report"].row(0, named=True)
        found = by_rule(now, before)
        assert found["pages_new"].sum() == report["pages_new"]
        assert set(found["rule"]) <= {"seed", "threshold", "trusted_source", "planned"}
    first = by_rule(rounds[0], None)
    assert first.filter(rule="seed")["pages_new"].sum() == 20
    assert first.filter(by_source=True)["pages_new"].sum() > 0


def by_rule(now: Round, before: Round | None) -> pl.DataFrame:
    scores, recalled = now.tables["page_scores"], now.tables["recalled_pages"]
    here = collected_pages(scores, recalled)
    old = collected_pages(before.tables["page_scores"], before.tables["recalled_pages"]) if before else here.clear()
    return new_pages(here, old, scores.select("page_id", "mathness"), now.tables["reliable_sources"])


def test_gained_sources_are_as_many_as_the_report_counts() -> None:
    _, _, rounds = ran()
    nothing = rounds[0].tables["reliable_sources"].clear()
    sources = [nothing, *(found.tables["reliable_sources"] for found in rounds)]
    for before, now, found in zip(sources, sources[1:], rounds, strict=False):
        assert len(sources_gained(now, before)) == found.tables["round_report"]["sources_gained"][0]


def test_the_most_uncertain_pages_lie_on_both_sides_of_the_cut() -> None:
    _, _, rounds = ran()
    shown = uncertain_pages(rounds[0].tables["page_scores"], 10)
    cut = policy().collection.min_score
    assert len(shown) == 10
    assert shown["score"].min() < cut <= shown["score"].max()


def test_what_a_round_leaves_is_the_census_less_what_it_collected() -> None:
    world, _, rounds = ran()
    for found in rounds:
        left = found.tables["uncollected"]
        assert left["pages_uncollected"].sum() == len(set(world.census["url_key"]) - found.collected_keys())
        assert left["pages_unread"].sum() == 0  # all that nobody had read was planned and fetched


def test_unread_pages_are_expected_at_the_yield_of_their_site() -> None:
    sites = {"good.org": (8, 6, 10), "poor.org": (8, 0, 10), "new.org": (0, 0, 10)}  # judged, kept, unread
    rows = left_of(sites, [], [])
    found = {row["domain"]: row for row in rows.to_dicts()}
    base = 6 / 16
    assert found["good.org"]["share_expected"] == (6 + 4 * base) / 12
    assert found["poor.org"]["share_expected"] == (4 * base) / 12
    assert found["new.org"]["share_expected"] == base
    assert found["new.org"]["pages_expected"] == 10 * base
    assert found["good.org"]["pages_uncollected"] == 12
    assert rows["domain"].to_list() == ["good.org", "new.org", "poor.org"]


def test_fetched_pages_are_read_and_those_screened_out_were_before() -> None:
    fetched = [("site.org/0", True), ("site.org/1", False), ("site.org/2", True)]  # accepted, or not
    rows = left_of({"site.org": (4, 1, 6)}, fetched, screened=["site.org/2", "site.org/9"])
    assert rows.select("pages_known", "pages_uncollected", "pages_unread").row(0) == (10, 7, 4)
    assert rows["share_expected"][0] == 3 / 6


def left_of(
    sites: dict[str, tuple[int, int, int]], fetched: list[tuple[str, bool]], screened: list[str]
) -> pl.DataFrame:
    """What a round leaves of sites of which so many pages are judged, kept and unread before the round fetches."""
    scores = [
        {"round": "r001", "domain": name, "pages_known": judged + unread, "pages_scored": judged,
         "pages_collected": kept}
        for name, (judged, kept, unread) in sites.items()
    ]  # fmt: skip
    recalled = [("r001", key.partition("/")[0], key, accepted) for key, accepted in fetched]
    outcomes = {"url_key": pl.String, "outcome": pl.String}
    tables = {
        "crawl.census": pl.DataFrame([(key, "screened_out") for key in screened], schema=outcomes, orient="row"),
        "recall.domain_scores": pl.DataFrame(scores),
        "recall.recalled_pages": pl.DataFrame(recalled, schema=RECALLED, orient="row"),
    }
    values = {"this_round": "r001", "recall__templates__shrinkage": 4.0}
    return run(models()["recall.uncollected"].sql, tables, values)
