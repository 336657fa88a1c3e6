"""The mixture: code, papers and ordinary text beside the corpus, by tokens; tokenizer, shards, card."""

from pathlib import Path

import polars as pl

from deepmath_assets.defs.shared.making import plots
from deepmath_assets.defs.shared.making.accounts import Rows, rows_in, rows_of
from deepmath_assets.defs.shared.making.assets import TableAsset, table_asset
from deepmath_assets.defs.shared.making.desk import DECISIONS, Desk
from deepmath_assets.defs.shared.making.verdicts import Check, Verdict
from deepmath_assets.stages.corpus.leaks.blacklist import unguardable_items
from deepmath_assets.stages.corpus.leaks.matching import find_leaks, leak_reasons
from deepmath_assets.stages.mixture.code import code_documents, code_files, standard_library
from deepmath_assets.stages.mixture.dataset_card import dataset_card as write_card
from deepmath_assets.stages.mixture.documents import available_tokens, offered_documents
from deepmath_assets.stages.mixture.documents import documents as mix
from deepmath_assets.stages.mixture.general import general as draw_general
from deepmath_assets.stages.mixture.general import uncollected_pages
from deepmath_assets.stages.mixture.papers import papers as draw_papers
from deepmath_assets.stages.mixture.papers import papers_of_folder, papers_of_pages
from deepmath_assets.stages.mixture.shares import token_shares, wanted_tokens
from deepmath_assets.stages.mixture.token_shards import token_shards as write_shards
from deepmath_assets.stages.mixture.tokenizer import train_tokenizer

_SOURCES = ("corpus.sampled_pages", "mixture.papers", "mixture.code", "mixture.general")
_PLAN = (
    "mixture.total_tokens", "mixture.shares", "mixture.max_repeats", "mixture.share_tolerance",
    "mixture.estimate",
)  # fmt: skip
_COPY = pl.concat_str("document_id", "copy", separator="#")
_CARD_TABLES = ("corpus.funnel", "corpus.ngram_blacklist", "mixture.documents", "mixture.token_shards", *_SOURCES)


@table_asset(
    "mixture.code", reads=("corpus.ngram_blacklist",), uses=("mixture.code", "corpus.leaks", "seed"),
    account=rows_in(given="Python files and skipped folders of the standard library"),
)  # fmt: skip
def code(desk: Desk) -> None:
    """Source files of the running Python's standard library."""
    found = code_files(standard_library(), desk.use("mixture.code"))
    kept, dropped = code_documents(found.kept, _leaks(desk, found.kept), desk.use("mixture.code"), desk.use("seed"))
    desk.write(kept, dropped=pl.concat([found.dropped, dropped]), given=found.met)


@table_asset(
    "mixture.papers", reads=("corpus.sampled_pages", "corpus.ngram_blacklist"), inputs=("papers",),
    uses=("mixture.papers", "corpus.leaks", "seed"), account=rows_in(given="given papers, or else pages of their kind"),
)  # fmt: skip
def papers(desk: Desk) -> None:
    """Given papers, and the corpus' own pages of that kind."""
    folder, policy = desk.inputs.papers, desk.use("mixture.papers")
    if folder:
        found = papers_of_folder(Path(folder), policy)
    else:
        found = papers_of_pages(desk.read("corpus.sampled_pages"), policy)
    kept, dropped = draw_papers(found.kept, _leaks(desk, found.kept), policy, desk.use("seed"))
    desk.write(kept, dropped=pl.concat([found.dropped, dropped]), given=found.met)


def _outside(desk: Desk) -> pl.LazyFrame:
    collected = desk.scan("recall.page_scores").filter("collected")
    return desk.scan("extract.pages").join(collected, on="page_id", how="anti").select("page_id")


@table_asset(
    "mixture.general", reads=("extract.pages", "recall.page_scores", "corpus.ngram_blacklist"),
    uses=("mixture.general", "corpus.leaks", "seed"), account=rows_in(Rows("pages that no round collected", _outside)),
)  # fmt: skip
def general(desk: Desk) -> None:
    """Ordinary pages of the crawl, outside the domain."""
    found = uncollected_pages(desk.scan("extract.pages"), desk.read("recall.page_scores"))
    kept, dropped = draw_general(found, _leaks(desk, found), desk.use("mixture.general"), desk.use("seed"))
    desk.write(kept, dropped=dropped)


def _shares(desk: Desk) -> pl.DataFrame:
    policy = desk.profile.mixture
    offered = offered_documents(*_sources(desk), policy)
    plan = wanted_tokens(available_tokens(offered), policy)
    rows = desk.read("mixture.documents", every=True)
    return token_shares(plan, rows, "tokens_estimate", policy)


