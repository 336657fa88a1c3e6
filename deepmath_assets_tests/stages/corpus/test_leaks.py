"""Decontamination: disguises, short items, the floor, and a check that can fail."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deepmath_assets.lake.contracts.corpus import NearDuplicates, NgramBlacklist
from deepmath_assets.lake.contracts.evaluation import Benchmarks
from deepmath_assets.stages.corpus.clean_pages import clean_pages
from deepmath_assets.stages.corpus.duplicates.near_duplicates import near_duplicates
from deepmath_assets.stages.corpus.leaks.blacklist import ngram_blacklist, unguardable_items
from deepmath_assets.stages.corpus.leaks.disguises import KINDS
from deepmath_assets.stages.corpus.leaks.matching import find_leaks, leak_reasons
from deepmath_assets.stages.corpus.leaks.planting import AS_THEY_ARE, leak_bench, precision
from deepmath_assets.stages.corpus.leaks.remaining import remaining_leaks
from deepmath_assets_tests.stages.corpus.conftest import EN, prose

ZH_ITEM = "果园里有苹果树３６棵，梨树比苹果树少９棵，果园里一共有多少棵果树？"
LATEX_ITEM = (
    r"A lantern glows with $f(t)=\frac{3t+1}{2}$ units and a mirror keeps $\left(t-2\right)^2$ of them; "
    r"when are both equal?"
)
TRAIN_ITEM = "A captain trades nine velvet ribbons for every kettle that the anchor maker mends."
SHORT_ITEM = "Factorise the polynomial $x^2-x-56$."
SOLUTION = r"The orchard keeper counts the copper baskets first, so the harbour receives $\dfrac{7}{9}$ of the pepper."


def items() -> pl.DataFrame:
    rows = [
        ("b/latex", "test", "en", LATEX_ITEM, SOLUTION, "18"),
        ("b/short", "test", "en", SHORT_ITEM, None, r"(x-8)(x+7)"),
        ("b/zh", "test", "zh", ZH_ITEM, None, "63"),
        ("b/tiny", "test", "en", "2 + 2", None, "4"),
        ("b/digits", "test", "en", "1 2 3 4 5 6 7 8 9 10 11 12", None, "13"),
        ("b/train", "train", "en", TRAIN_ITEM, None, "9"),
    ]  # fmt: skip
    frame = pl.DataFrame(
        [
            dict(zip(("item_id", "split", "language", "question", "solution", "answer"), row, strict=True))
            for row in rows
        ]
    ).with_columns(benchmark=pl.lit("b"), choices=None, subject=None, level=None)
    return Benchmarks.validate(frame.select(Benchmarks.column_names()), cast=True)


@pytest.fixture(scope="module")
def clean(page, pages_of) -> pl.DataFrame:
    draw = random.Random(11)
    texts = [(f"en{n}", prose(draw, "en", 150) + "\nIt ends. \n" + prose(draw, "en", 40), "en") for n in range(60)]
    texts += [(f"zh{n}", prose(draw, "zh", 200) + "。\n" + prose(draw, "zh", 80), "zh") for n in range(30)]
    return pages_of([page(name, text, language=language) for name, text, language in texts])


@pytest.fixture(scope="module")
def blacklist(clean, corpus) -> pl.DataFrame:
    return NgramBlacklist.validate(ngram_blacklist(items(), clean, corpus.leaks))


def leaking(text: str, blacklist: pl.DataFrame, corpus, language: str = "en") -> list[str]:
    found = find_leaks(pl.DataFrame({"page_id": ["p"], "text": [text]}), "page_id", blacklist, corpus.leaks)
    return found["item_id"].unique().sort().to_list()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(("item_id", "item"), [("b/latex", LATEX_ITEM), ("b/zh", ZH_ITEM), ("b/short", SHORT_ITEM)])
def test_every_disguise_is_seen_through(kind, item_id, item, clean, blacklist, corpus):
    for seed in range(8):
        host = clean["text"][seed]
        assert leaking(kind.disguise(item, host, random.Random(seed)), blacklist, corpus) == [item_id]


def test_clean_pages_and_training_items_accuse_nobody(clean, blacklist, corpus):
    assert find_leaks(clean, "page_id", blacklist, corpus.leaks).is_empty()
    assert leaking(items()["question"][5], blacklist, corpus) == []


def test_solutions_are_guarded_as_questions_are(blacklist, corpus):
    assert leaking(f"Some say: {SOLUTION} Others do not.", blacklist, corpus) == ["b/latex"]


def test_runs_of_digits_and_tiny_items_are_listed_but_accuse_nobody(blacklist, corpus):
    assert leaking("count: 1 2 3 4 5 6 7 8 9 10 11 12, and 2 + 2 as well", blacklist, corpus) == []
    assert set(unguardable_items(blacklist)["item_id"]) == {"b/tiny", "b/digits"}
    answers = blacklist.filter(pl.col("field") == "answer")
    assert not answers["informative"].any()
    assert answers.filter(pl.col("gram") == "18")["rule"].to_list() == ["unguardable"]


def test_a_short_item_needs_the_whole_of_it(blacklist, corpus):
    assert leaking("Factorise the polynomial x^2 - x - 42.", blacklist, corpus) == []
    assert leaking("Now factorise the polynomial x² − x − 56, please.", blacklist, corpus) == ["b/short"]


def test_a_stock_phrase_of_many_items_accuses_nobody(clean, corpus):
    phrase = "Write the harbour ladder compass answer in its simplest velvet marble form"
    many = [
        (f"b/{n}", "test", "en", f"{' '.join(random.Random(n).sample(EN, 9))}. {phrase}.", None, str(n))
        for n in range(9)
    ]
    frame = pl.DataFrame(
        [
            dict(zip(("item_id", "split", "language", "question", "solution", "answer"), row, strict=True))
            for row in many
        ]
    ).with_columns(benchmark=pl.lit("b"), choices=None, subject=None, level=None)
    listed = ngram_blacklist(
        Benchmarks.validate(frame.select(Benchmarks.column_names()), cast=True), clean, corpus.leaks
    )
    assert leaking(phrase, listed, corpus) == []
    assert len(unguardable_items(listed)) == 0


def test_clean_pages_drops_leaks_and_copies_and_accounts_for_every_page(clean, blacklist, corpus, page, pages_of):
    guilty = clean["text"][0] + "\n\n" + LATEX_ITEM
    copy = page("copy", clean["text"][5] + " kettle", score=0.1)
    pages = pl.concat([clean, pages_of([page("guilty", guilty, score=0.9), page("short", SHORT_ITEM * 2), copy])])
    duplicates = near_duplicates(pages, corpus.near_duplicates, 1)
    kept, dropped = clean_pages(pages, duplicates, blacklist, corpus.leaks)
    reasons = dict(dropped.select("row_id", "reason").iter_rows())
    assert reasons == {
        "guilty": "benchmark_ngram", "short": "benchmark_item", "copy": "near_duplicate",
    }  # fmt: skip
    assert "en0" in kept["page_id"].to_list(), "a clean copy goes with the page that leaks"
    assert sorted([*kept["page_id"], *dropped["row_id"]]) == sorted(pages["page_id"])
    assert remaining_leaks(kept, blacklist, corpus.leaks).is_empty()


def test_the_best_clean_page_of_a_cluster_stays(clean, blacklist, corpus, page, pages_of):
    guilty = page("guilty", clean["text"][0] + "\n\n" + LATEX_ITEM, score=0.9)
    better = page("better", clean["text"][0] + " kettle", score=0.8)
    pages = pl.concat([clean.head(1), pages_of([guilty, better])])
    duplicates = near_duplicates(pages, corpus.near_duplicates, 1)
    assert duplicates["survivor"].unique().to_list() == ["guilty"]
    kept, dropped = clean_pages(pages, duplicates, blacklist, corpus.leaks)
    assert kept["page_id"].to_list() == ["better"]
    assert dict(dropped.select("row_id", "detail").iter_rows())["en0"] == (
        "better is kept, since guilty, the best of the cluster, leaks"
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.sampled_from([0.2, 0.5, 0.9])), max_size=12),
    st.sampled_from(["drop", "segment"]),
)
def test_of_each_cluster_one_page_stays_where_any_is_clean(blacklist, corpus, page, pages_of, rows, mode):
    """Clusters by number; of leaking pages a whole short item, which no mode cuts out."""
    texts = {True: SHORT_ITEM * 2, False: "Nothing of the kind is here."}
    pages = pages_of([page(f"p{n}", texts[leaks], score=score) for n, (_, leaks, score) in enumerate(rows)])
    members: dict[int, list[int]] = {}
    for n, (cluster, _, _) in enumerate(rows):
        members.setdefault(cluster, []).append(n)
    rank = lambda n: (-rows[n][2], -len(texts[rows[n][1]]), f"p{n}")  # noqa: E731
    best = {c: min(names, key=rank) for c, names in members.items()}
    duplicates = pl.DataFrame(
        [(f"p{n}", f"c{c}", f"p{best[c]}", 0.9, len(ns)) for c, ns in members.items() for n in ns if len(ns) > 1],
        schema=NearDuplicates.create_empty().schema, orient="row",
    )  # fmt: skip
    kept, dropped = clean_pages(pages, duplicates, blacklist, corpus.leaks.model_copy(update={"mode": mode}))
    assert sorted([*kept["page_id"], *dropped["row_id"]]) == sorted(pages["page_id"])
    stay = set(kept["page_id"])
    for names in members.values():
        clean_ones = [n for n in names if not rows[n][1]]
        expected = min(clean_ones, key=lambda n: (-rows[n][2], f"p{n}")) if clean_ones else None
        assert stay & {f"p{n}" for n in names} == ({f"p{expected}"} if expected is not None else set())
    again, _ = clean_pages(pages.reverse(), duplicates.reverse(), blacklist, corpus.leaks)
    assert again["page_id"].equals(kept["page_id"])


def test_segment_mode_cuts_the_paragraph_and_keeps_the_page(blacklist, corpus, page, pages_of):
    before, after = "Before the harbour. " * 20, "After the meadow. " * 20
    text = f"{before}\n\n{LATEX_ITEM}\n\n{after}"
    spans = [
        {"role": "question", "start": len(before) + 2, "end": len(before) + 2 + len(LATEX_ITEM)},
        {"role": "remark", "start": text.index(after), "end": len(text)},
    ]
    segments = [{**span, "confidence": 1.0, "evidence": "test"} for span in spans]
    pages = pages_of([page("p", text, segments=segments)])
    policy = corpus.leaks.model_copy(update={"mode": "segment"})
    nothing = near_duplicates(pages.head(0), corpus.near_duplicates, 1)
    kept, dropped = clean_pages(pages, nothing, blacklist, policy)
    assert dropped.is_empty()
    assert kept["text"][0] == f"{before}\n\n{after}"
    assert [kept["text"][0][s["start"] : s["end"]] for s in kept["segments"][0]] == [after]
    assert remaining_leaks(kept, blacklist, policy).is_empty()


@pytest.mark.parametrize("text", [LATEX_ITEM, ZH_ITEM, SHORT_ITEM, SOLUTION])
def test_the_blocking_check_fails_on_a_page_that_leaks(text, clean, blacklist, corpus, page, pages_of):
    spoilt = pl.concat([clean, pages_of([page("spoilt", f"Look here: {text} And then?")])])
    assert remaining_leaks(spoilt, blacklist, corpus.leaks)["page_id"].unique().to_list() == ["spoilt"]


def test_check_and_matcher_agree_on_every_gram(clean, blacklist, corpus):
    texts = [f"{a} {b}" for a, b in zip(clean["text"].head(3), items()["question"].head(3), strict=True)]
    pages = pl.DataFrame({"page_id": ["a", "b", "c"], "text": texts})
    found = find_leaks(pages, "page_id", blacklist, corpus.leaks)
    ours = set(found.select("row_id", "gram").iter_rows())
    assert ours == set(remaining_leaks(pages, blacklist, corpus.leaks).iter_rows())


def test_reasons_name_the_item_and_the_gram(blacklist, corpus):
    pages = pl.DataFrame({"page_id": ["p"], "text": [LATEX_ITEM + SHORT_ITEM]})
    reasons = leak_reasons(find_leaks(pages, "page_id", blacklist, corpus.leaks))
    assert len(reasons) == 1
    assert reasons["detail"][0].startswith("b/latex question: ")


def test_the_bench_reports_recall_and_false_alarms(clean, corpus):
    summary, verdicts = leak_bench(items(), clean, corpus.leaks, 1, 5)
    assert set(summary["kind"]) == {*(kind.name for kind in KINDS), "hard negative", AS_THEY_ARE}
    assert summary.filter(pl.col("kind") == AS_THEY_ARE)["flagged"].sum() == 0
    assert precision(summary) == 1.0
    assert verdicts.filter("guardable", pl.col("item_id").is_in(["b/latex", "b/zh", "b/short"]))["flagged"].all()


@pytest.mark.slow
def test_real_benchmarks_in_clean_prose(shared_data, clean, corpus):
    import gzip
    import json

    rows = []
    for path in sorted((shared_data / "benchmarks").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            given = [json.loads(line) for line in stream]
        for item in given:
            name = f"{item['benchmark']}/{item['split']}/{item['id']}"
            rows.append({**item, "item_id": name, "language": item["lang"], "level": None})
    frame = pl.DataFrame(rows, infer_schema_length=None).select(Benchmarks.column_names())
    summary, _ = leak_bench(Benchmarks.validate(frame, cast=True), clean, corpus.leaks, 1, 150)
    planted = summary.filter(pl.col("kind").is_in([kind.name for kind in KINDS]))
    assert planted["guardable_share"].min() >= 0.98
    assert planted["share"].min() >= 0.93
