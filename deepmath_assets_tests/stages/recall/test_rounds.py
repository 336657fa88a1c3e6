"""The loop on a small web whose truth is known: it finds what no seed names, stops, and obeys people."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
import pytest

from deepmath_assets.lake.contracts import CONTRACTS
from deepmath_assets.lake.sql_models import checks, run
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.progress.labels import quality
from deepmath_assets.stages.recall.rounds import Round, World, run_rounds
from deepmath_assets.stages.recall.seeding import handover
from deepmath_assets.stages.recall.sources.review import parse_review
from deepmath_assets_tests.stages.recall.worlds import policy, small_world

HEAD = "domain,template,verdict,who,note\n"


@cache
def ran(review: str = "") -> tuple[World, set[str], list[Round]]:
    world, truth = small_world(review=parse_review(HEAD + review, "review.csv").kept)
    return world, truth, run_rounds(world, policy(), Path(mkdtemp()), seed=1)


def with_stopping(**values: float) -> Recall:
    return policy().model_copy(update={"stopping": policy().stopping.model_copy(update=values)})


def test_finds_nearly_all_from_seeds_on_two_sites() -> None:
    world, _, rounds = ran()
    last = quality(world.labels, rounds[-1].collected_keys())
    assert last.recall > 0.95
    assert last.precision > 0.95


def test_later_rounds_find_pages_that_the_first_did_not() -> None:
    _, truth, rounds = ran()
    assert len(rounds) >= 2
    assert (rounds[-1].collected_keys() - rounds[0].collected_keys()) & truth


def test_pages_that_only_the_index_knows_are_recalled_with_a_reason() -> None:
    _, _, rounds = ran()
    recalled = pl.concat([found.tables["recalled_pages"] for found in rounds])
    accepted = recalled.filter("accepted")
    assert set(accepted["template"]) == {"/archive/{int}"}
    assert accepted.height == 24
    assert recalled["page_id"].is_unique().all()


def test_tables_keep_their_contracts_and_checks() -> None:
    world, _, rounds = ran()
    names = list(rounds[0].tables)
    for name in names:
        for found in rounds:
            CONTRACTS[f"recall.{name}"].schema.validate(found.tables[name])
    whole = {f"recall.{name}": pl.concat([found.tables[name] for found in rounds]) for name in names}
    whole |= {"crawl.census": world.census, "recall.review": world.review}
    ours = [check for check in checks() if check.table.startswith("recall.") and set(check.reads) <= set(whole)]
    assert len(ours) >= 6
    for check in ours:
        for found in rounds:
            bad = run(check.sql, {name: whole[name] for name in check.reads}, {"this_round": found.name})
            assert bad.is_empty(), (check.what, bad)


def test_runs_alike() -> None:
    world, _, rounds = ran()
    again = run_rounds(world, policy(), Path(mkdtemp()), seed=1)
    for one, two in zip(rounds, again, strict=True):
        assert all(one.tables[name].equals(two.tables[name]) for name in one.tables)


def test_a_refused_template_is_out_and_the_undo_touches_nothing_else() -> None:
    _, _, plain = ran()
    _, _, refused = ran("mixed.com,/kitchen/{slug},reject,Ada,\n")

    def kitchen(found: Round) -> set[str]:
        return {key for key in found.collected_keys() if "mixed.com/kitchen" in key}

    assert kitchen(plain[-1])
    assert not kitchen(refused[-1])
    assert {key for key in plain[-1].collected_keys() if "bread.org" in key} <= refused[-1].collected_keys()
    _, _, undone = ran("mixed.com,/kitchen/{slug},reject,Ada,\n"[:0])
    assert undone[-1].collected_keys() == plain[-1].collected_keys()


def test_an_undone_verdict_leaves_the_other_sources_as_they_were() -> None:
    _, _, plain = ran()
    _, _, refused = ran("mixed.com,/kitchen/{slug},reject,Ada,\n")
    here, there = (found[0].tables["reliable_sources"] for found in (plain, refused))
    changed = pl.concat([here, there]).filter(~pl.struct(pl.all()).is_duplicated())
    assert set(changed["domain"]) == {"mixed.com"}


def test_a_verdict_on_a_domain_reaches_all_its_templates() -> None:
    _, _, rounds = ran("mixed.com,*,reject,Ada,\nmixed.com,/kitchen/{slug},accept,Bob,\n")
    sources = rounds[0].tables["reliable_sources"].filter(domain="mixed.com")
    verdicts = dict(sources.select("template", "accepted").rows())
    assert verdicts["/cars/{slug}"] is False
    assert verdicts["/kitchen/{slug}"] is True
    assert verdicts["*"] is False


@pytest.mark.parametrize(
    ("values", "rounds", "says"),
    [
        ({"max_rounds": 1}, 1, "last allowed"),
        ({"already_share": 0.0}, 2, "already collected"),
        ({"min_precision": 1.0, "already_share": 1.0}, None, "Stop"),
    ],
)
def test_stops_by_the_rule_and_says_why(tmp_path: Path, values, rounds, says: str) -> None:
    world, _ = small_world()
    found = run_rounds(world, with_stopping(**values), tmp_path, seed=1)
    assert rounds is None or len(found) == rounds
    verdicts = [one.tables["round_report"]["verdict"][0] for one in found]
    assert says in verdicts[-1]
    assert all(verdict.startswith("Go on") for verdict in verdicts[:-1])


def test_precision_under_the_floor_stops(tmp_path: Path) -> None:
    world, _ = small_world()
    wrong = world.labels.with_columns(label=1 - pl.col("label"))
    turned = World(world.census, world.pages, world.fetch, world.listed, wrong, world.pack)
    found = run_rounds(turned, with_stopping(min_precision=0.9), tmp_path, seed=1)
    assert len(found) == 1
    assert "under the floor" in found[0].tables["round_report"]["verdict"][0]


def test_report_adds_up() -> None:
    _, _, rounds = ran()
    report = pl.concat([found.tables["round_report"] for found in rounds])
    assert (report["pages_new"] + report["pages_already"] == report["pages_collected"]).all()
    assert [len(found.collected_keys()) for found in rounds] == report["pages_collected"].to_list()
    assert report["already_share_pages"][0] == 0.0


def test_handover_is_a_function_of_what_was_left() -> None:
    _, _, rounds = ran()
    again = handover(rounds[0].tables, policy(), "r002")
    assert again.equals(rounds[1].tables["handover"])


def test_labels_decide_nothing(tmp_path: Path) -> None:
    world, _, rounds = ran()
    blind = World(world.census, world.pages, world.fetch, world.listed, world.labels.clear(), world.pack)
    found = run_rounds(blind, policy(), tmp_path, seed=1)
    assert found[-1].collected_keys() == rounds[-1].collected_keys()
    assert found[-1].tables["round_report"]["precision"][0] is None
