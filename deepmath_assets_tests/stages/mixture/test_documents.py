"""Shares by tokens: met, repeated to the bound, or said to be short."""

import polars as pl
import pytest

from deepmath_assets.base.errors import BadProfile
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.mixture.documents import available_tokens, documents, offered_documents
from deepmath_assets.stages.mixture.shares import token_shares, wanted_tokens
from deepmath_assets.stages.mixture.source_tables import SOURCE
from deepmath_assets_tests.stages.mixture.conftest import sampled, source


def test_shares_are_met_and_every_document_is_used_or_dropped(mixture, sources):
    kept, dropped = documents(*sources, mixture, 5)
    offered = offered_documents(*sources, mixture)
    assert set(kept["document_id"]) | set(dropped["row_id"]) == set(offered["document_id"])
    assert not set(kept["document_id"]) & set(dropped["row_id"])
    plan = wanted_tokens(available_tokens(offered), mixture)
    shares = token_shares(plan, kept, "tokens_estimate", mixture)
    assert shares["within"].all()
    assert not shares["short"].any()
    assert (shares["got_share"] - shares["wanted_share"]).abs().max() < 0.02
    assert abs(shares["got_tokens"].sum() - mixture.total_tokens) < 500


def test_a_short_source_is_repeated_to_the_bound_and_named(mixture, sources):
    pages, _, code, ordinary = sources
    few = source("papers", 1, 20)
    kept, _ = documents(pages, few, code, ordinary, mixture, 5)
    plan = wanted_tokens(available_tokens(offered_documents(pages, few, code, ordinary, mixture)), mixture)
    shares = token_shares(plan, kept, "tokens_estimate", mixture)
    assert shares.filter("short")["source"].to_list() == ["papers"]
    assert kept.filter(pl.col("source") == "papers")["copy"].sort().to_list() == list(range(int(mixture.max_repeats)))
    assert shares["within"].all()


def test_the_check_fails_where_a_source_lacks_its_share(mixture, sources, mixed):
    plan = wanted_tokens(available_tokens(offered_documents(*sources, mixture)), mixture)
    lost = mixed.filter(pl.col("source") != "general")
    assert not token_shares(plan, lost, "tokens_estimate", mixture)["within"].all()


def test_heavier_pages_come_oftener_and_row_order_does_not_matter(mixture, sources, mixed):
    pages, given, code, ordinary = sources
    again, _ = documents(pages.reverse(), given.reverse(), code.reverse(), ordinary.reverse(), mixture, 5)
    assert mixed.equals(again)
    copies = mixed.filter(pl.col("source") == "corpus").group_by("document_id").len()
    heavy = copies.join(pages.select(document_id="page_id", weight="copies"), on="document_id")
    drawn = dict(heavy.group_by("weight").agg(pl.col("len").sum()).iter_rows())
    assert drawn[2.0] > 1.6 * drawn[1.0]


def test_a_page_that_serves_as_a_paper_is_not_of_the_corpus_too(mixture):
    pages = sampled(6, 60)
    chosen = pages.head(2).select(
        document_id="page_id",
        source=pl.lit("papers"),
        origin="url",
        language="language",
        text="text",
        text_chars="text_chars",
    )
    nothing = pl.DataFrame(schema=SOURCE)
    offered = offered_documents(pages, chosen, nothing, nothing, mixture)
    assert offered["document_id"].is_unique().all()
    assert offered.filter(pl.col("source") == "papers")["page_id"].to_list() == ["page000", "page001"]


def test_shares_that_do_not_add_up_are_refused(tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text('extends = "demo"\nname = "odd"\n[mixture.shares]\ncorpus = 0.9\n', encoding="utf-8")
    with pytest.raises(BadProfile, match="add up to 1"):
        load_profile(str(path))
