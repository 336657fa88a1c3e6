"""Code, papers and ordinary pages: what qualifies, and why the rest does not."""

import polars as pl
import pytest

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.contracts.decisions import DROPPED
from deepmath_assets.lake.contracts.mixture import Code, General, Papers
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.mixture.code import code_documents, code_files, standard_library
from deepmath_assets.stages.mixture.general import general, uncollected_pages
from deepmath_assets.stages.mixture.papers import papers, papers_of_folder, papers_of_pages
from deepmath_assets_tests.stages.mixture.conftest import NO_LEAKS, sampled, source


def test_the_standard_library_is_code_and_accounts_for_every_file():
    settings = load_profile("demo").mixture.code
    files, skipped, met = code_files(standard_library(), settings)
    assert met == len(files) + len(skipped)
    assert "code/site-packages" in skipped["row_id"].to_list()
    assert set(skipped["reason"]) == {"skipped_folder"}
    kept, dropped = code_documents(files, NO_LEAKS, settings, 3)
    again, _ = code_documents(files.reverse(), NO_LEAKS, settings, 3)
    assert Code.validate(kept).equals(again)
    assert sorted([*kept["document_id"], *dropped["row_id"]]) == files["document_id"].sort().to_list()
    assert kept.filter(pl.col("source") == "code")["text_chars"].sum() <= settings.max_chars
    assert "code/fractions.py" in kept.filter(pl.col("source") == "algebraic_code")["document_id"].to_list()
    assert not kept["document_id"].str.contains("/test/|lib2to3|site-packages").any()


def test_leaking_files_are_dropped_with_the_corpus_reason():
    settings = load_profile("demo").mixture.code
    files = source("code", 5, 100)
    leaks = pl.DataFrame([("code/001", "benchmark_ngram", "item")], schema=DROPPED, orient="row")
    kept, dropped = code_documents(files, leaks, settings, 3)
    assert "code/001" not in kept["document_id"].to_list()
    assert dropped.rows() == [("code/001", "benchmark_ngram", "item")]


def test_papers_come_from_a_folder_or_from_pages_of_the_kind(tmp_path):
    settings = load_profile("demo").mixture.papers
    (tmp_path / "one.tex").write_text("A lemma.", encoding="utf-8")
    (tmp_path / "two.tex").write_text("A lemma.", encoding="utf-8")
    (tmp_path / "empty.md").write_text(" ", encoding="utf-8")
    (tmp_path / "photo.png").write_bytes(b"x")
    pages = sampled(3, 30).with_columns(page_kind=pl.Series(["paper", "tutorial", "paper"]))
    given = papers_of_folder(tmp_path, settings)
    assert given.dropped.rows() == [("papers/photo.png", "other_format", ".png")]
    assert given.met == 4
    kept, dropped = papers(given.kept, NO_LEAKS, settings, 1)
    assert Papers.validate(kept)["document_id"].to_list() == ["papers/one.tex"]
    assert dropped.select("row_id", "reason").rows() == [
        ("papers/empty.md", "empty_text"), ("papers/two.tex", "same_text"),
    ]  # fmt: skip
    own, _ = papers(papers_of_pages(pages, settings).kept, NO_LEAKS, settings, 1)
    assert own["document_id"].to_list() == ["page000", "page002"]
    with pytest.raises(BadInput, match="no folder of papers"):
        papers_of_folder(tmp_path / "absent", settings)


def test_general_pages_are_those_that_no_round_collected():
    settings = load_profile("demo").mixture.general
    text = "plain words " * 60
    facts = {"a": ("en", text), "b": ("en", text + "b"), "c": ("fr", text + "c"), "d": ("en", "short"),
             "e": ("zh", text + "e"), "f": ("en", text + "f"), "g": ("en", text)}  # fmt: skip
    pages = pl.DataFrame(
        [
            {
                "page_id": name,
                "part": "p",
                "url": name,
                "language": language,
                "text": words,
                "text_chars": len(words),
                "link_chars": 0,
            }
            for name, (language, words) in facts.items()
        ]
    )
    judged = [("r001", name, 0.1, False) for name in "abcde"] + [("r001", "f", 0.9, False), ("r002", "g", 0.1, False)]
    judged += [("r002", "b", 0.1, True)]
    page_scores = pl.DataFrame(judged, schema=["round", "page_id", "score", "collected"], orient="row")
    found = uncollected_pages(pages, page_scores)
    leaks = pl.DataFrame([("e", "benchmark_item", "item")], schema=DROPPED, orient="row")
    kept, dropped = general(found, leaks, settings, 1)
    assert General.validate(kept)["document_id"].to_list() == ["a"]
    assert dict(dropped.select("row_id", "reason").iter_rows()) == {
        "c": "language_not_wanted", "d": "too_short", "e": "benchmark_item", "f": "in_domain", "g": "same_text",
    }  # fmt: skip
