"""A page's whole story as lines: from a WARC record to token shards, each step with its verdict, and the way back.

Reads the lake alone (DESIGN: a drop is data). A page is found by URL, by page_id, or by a token's place (shard:offset).
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.urls import url_key
from deepmath_assets.lake.tables import Lake
from deepmath_assets.stages.mixture.token_shards import document_at

Line = tuple[str, str]
_HEX_DIGITS = 32


def story(lake: Lake, what: str) -> Iterator[Line]:
    """(step, sentence) pairs in the order of the journey; raises `BadInput` where nothing is known of the page."""
    page, key = identify(lake, what)
    records = _rows(lake, "crawl.census", pl.col("page_id") == page if page else pl.col("url_key") == key)
    if not records and not page:
        raise BadInput(f"{what}: no record and no index row of the crawl has this page (looked for {key})")
    for record in records:
        yield "record", _record(record)
    for address in sorted({record["url_key"] for record in records}):
        yield from _drops(lake, address)
    for one in sorted({r["page_id"] for r in records if r["page_id"]} | ({page} if page else set())):
        yield from _page(lake, one)


def identify(lake: Lake, what: str) -> tuple[str | None, str]:
    """The page_id, or None with the url_key to look for."""
    shard, _, offset = what.rpartition(":")
    if shard.endswith(".bin") and offset.isdigit():
        found = document_at(lake.read("mixture.token_shards"), shard, int(offset))
        if found.is_empty():
            raise BadInput(f"{what}: no document there; `deepmath show mixture.token_shards` lists the shards")
        row = found.row(0, named=True)
        if row["page_id"] is None:
            raise BadInput(f"{what}: a token of {row['document_id']} ({row['source']}), which is no page of the crawl")
        return row["page_id"], ""
    if len(what) == _HEX_DIGITS and all(c in "0123456789abcdef" for c in what):
        return what, ""
    return None, url_key(what)


def _page(lake: Lake, page: str) -> Iterator[Line]:
    mine = pl.col("page_id") == page
    yield "page_id", page
    for row in _rows(lake, "extract.pages", mine):
        yield "extracted", _extracted(row)
    for row in _rows(lake, "recall.page_scores", mine, by="round"):
        verdict = "collected" if row["collected"] else "not collected"
        yield (
            f"round {row['round']}",
            (
                f"{verdict} by {row['rule']}: score {row['score']:.3f} (classifier {row['classifier']:.3f}, mathness "
                f"{row['mathness']:.3f}, source {row['source_evidence']:+.2f}, rarity {-row['rarity_log_odds']:+.2f}), "
                f"{row['page_kind']}, template {row['template']}"
            ),
        )
    for row in _rows(lake, "recall.plan", mine, by="round"):
        yield f"round {row['round']}", f"planned, rank {row['rank']}, priority {row['priority']:.3f}: {row['reason']}"
    for row in _rows(lake, "recall.recalled_pages", mine, by="round"):
        verdict = "accepted" if row["accepted"] else "refused"
        yield (
            f"round {row['round']}",
            f"fetched by its byte range and {verdict} by {row['rule']}, score {row['score']:.3f}",
        )
    yield from _corpus(lake, page)
    yield from _shards(lake, page)


def _corpus(lake: Lake, page: str) -> Iterator[Line]:
    mine = pl.col("page_id") == page
    candidate = bool(_rows(lake, "corpus.candidates", mine))
    yield "corpus", "a candidate" if candidate else "no candidate: the newest round to judge it did not collect it"
    for row in _rows(lake, "corpus.near_duplicates", mine):
        yield "near-duplicates", _cluster(lake, row)
    yield from _drops(lake, page)
    for row in _rows(lake, "corpus.quality_scores", mine):
        yield "quality", f"{row['quality']:.3f}, {row['subdomain']} (confidence {row['subdomain_confidence']:.2f})"
    for row in _rows(lake, "corpus.sampled_pages", mine):
        yield "sampled", f"with weight {row['copies']:.2f} out of the stratum {row['stratum']}"


def _drops(lake: Lake, row_id: str) -> Iterator[Line]:
    for row in _rows(lake, "lake.decisions", pl.col("row_id") == row_id, by="step"):
        yield "dropped", f"at {row['step']}: {row['reason']}" + (f" ({row['detail']})" if row["detail"] else "")


def _cluster(lake: Lake, row: dict[str, Any]) -> str:
    """A page's cluster, the best of it, and the page that stays where the best one leaks."""
    best = row["survivor"]
    about = f"cluster {row['cluster']} of {row['cluster_pages']} pages, Jaccard {row['jaccard']:.2f} to the best, "
    about += f"{best}" + (" (this page)" if best == row["page_id"] else "")
    members = [one["page_id"] for one in _rows(lake, "corpus.near_duplicates", pl.col("cluster") == row["cluster"])]
    for kept in _rows(lake, "corpus.clean_pages", pl.col("page_id").is_in(members) & (pl.col("page_id") != best)):
        mine = " (this page)" if kept["page_id"] == row["page_id"] else ""
        about += f"; it leaks, and {kept['page_id']} stays{mine}"
    return about


def _shards(lake: Lake, page: str) -> Iterator[Line]:
    for row in _rows(lake, "mixture.token_shards", pl.col("page_id") == page, by="token_offset"):
        end = row["token_offset"] + row["tokens"]
        yield "tokens", f"{row['shard']}:{row['token_offset']} to {end}, copy {row['copy']}, as {row['source']}"
    for row in _rows(lake, "instruct.problems", pl.col("page_id") == page):
        yield "problem", f"{row['question'][:80]!r} with the answer {row['answer'][:40]!r}"


def _record(row: dict[str, Any]) -> str:
    screen = f", screen {row['screen_score']:.1f} {row['screen_hits']}" if row["screen_score"] is not None else ""
    return (
        f"{row['url']}: {row['outcome']}; {row['warc_file']} at {row['offset']}+{row['length']}, part {row['part']}, "
        f"status {row['status']}{screen}"
    )


def _extracted(row: dict[str, Any]) -> str:
    return (
        f"{row['text_chars']} characters of {row['language']} ({row['charset']}), {row['formulas']} formulas of "
        f"{row['carriers_found']} found, {row['code_blocks']} code blocks, {len(row['segments'])} segments: "
        f"{row['title']}"
    )


def _rows(lake: Lake, table: str, condition: pl.Expr, by: str | None = None) -> list[dict[str, Any]]:
    if not lake.exists(table):
        return []
    rows = lake.scan(table).filter(condition).collect()
    return (rows.sort(by) if by else rows).to_dicts()
