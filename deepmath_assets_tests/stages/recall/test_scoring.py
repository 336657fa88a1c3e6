"""Features, kinds, evidence and collection rules."""

from pathlib import Path

import polars as pl
import pytest

from deepmath_assets.base.errors import BadInput, BadProfile
from deepmath_assets.lake.contracts.recall import Handover
from deepmath_assets.packs.load import load_pack
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.profiles.shapes.recall import Mathness
from deepmath_assets.stages.recall.classifying.wording import prepared_texts
from deepmath_assets.stages.recall.planning import fitted_weights
from deepmath_assets.stages.recall.progress.labels import read_labels
from deepmath_assets.stages.recall.rounds import known_pages
from deepmath_assets.stages.recall.scoring.facts import facts_of, kept_facts
from deepmath_assets.stages.recall.scoring.features import page_features
from deepmath_assets.stages.recall.scoring.kinds import page_kinds
from deepmath_assets.stages.recall.scoring.language_model import train_language_model
from deepmath_assets.stages.recall.scoring.mathness import mathness
from deepmath_assets.stages.recall.scoring.page_scores import Model, page_facts, page_scores
from deepmath_assets.stages.recall.sources.evidence import WHOLE_CRAWL, source_evidence
from deepmath_assets.stages.recall.sources.review import parse_review
from deepmath_assets_tests.stages.recall.test_rounds import ran
from deepmath_assets_tests.stages.recall.worlds import frame, pack, page, policy

MATHEMATICS = load_pack("mathematics")


def test_mathness_orders_pages_as_a_reader_would() -> None:
    proof = "Theorem. Let $G$ be a finite abelian group and $H$ a subgroup. Proof: suppose that $|G| = n$. " * 5
    zh = "定理：设矩阵 $A$ 的特征值为 $\\lambda$，则行列式为零。证明：由归纳法可得。" * 5
    code = "We install the plugin, debug the web server and deploy the software with docker. " * 5
    rows = frame([
        page("https://a.org/1", proof, formulas=15, formula_chars=60),
        page("https://a.org/2", zh, formulas=10, formula_chars=60),
        page("https://a.org/3", code, code_chars=100),
        page("https://a.org/4", "Mix the flour with sugar. " * 9),
    ])  # fmt: skip
    scored = page_features(rows, MATHEMATICS).with_columns(score=mathness(load_profile("seed").recall.mathness))
    by_page = rows.select("url", "page_id").join(scored, on="page_id").sort("url")["score"].to_list()
    assert min(by_page[:2]) > 0.75
    assert max(by_page[2:]) < 0.05


def test_a_listing_of_the_domains_titles_scores_under_a_page_of_it() -> None:
    titles = "\n\n".join(f"- The matrix theorem, part {number} $x^{number} + y = \\lambda$" for number in range(20))
    proof = "Theorem. Every matrix has an eigenvalue $\\lambda$ with $x^2 + y = \\lambda$, as we prove here.\n\n" * 10
    rows = frame([
        page("https://a.org/1", f"# Tag: matrix theory\n\n{titles}", formulas=20, formula_chars=400, list_items=20),
        page("https://a.org/2", proof, formulas=20, formula_chars=400),
    ])  # fmt: skip
    scored = page_features(rows, MATHEMATICS).with_columns(score=mathness(load_profile("seed").recall.mathness))
    listing, text = rows.select("url", "page_id").join(scored, on="page_id").sort("url")["score"]
    assert listing < 0.3 < 0.9 < text


def test_an_unknown_feature_is_named() -> None:
    with pytest.raises(BadProfile, match="beauty"):
        mathness(Mathness(bias=0.0, weights={"beauty": 1.0}))


def test_stored_facts_equal_counted_ones(tmp_path: Path) -> None:
    world, _, _ = ran()
    model = train_language_model(world.pages, tmp_path, policy().language_model)
    counted = page_facts(world.pages, world.pack, model).sort("page_id")
    text = policy().classifier.text
    kept = kept_facts(world.pages, world.pack, model, text, "r001")
    assert facts_of(kept).select(counted.columns).equals(counted)
    prepared = prepared_texts(world.pages, text).sort("page_id")
    assert kept.select("page_id", "prepared").equals(prepared)


def test_kinds_follow_the_cues() -> None:
    rows = frame([
        page("https://a.org/recipes/1", "Ingredients: serves four."),
        page("https://a.org/shop/1", "Add to cart. Two years of warranty."),
        page("https://a.org/x", "Nothing to see."),
    ])  # fmt: skip
    found = rows.select("url", "page_id").join(page_kinds(rows, pack()), on="page_id").sort("url")
    assert found["page_kind"].to_list() == ["recipe", "shop", "article"]


