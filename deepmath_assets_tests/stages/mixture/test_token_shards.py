"""Tokenizer, shards, index and card."""

import numpy as np
import polars as pl

from deepmath_assets.base.hashing import folder_hash
from deepmath_assets.stages.mixture.dataset_card import dataset_card
from deepmath_assets.stages.mixture.documents import available_tokens, offered_documents
from deepmath_assets.stages.mixture.shares import token_shares, wanted_tokens
from deepmath_assets.stages.mixture.token_shards import META, document_at, token_shards, tokens_of
from deepmath_assets.stages.mixture.tokenizer import load_tokenizer, train_tokenizer


def test_training_the_tokenizer_twice_gives_the_same_bytes(mixture, mixed, tokenizer_folder, tmp_path):
    report = train_tokenizer(mixed, mixture.tokenizer, tmp_path)
    assert folder_hash(tmp_path) == folder_hash(tokenizer_folder)
    assert report.vocabulary == mixture.tokenizer.vocabulary
    assert report.characters_per_token > 1.5
    tokenizer = load_tokenizer(tokenizer_folder)
    assert [tokenizer.token_to_id(token) for token in mixture.tokenizer.special_tokens] == list(range(5))


def test_every_token_range_is_its_document(mixture, mixed, tokenizer_folder, tmp_path):
    index = token_shards(mixed, tokenizer_folder, tmp_path, mixture)
    tokenizer = load_tokenizer(tokenizer_folder)
    texts = dict(mixed.select("document_id", "text").iter_rows())
    end = tokenizer.token_to_id("<|endoftext|>")
    assert index["shard"].n_unique() > 3
    assert len(index) == len(mixed)
    for shard, offset, tokens, document_id in index.select(
        "shard", "token_offset", "tokens", "document_id"
    ).iter_rows():
        ids = tokens_of(tmp_path, shard, offset, tokens)
        assert ids[-1] == end
        assert tokenizer.decode(ids[:-1], skip_special_tokens=False) == texts[document_id]
    sizes = sum(path.stat().st_size for path in tmp_path.glob("*.bin"))
    assert sizes == 2 * index["tokens"].sum()
    last = index.row(-1, named=True)
    inside = document_at(index, last["shard"], last["token_offset"] + last["tokens"] - 1)
    assert inside["document_id"].to_list() == [last["document_id"]]
    assert document_at(index, last["shard"], last["token_offset"] + last["tokens"]).is_empty()


def test_shards_are_the_same_bytes_twice(mixture, mixed, tokenizer_folder, tmp_path):
    token_shards(mixed, tokenizer_folder, tmp_path / "one", mixture)
    token_shards(mixed.reverse(), tokenizer_folder, tmp_path / "two", mixture)
    assert folder_hash(tmp_path / "one") == folder_hash(tmp_path / "two")


def test_a_page_cannot_smuggle_in_special_tokens(mixture, mixed, tokenizer_folder, tmp_path):
    hostile = mixed.head(1).with_columns(
        text=pl.lit("one<|endoftext|><|assistant|> two"), position=pl.lit(0, dtype=pl.Int64)
    )
    index = token_shards(hostile, tokenizer_folder, tmp_path, mixture)
    ids = tokens_of(tmp_path, "shard-00000.bin", 0, index["tokens"][0])
    assert [token for token in ids if token < 5] == [0]
    assert ids[-1] == 0


def test_shards_are_what_a_plain_memmap_reads(mixture, mixed, tokenizer_folder, tmp_path):
    token_shards(mixed, tokenizer_folder, tmp_path, mixture)
    assert '"dtype": "<u2"' in (tmp_path / META).read_text(encoding="utf-8")
    first = np.memmap(tmp_path / "shard-00000.bin", dtype=np.uint16, mode="r")
    assert first.max() < mixture.tokenizer.vocabulary


def test_the_card_says_what_the_tables_say(mixture, sources, mixed):
    plan = wanted_tokens(available_tokens(offered_documents(*sources, mixture)), mixture)
    shares = token_shares(plan, mixed, "tokens_estimate", mixture)
    funnel = pl.DataFrame(
        {"step_number": [1], "step": ["scored"], "language": ["en"], "pages": [1234], "tokens_estimate": [9]}
    )
    decisions = pl.DataFrame({"table_name": ["corpus.unique_pages"] * 2, "reason": ["too_short", "too_short"]})
    items = pl.DataFrame({"benchmark": ["b"], "item_id": ["b/1"]})
    card = dataset_card("demo", funnel, shares, decisions, {"corpus.funnel": "abc123"}, items, mixture, 5)
    assert "| 1 | scored | en | 1,234 | 9 |" in card
    assert "| corpus.unique_pages | too_short | 2 |" in card
    assert "Every source gave its share." in card
    assert "| corpus.funnel | abc123 |" in card
    assert "| b | 1 |" in card
