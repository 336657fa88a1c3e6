"""The loop on real pages nobody here wrote: its bar, and the baselines that it must beat at equal precision."""

import hashlib
import re
from pathlib import Path

import polars as pl
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from deepmath_assets.base.hashing import page_id
from deepmath_assets.base.urls import domain, host, url_key
from deepmath_assets.lake.contracts.crawl import Census
from deepmath_assets.lake.contracts.extract import Pages
from deepmath_assets.packs.load import load_pack
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.crawl.screening import Screen
from deepmath_assets.stages.extract.page import extract_page
from deepmath_assets.stages.recall.baselines import baselines, whole_text
from deepmath_assets.stages.recall.progress.labels import quality, read_labels, recall_at_precision
from deepmath_assets.stages.recall.rounds import World, known_pages, run_rounds
from deepmath_assets.stages.recall.seeding import seed_list

PROFILE = load_profile("seed")
PACK = load_pack("mathematics")
SCREEN = Screen(PACK, PROFILE.crawl.screen)
COUNTS = [name for name, dtype in Pages.create_empty().schema.items() if dtype == pl.Int64]


def _records(folder: Path) -> list[dict[str, object]]:
    rows = []
    for file in sorted([*folder.glob("crawl-data/*/warc/*.warc.gz"), *folder.glob("archive/*.warc.gz")]):
        name = str(file.relative_to(folder))
        for record in ArchiveIterator(file.open("rb"), record_types=WarcRecordType.response, parse_http=True):
            payload, url = record.reader.read(), str(record.headers["WARC-Target-URI"])
            charset = re.search(r"charset=([\w-]+)", record.http_headers.get("Content-Type", ""), re.I)
            rows.append(_record(name, record.stream_pos, url, payload, charset.group(1) if charset else None))
    return rows


def _record(name: str, offset: int, url: str, payload: bytes, charset: str | None) -> dict[str, object]:
    key, digest = url_key(url), hashlib.sha1(payload).hexdigest()
    kept, score, hits = SCREEN.look(payload)
    outcome = "not_fetched" if name.startswith("archive") else "page" if kept else "screened_out"
    found = extract_page(payload, url, charset)
    row = {"part": "part-1", "warc_file": name, "offset": offset, "length": len(payload), "url": url, "url_key": key}
    row |= {"host": host(url), "domain": domain(url), "path": "/" + "/".join(url.split("/")[3:]), "outcome": outcome}
    row |= {"page_id": page_id(key, digest), "payload_digest": digest, "screen_score": score, "screen_hits": hits}
    row |= {name: getattr(found, name) for name in COUNTS if hasattr(found, name)}
    return row | {
        "text": found.text,
        "title": found.title,
        "language": found.language,
        "charset": charset,
        "segments": [],
    }


def _world(folder: Path) -> tuple[World, pl.DataFrame]:
    rows = _records(folder)
    table = pl.DataFrame(rows, schema_overrides={**Pages.create_empty().schema, "outcome": pl.String})
    pages = Pages.cast(table.select(Pages.column_names()))
    extra = {"status": pl.lit(200), "mime": pl.lit("text/html"), "payload_bytes": pl.col("length")}
    census = Census.cast(table.with_columns(**extra).select(Census.column_names()))
    world = World(
        census=census,
        pages=pages.filter(table["outcome"] == "page"),
        fetch=lambda plan: pages.join(plan.select("warc_file", "offset"), on=["warc_file", "offset"]),
        listed=seed_list((folder / "seeds.txt").read_text().splitlines(), "seeds.txt").kept,
        labels=read_labels(folder / "labels.csv").kept,
        pack=PACK,
    )
    return world, pages


@pytest.mark.slow
def test_converges_above_the_bar_and_beats_every_baseline(shared_data: Path, tmp_path: Path) -> None:
    world, pages = _world(shared_data / "mini-crawl")
    policy = PROFILE.recall
    rounds = run_rounds(world, policy, tmp_path / "loop", PROFILE.seed)
    reached = quality(world.labels, rounds[-1].collected_keys())
    assert reached.precision >= 0.95
    assert reached.recall >= 0.90
    assert sum(found.tables["round_report"]["pages_new"][0] > 0 for found in rounds) >= 2
    assert rounds[-1].tables["round_report"]["already_share_pages"][0] >= 0.98
    assert rounds[-1].tables["round_report"]["verdict"][0].startswith(("Stop: 9", "Stop: 100.0 % of pages"))
    known = known_pages(pages, world, whole_text(policy), tmp_path / "baselines")
    for name, ranking in baselines(world, known, policy, tmp_path / "baselines", PROFILE.seed).items():
        assert recall_at_precision(ranking, world.labels, reached.precision) < reached.recall, name
