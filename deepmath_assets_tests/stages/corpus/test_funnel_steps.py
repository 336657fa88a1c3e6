"""Candidates, filters, quality and sampling: every page is kept or dropped for one reason, whatever the row order."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.lake.contracts.corpus import Candidates, QualityScores, SampledPages, UniquePages
from deepmath_assets.packs.shapes import Term
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.corpus.candidates import candidates
from deepmath_assets.stages.corpus.quality.quality_scores import quality_scores
from deepmath_assets.stages.corpus.quality.subdomains import Subdomains
from deepmath_assets.stages.corpus.sampled_pages import sampled_pages
from deepmath_assets.stages.corpus.unique_pages import unique_pages
from deepmath_assets_tests.stages.corpus.conftest import prose

TERMS = (
    Term("lantern", "en", "light", 1.0),
    Term("copper window", "en", "metal", 3.0),
    Term("山", "zh", "land", 1.0),
    Term("orchard", "en", "elsewhere", 9.0),
    Term("ladder", "en", "light", -4.0),
)
SUBDOMAINS = ("light", "metal", "land")
NO_FEEDBACK = pl.DataFrame(schema={"subdomain": pl.String, "weight": pl.Float64})


@pytest.fixture(scope="module")
def many(page, pages_of) -> pl.DataFrame:
    draw = random.Random(5)
    return pages_of(
        [
            page(
                f"p{n:03d}",
                prose(draw, "en", 80),
                domain=f"d{n % 3}.example",
                score=draw.random(),
                mathness=draw.random(),
            )
            for n in range(300)
        ]
    )


def scores(pages: pl.DataFrame, corpus) -> pl.DataFrame:
    return QualityScores.validate(quality_scores(pages, TERMS, SUBDOMAINS, corpus.quality))


def test_candidates_are_what_the_newest_round_took_and_accepted_recalled_pages(corpus, page):
    columns = ["page_id", "url", "url_key", "domain", "language", "title", "text", "segments", "text_chars", "formulas",
               "formula_chars", "code_chars", "link_chars", "paragraphs"]  # fmt: skip
    kept = Candidates.create_empty().select(columns)
    pages = pl.DataFrame([page(name, f"text {name}") for name in "abcdef"], schema=Candidates.create_empty().schema)
    pages = pl.concat([pages.select(kept.columns).with_columns(part=pl.lit(part)) for part in ("part-1", "part-2")])
    judged = [("r001", "a", True, 0.9), ("r001", "b", False, 0.1), ("r002", "a", False, 0.4), ("r002", "b", True, 0.8),
              ("r002", "c", False, 0.1), ("r002", "f", True, 0.6), ("r001", "gone", True, 0.9)]  # fmt: skip
    page_scores = pl.DataFrame(judged, schema=["round", "page_id", "collected", "score"], orient="row").with_columns(
        tokens_estimate=pl.lit(10, dtype=pl.Int64), mathness=0.5, page_kind=pl.lit("tutorial"), rule=pl.lit("score")
    )
    recalled = pages.filter(pl.col("page_id").is_in(["b", "d", "f"]), pl.col("part") == "part-1").with_columns(
        round=pl.lit("r001"), accepted=pl.col("page_id") != "f", rule=pl.lit("recalled"), score=0.7
    )
    # The second round takes back a, and takes b, which the first refused, and f, which the first fetched and refused.
    found, dropped = candidates(page_scores, pages.filter(pl.col("page_id") != "f"), recalled, corpus)
    Candidates.validate(found)
    told = found.select("page_id", "round_first", "score", "rule").rows()
    assert told == [
        ("b", "r001", 0.8, "score"), ("d", "r001", 0.7, "recalled"), ("f", "r002", 0.6, "score"),
    ]  # fmt: skip
    assert dropped.rows() == [
        ("a", "not_collected", "score in r002, score 0.4"), ("c", "not_collected", "score in r002, score 0.1"),
        ("e", "not_scored", None),
        ("gone", "no_text_left", "score in r001, score 0.9"),
    ]  # fmt: skip


def test_each_filter_names_its_reason(corpus, page, pages_of):
    text = prose(random.Random(1), "en", 100)
    pages = pages_of(
        [
            page("best", text, score=0.9, url_key="one"),
            page("url", text + " more", url_key="one"),
            page("text", text.upper() + "!", score=0.2),
            page("french", text + "a", language="fr"),
            page("short", "few words"),
            page("long", text + "b", text_chars=corpus.max_text_chars + 1),
            page("links", text + "c", link_chars=len(text)),
            page("thin", text + "d", mathness=0.0),
        ]
    )
    kept, dropped = unique_pages(pages, corpus)
    assert kept["page_id"].to_list() == ["best"]
    assert dict(dropped.select("row_id", "reason").iter_rows()) == {
        "french": "language_not_wanted", "links": "mostly_links", "long": "too_long", "short": "too_short",
        "text": "same_text", "thin": "low_density", "url": "same_url",
    }  # fmt: skip
    assert dropped["detail"].null_count() == 0


_TEXTS = st.sampled_from(["the same text " * 20, "THE SAME text, " * 20, "another " * 40, "short", "山水" * 150])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(_TEXTS, st.sampled_from(["en", "zh", "fr"]), st.integers(0, 3), st.floats(0, 1)), max_size=12)
)
def test_pages_in_are_pages_kept_and_dropped_once(rows):
    corpus = load_profile("paper-v1").corpus
    schema = Candidates.create_empty().schema
    base = dict.fromkeys(("url", "domain", "title", "page_kind", "rule", "round_first"), "x")
    counts = dict.fromkeys(
        ("formulas", "formula_chars", "code_chars", "link_chars", "paragraphs", "tokens_estimate"), 0
    )
    pages = pl.DataFrame(
        [
            {**base, **counts, "page_id": f"p{n}", "text": text, "language": language, "url_key": f"u{key}",
             "score": score, "mathness": score, "segments": [], "text_chars": len(text)}
            for n, (text, language, key, score) in enumerate(rows)
        ],
        schema=schema,
    )  # fmt: skip
    kept, dropped = unique_pages(pages, corpus)
    assert sorted([*kept["page_id"], *dropped["row_id"]]) == sorted(pages["page_id"])
    again, _ = unique_pages(pages.reverse(), corpus)
    assert UniquePages.validate(kept).equals(again)
    assert kept["url_key"].is_unique().all()


def test_quality_prefers_whole_sentences_to_lists_of_links(corpus, page, pages_of):
    sentences = "\n".join(f"{prose(random.Random(n), 'en', 12)}." for n in range(40))
    links = "\n".join(["more", "next", "home"] * 90)
    pages = pages_of([page("good", sentences, formula_chars=300), page("bad", links, link_chars=len(links))])
    quality = dict(scores(pages, corpus).select("page_id", "quality").iter_rows())
    assert quality["good"] > 0.5 > quality["bad"]


def test_subdomain_goes_by_the_glossary_and_says_when_it_does_not_know():
    known = Subdomains(TERMS, SUBDOMAINS)
    assert known.best("A Copper-Window and a copper\nwindow, lantern", 0.3)[0] in {"metal", "light"}
    assert known.best("a copper window by a lantern", 0.3) == ("metal", 0.75)
    assert known.best("高山流水", 0.3) == ("land", 1.0)
    assert known.best("orchard ladder", 0.3) == ("general", 0.0)


def test_sampling_does_not_depend_on_row_order_and_accounts_for_every_page(many, corpus):
    quality = scores(many, corpus)
    kept, dropped = sampled_pages(many, quality, NO_FEEDBACK, corpus, 9)
    again, left = sampled_pages(
        many.reverse(), quality.sample(fraction=1, shuffle=True, seed=1), NO_FEEDBACK, corpus, 9
    )
    assert SampledPages.validate(kept).equals(again)
    assert dropped.equals(left)
    assert sorted([*kept["page_id"], *dropped["row_id"]]) == sorted(many["page_id"])
    other, _ = sampled_pages(many, quality, NO_FEEDBACK, corpus, 10)
    assert set(other["page_id"]) != set(kept["page_id"])


def test_every_stratum_is_sampled_and_the_better_half_more(many, corpus):
    quality = scores(many, corpus)
    few = corpus.sampling.model_copy(update={"keep_shares": (0.0, 0.0, 0.5, 0.9)})
    strict = corpus.model_copy(
        update={"sampling": few, "quality": corpus.quality.model_copy(update={"min_quality": 0.0})}
    )
    kept, _ = sampled_pages(many, quality, NO_FEEDBACK, strict, 9)
    everything, _ = sampled_pages(many, quality, NO_FEEDBACK, corpus, 9)
    assert set(kept["stratum"]) >= set(everything["stratum"])
    assert kept["quality"].mean() > quality["quality"].mean()


def test_feedback_shifts_the_sampling(many, corpus):
    quality = scores(many, corpus)
    asked = pl.DataFrame({"subdomain": ["light"], "weight": [3.0]})
    before, _ = sampled_pages(many, quality, NO_FEEDBACK, corpus, 9)
    after, _ = sampled_pages(many, quality, asked, corpus, 9)
    weight = {
        name: frame.group_by("subdomain").agg(pl.col("copies").sum()) for name, frame in (("b", before), ("a", after))
    }
    shares = {name: dict(frame.iter_rows()) for name, frame in weight.items()}
    assert shares["a"]["light"] > 1.5 * shares["b"]["light"]
    assert shares["a"]["metal"] == shares["b"]["metal"]


def test_nothing_in_gives_nothing_out(corpus, pages_of):
    nothing = pages_of([])
    kept, dropped = unique_pages(nothing, corpus)
    assert kept.is_empty()
    assert dropped.is_empty()
    kept, dropped = sampled_pages(nothing, scores(nothing, corpus), NO_FEEDBACK, corpus, 1)
    assert SampledPages.validate(kept).is_empty()
    assert dropped.is_empty()