def _shares_kept(desk: Desk) -> Verdict:
    shares = _shares(desk)
    short = shares.filter("short")["source"].to_list()
    about = "token shares within tolerance of what the sources can give" + (f"; short: {short}" if short else "")
    return Verdict("token_shares", bool(shares["within"].all()), about, {"shares": shares})


@table_asset(
    "mixture.documents", reads=_SOURCES, uses=(*_PLAN, "seed"),
    account=rows_in(*_SOURCES, row_id=pl.col("document_id")),
    checks=(Check("token_shares", "Each source's share of the tokens is what the profile asks.", _shares_kept),),
)  # fmt: skip
def documents(desk: Desk) -> None:
    """Documents of all sources in the order of training."""
    kept, dropped = mix(*_sources(desk), desk.profile.mixture, desk.use("seed"))
    tokens = kept.group_by("source").agg(pl.len(), pl.col("tokens_estimate").sum()).sort("source")
    desk.write(
        kept,
        dropped=dropped,
        by_source=tokens,
        shares=plots.bars(tokens["source"].to_list(), tokens["tokens_estimate"].to_list(), "tokens"),
    )


@table_asset("mixture.tokenizer", reads=("mixture.documents",), uses=("mixture.tokenizer",))
def tokenizer(desk: Desk) -> None:
    """The byte-level tokenizer trained on the mixture."""
    with desk.draft() as draft:
        report = train_tokenizer(desk.read("mixture.documents"), desk.use("mixture.tokenizer"), draft)
        artifact = desk.publish(draft)
    row = {
        **artifact.columns(), "vocabulary": report.vocabulary, "characters_per_token": report.characters_per_token,
        "card": report.card,
    }  # fmt: skip
    desk.write(pl.DataFrame([row]), card=report.card)


@table_asset(
    "mixture.token_shards", reads=("mixture.documents", "mixture.tokenizer"),
    uses=("mixture.shard_tokens", "mixture.tokenizer"),
    account=rows_in(rows_of("mixture.documents", _COPY), row_id=_COPY),
)  # fmt: skip
def token_shards(desk: Desk) -> None:
    """Flat token files, with the index from offset to document."""
    tokenizer_folder = desk.artifact(desk.read("mixture.tokenizer")["artifact"][0])
    with desk.draft() as draft:
        index = write_shards(desk.read("mixture.documents"), tokenizer_folder, draft, desk.profile.mixture)
        artifact = desk.publish(draft)
    rows = index.with_columns(artifact=pl.lit(artifact.name), artifact_hash=pl.lit(artifact.content_hash))
    desk.write(rows, tokens=int(rows["tokens"].sum()), shards=rows["shard"].n_unique(), folder=artifact.name)


@table_asset("mixture.dataset_card", reads=_CARD_TABLES, looks_back=(DECISIONS,), uses=(*_PLAN, "seed", "name"))
def dataset_card(desk: Desk) -> None:
    """The dataset card, written from the lake's own tables."""
    lake = desk.workspace.lake
    hashes = {name: str((lake.newest(name) or {}).get("content_hash", "")) for name in _CARD_TABLES}
    text = write_card(
        desk.use("name"), desk.read("corpus.funnel"), _shares(desk), _dropped_on_the_way(desk), hashes,
        unguardable_items(desk.read("corpus.ngram_blacklist")), desk.profile.mixture, desk.use("seed"),
    )  # fmt: skip
    with desk.draft() as draft:
        (draft / "README.md").write_text(text, encoding="utf-8")
        artifact = desk.publish(draft)
    desk.write(pl.DataFrame([{**artifact.columns(), "card": text}]), card=text)


def _dropped_on_the_way(desk: Desk) -> pl.DataFrame:
    """Drops of the stages that made the data set; later ones say nothing about it, and may not be there yet."""
    stages = ("crawl", "extract", "recall", "corpus", "mixture")
    mine = pl.col("table_name").str.split(".").list.first().is_in(stages)
    return desk.scan(DECISIONS).filter(mine).select("table_name", "reason").collect()


def _sources(desk: Desk) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Corpus, papers, code, ordinary pages."""
    corpus, papers_read, code_read, general_read = (desk.read(name) for name in _SOURCES)
    return corpus, papers_read, code_read, general_read


def _leaks(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    """Benchmark items in the rows, one reason for each row that holds any."""
    hits = find_leaks(rows, "document_id", desk.read("corpus.ngram_blacklist"), desk.use("corpus.leaks"))
    return leak_reasons(hits)


ASSETS: tuple[TableAsset, ...] = (
    code, papers, general, documents, tokenizer, token_shards, dataset_card,
)  # fmt: skip
