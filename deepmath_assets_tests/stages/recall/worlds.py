"""A small web about cooking whose truth is known: what the loop's tests run over. All text is made here."""

import random
from pathlib import Path

import polars as pl

from deepmath_assets.base.hashing import page_id
from deepmath_assets.base.urls import domain, host, url_key
from deepmath_assets.lake.contracts.crawl import Census
from deepmath_assets.lake.contracts.extract import Pages
from deepmath_assets.packs.load import load_pack
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.progress.labels import Labels
from deepmath_assets.stages.recall.rounds import World
from deepmath_assets.stages.recall.seeding import seed_list

TINY = Path(__file__).parents[2] / "packs" / "tiny"
COOKING = [
    "dough",
    "yeast",
    "preheat",
    "oven",
    "flour",
    "broth",
    "simmer",
    "ladle",
    "whisk",
    "butter",
    "tablespoon",
    "ingredients",
    "面粉",
    "高汤",
    "炖",
    "调味",
]

OTHER = [
    "football",
    "engine",
    "invoice",
    "warranty",
    "meeting",
    "player",
    "garage",
    "office",
    "ticket",
    "season",
    "driver",
    "wheel",
    "比赛",
    "发动机",
    "会议",
]

PLAIN = [
    "the",
    "a",
    "of",
    "and",
    "then",
    "with",
    "some",
    "until",
    "it",
    "is",
    "very",
    "good",
    "for",
    "this",
    "day",
    "people",
    "time",
    "make",
    "take",
    "new",
    "old",
]
COUNTS = [name for name, dtype in Pages.create_empty().schema.items() if dtype == pl.Int64]


def pack() -> Pack:
    return load_pack(TINY)


def policy() -> Recall:
    """The small-crawl profile with a model that trains in no time; weights that suit the tiny pack's few words."""
    seed = load_profile("seed").recall
    classifier = seed.classifier.model_copy(update={"dim": 8, "bucket": 1000, "epoch": 20, "min_count": 1})
    weights = {"glossary_density": 1.0, "glossary_variety": 1.0, "neighbour_density": -1.0, "topic_terms": 1.0}
    mathness = seed.mathness.model_copy(update={"bias": -4.0, "weights": weights})
    return seed.model_copy(update={"classifier": classifier, "mathness": mathness})


def page(url: str, text: str, title: str = "", **counts: int) -> dict[str, object]:
    """A row of `extract.pages`."""
    key = url_key(url)
    row: dict[str, object] = dict.fromkeys(COUNTS, 0)
    row |= {"part": "part-1", "url": url, "url_key": key, "host": host(url), "domain": domain(url), "path": url[8:]}
    row |= {"page_id": page_id(key, text), "payload_digest": text[:8], "warc_file": "0.warc.gz", "length": 100}
    row |= {"title": title, "language": "en", "charset": "utf-8", "text": text, "segments": [], "text_chars": len(text)}
    return row | {"screen_hits": [], "screen_score": 1.0, "paragraphs": 4} | counts


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    numbered = [row | {"offset": 100 * index} for index, row in enumerate(rows)]
    return Pages.cast(pl.DataFrame(numbered, schema=Pages.create_empty().schema))


def prose(draw: random.Random, words: list[str], share: float, length: int = 150) -> str:
    chosen = [draw.choice(words if draw.random() < share else PLAIN) for _ in range(length)]
    return " ".join(word + "." if draw.random() < 0.1 else word for word in chosen)


def small_world(seed: int = 0, review: pl.DataFrame | None = None) -> tuple[World, set[str]]:
    """A world of seven sites, and the url_keys that are truly about cooking.

    bread.org and soup.org hold the seeds; stew.net and sauce.net are recipes no seed knows, some of the second with
    hardly a word of the pack; mixed.com has recipes beside cars; stew.net's archive is known to the index only.
    """
    draw = random.Random(seed)
    rows, truth, unread = [], set(), set()

    def add(url: str, share: float, cooking: bool, fetched: bool = True) -> None:
        rows.append(page(url, prose(draw, COOKING if cooking else OTHER, share)))
        key = str(rows[-1]["url_key"])
        truth.update({key} if cooking else ())
        unread.update(() if fetched else {key})

    for index in range(24):
        name = "".join(draw.choices("abcdefgh", k=7))
        add(f"https://bread.org/recipes/{name}-bread", 0.3, True)
        add(f"https://soup.org/{index}/{name}", 0.3, True)
        add(f"https://stew.net/dish/{index}", 0.25, True)
        add(f"https://stew.net/archive/{index}/", 0.25, True, fetched=False)
        add(f"https://sauce.net/s/{name}.html", 0.02 + 0.004 * index, True)
        add(f"https://mixed.com/kitchen/{name}", 0.2, True)
        add(f"https://mixed.com/cars/{name}", 0.2, False)
        add(f"https://cars.example.net/{2000 + index}/{name}", 0.2, False)
        add(f"https://news.example.org/story?id={index}", 0.1, False)
        add(f"https://office.example.com/a/{name}/{index}", 0.15, False)
    pages = frame(rows)
    census = _census(pages, unread)
    seeds = [row["url"] for row in rows if str(row["url"]).startswith(("https://bread.org", "https://soup.org"))][:20]
    labels = pages.select("url_key", "url", label=pl.col("url_key").is_in(sorted(truth)).cast(pl.Int64))
    world = World(
        census=census,
        pages=pages.filter(~pl.col("url_key").is_in(sorted(unread))),
        fetch=lambda plan: pages.join(plan.select("warc_file", "offset"), on=["warc_file", "offset"]),
        listed=seed_list([str(url) for url in seeds], "seeds.txt").kept,
        labels=Labels.cast(labels),
        pack=pack(),
        **({} if review is None else {"review": review}),
    )
    return world, truth


def _census(pages: pl.DataFrame, unread: set[str]) -> pl.DataFrame:
    known = ~pl.col("url_key").is_in(sorted(unread))
    rows = pages.with_columns(
        status=pl.lit(200), mime=pl.lit("text/html"), payload_bytes=pl.lit(1000),
        page_id=pl.when(known).then("page_id"),
        outcome=pl.when(known).then(pl.lit("page")).otherwise(pl.lit("not_fetched")),
    )  # fmt: skip
    return Census.cast(rows.select(Census.column_names()))
