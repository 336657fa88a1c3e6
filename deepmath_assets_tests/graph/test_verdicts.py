"""A person's verdict and its undoing: what it touched is made again, all else stays as it was."""

from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.defs.shared.workspace import open_workspace
from deepmath_assets_tests.graph.command import content, run_on, statuses

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]
LOOP = ("--until", "recall/round_report")
ABOVE = {
    "seed_list", "labels", "handover", "addresses", "language_model", "page_facts", "seeds", "classifier",
    "page_scores",
}  # fmt: skip


def test_an_undone_verdict_runs_again_only_what_it_touched(small_web: Path, tmp_path: Path) -> None:
    home, review = tmp_path / "home", tmp_path / "review.csv"
    review.write_text("domain,template,verdict,who,note\n", encoding="utf-8")
    run_on(home, small_web, *LOOP, "--review", str(review))
    plain, made = content(home), commits(home)
    domain = trusted_domain(home)
    review.write_text(f"domain,template,verdict,who,note\n{domain},*,reject,Ada,\n", encoding="utf-8")
    run_on(home, small_web, *LOOP)
    judged = content(home)
    assert {key[0] for key, value in judged.items() if plain.get(key) != value} >= {
        "recall.review", "recall.domain_scores", "recall.reliable_sources", "recall.page_scores",
    }  # fmt: skip
    review.write_text("domain,template,verdict,who,note\n", encoding="utf-8")
    run_on(home, small_web, *LOOP)
    assert {key: value for key, value in content(home).items() if plain.get(key) != value} == {}
    untouched = {key for key, commit in commits(home).items() if made.get(key) == commit}
    assert {key for key in made if key[0].startswith(("crawl.", "extract."))} <= untouched
    assert {(f"recall.{name}", "r001") for name in ABOVE - {"seed_list", "labels"}} <= untouched
    assert {("recall.seed_list", None), ("recall.labels", None)} <= untouched
    assert {status.state for key, status in statuses(home).items() if key in made} == {"fresh"}


def trusted_domain(home: Path) -> str:
    """A domain that the first round trusts."""
    sources = open_workspace(home).lake.read("recall.reliable_sources", partition="r001").filter(pl.col("accepted"))
    return str(sources.sort("domain")["domain"][0])


def commits(home: Path) -> dict[tuple[str, str | None], int]:
    """The newest commit of every table and partition."""
    lake = open_workspace(home).lake
    return {key: newest["version"] for key in statuses(home) if (newest := lake.newest(*key))}