def test_evidence_prefers_the_template_and_is_neutral_without_news() -> None:
    pages = pl.DataFrame({
        "page_id": ["1", "2", "3", "4"],
        "domain": ["a.org", "a.org", "b.org", "c.org"],
        "template": ["/x", "/y", "/x", "/x"],
    })  # fmt: skip
    rows = [("yield", "* *", 0.1), ("yield", "a.org *", 0.1), ("yield", "a.org /x", 0.9), ("yield", "b.org *", 0.0)]
    rows += [("source", "a.org /x", 0.9)]
    left = pl.DataFrame(
        [{"round": "r002", "kind": kind, "key": key, "value": value, "rule": None} for kind, key, value in rows],
        schema=Handover.create_empty().schema,
    )
    found = source_evidence(pages, left).sort("page_id")
    assert found["source_evidence"][0] > 0.9
    assert found["source_evidence"].to_list()[1] == pytest.approx(0.0)
    assert found["source_evidence"][2] < -0.9
    assert found["source_evidence"].to_list()[3] == pytest.approx(0.0)
    assert found["trusted"].to_list() == [True, False, False, False]


def test_the_rarer_the_domain_the_more_is_asked_of_a_page(tmp_path: Path) -> None:
    _, _, rounds = ran()
    found = rounds[-1]
    model = Model(found.trained.folder, found.trained.slope, found.trained.intercept)
    known = known_pages(ran()[0].pages, ran()[0], policy(), tmp_path)

    def scores(base: float) -> pl.Series:
        given = found.tables["handover"].filter(kind="yield", key=WHOLE_CRAWL).with_columns(value=pl.lit(base))
        rows = page_scores(
            known.facts, known.templates, known.prepared, model, given, found.tables["seeds"], pack(), policy(), "r009"
        )
        return rows.sort("page_id")["score"]

    usual = policy().combination.usual_share
    assert scores(usual).equals(scores(2 * usual))
    assert (scores(usual / 10) < scores(usual)).all()


def test_plan_weights_are_fitted_only_where_outcomes_are_enough() -> None:
    given = policy().planning.model_copy(update={"min_outcomes": 40})
    rows = pl.DataFrame({
        "url_key": [str(index) for index in range(60)],
        "domain_odds": [0.0] * 60, "hint": [0.0] * 60, "template_odds": [2.0, -2.0] * 30,
    })  # fmt: skip
    outcomes = pl.DataFrame({"url_key": rows["url_key"], "accepted": [1.0, 0.0] * 30})
    assert fitted_weights(rows, outcomes.head(30), given) == [given.domain, given.template, given.page, given.bias]
    fitted = fitted_weights(rows, outcomes, given)
    assert fitted[1] > given.template
    assert fitted[0] == pytest.approx(given.domain, abs=1e-6)


def test_review_names_the_line_and_the_later_verdict_counts() -> None:
    rows, dropped, met = parse_review("domain,template,verdict\na.org,*,accept\na.org,*,reject\n", "/some/r.csv")
    assert rows["verdict"].to_list() == ["reject"]
    assert dropped.rows() == [("r.csv#2", "superseded", "a.org * by line 3")]
    assert met == 2
    with pytest.raises(BadInput, match="line 2"):
        parse_review("domain,template,verdict\na.org,*,perhaps\n", "r.csv")
    with pytest.raises(BadInput, match="verdict"):
        parse_review("domain,template\n", "r.csv")


def test_labels_leave_out_the_unsure_and_the_contradictory(tmp_path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(
        "url,label\nhttps://a.org/1,math\nhttps://a.org/2,unsure\nhttp://a.org/1,math\n"
        "https://a.org/3,math\nhttp://a.org/3,non-math\nhttps://a.org/4,0\n"
    )
    kept, dropped, met = read_labels(path)
    assert kept.select("url", "label").rows() == [("https://a.org/1", 1), ("https://a.org/4", 0)]
    assert dropped.select("row_id", "reason").rows() == [
        ("labels.csv#3", "unsure"), ("labels.csv#4", "same_url"), ("labels.csv#5", "labels_disagree"),
        ("labels.csv#6", "labels_disagree"),
    ]  # fmt: skip
    assert met == 6
    assert read_labels(None).kept.is_empty()
