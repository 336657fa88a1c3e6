"""`deepmath bench leaks`: what the blacklist finds of items planted in clean pages, and what it accuses wrongly.

Items are drawn from the guarded splits and planted in seven disguises (`leaks/disguises.py`), each in a host page of
its language that holds no leak by itself; all pages are also judged as they are, and beside them stand hard negatives:
items of the unguarded splits (the same style, other problems). Recall is given over all drawn items and over those that
the blacklist calls guardable: what it cannot guard is part of the answer, not of the fine print.
"""

import random
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from deepmath_assets.base.errors import BadInput
from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.leaks.blacklist import ngram_blacklist, unguardable_items
from deepmath_assets.stages.corpus.leaks.disguises import KINDS, Kind
from deepmath_assets.stages.corpus.leaks.matching import find_leaks

HARD_NEGATIVE = Kind("hard negative", KINDS[0].disguise)
AS_THEY_ARE = "pages as they are"

_JUDGED = {"page_id": pl.String, "kind": pl.String, "language": pl.String, "item_id": pl.String, "text": pl.String}


def leak_bench(
    benchmarks: pl.DataFrame, pages: pl.DataFrame, settings: Leaks, seed: int, per_kind: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Recall by disguise and language with the false alarms; and the verdict on each judged page.

    `pages` has `page_id`, `language`, `text`. The first frame has one row per kind and language: `pages`, `flagged`,
    `share` (recall of a disguise; false alarms of hard negatives and of pages as they are) and `guardable_share`.
    """
    blacklist = ngram_blacklist(benchmarks, pages, settings)
    leaking = find_leaks(pages, "page_id", blacklist, settings)["row_id"].unique()
    hosts = pages.filter(~pl.col("page_id").is_in(leaking.to_list())).sort("page_id")
    in_training = pl.col("split").is_in(list(settings.unguarded_splits))
    planted = [row for kind in KINDS for row in _planted(benchmarks.filter(~in_training), hosts, kind, seed, per_kind)]
    hard = _planted(benchmarks.filter(in_training), hosts, HARD_NEGATIVE, seed, per_kind)
    judged = pl.DataFrame([*planted, *hard], schema=_JUDGED, orient="row")
    found = find_leaks(judged, "page_id", blacklist, settings)["row_id"].unique()
    plain = pages.select("page_id", pl.lit(AS_THEY_ARE).alias("kind"), "language", pl.lit("").alias("item_id"), "text")
    together = pl.concat([judged, plain])
    flagged = pl.col("page_id").is_in([*found.to_list(), *leaking.to_list()])
    free = unguardable_items(blacklist)["item_id"].to_list()
    verdicts = together.with_columns(flagged=flagged, guardable=~pl.col("item_id").is_in(free))
    return _summary(verdicts), verdicts


def precision(summary: pl.DataFrame) -> float:
    """Planted pages among all flagged ones, hard negatives and pages as they are being the wrong ones."""
    wrong = pl.col("kind").is_in([HARD_NEGATIVE.name, AS_THEY_ARE])
    right, false = (int(summary.filter(side)["flagged"].sum()) for side in (~wrong, wrong))
    return right / max(right + false, 1)


def _planted(
    items: pl.DataFrame, hosts: pl.DataFrame, kind: Kind, seed: int, number: int
) -> Iterator[tuple[str, str, str, str, str]]:
    """Pages with one item each: up to `number` items of each language that suit the kind, drawn by hash."""
    for (language,), mine in sorted(items.partition_by("language", as_dict=True).items()):
        texts = hosts.filter(pl.col("language") == language)["text"].to_list() or hosts["text"].to_list()
        if not texts:
            raise BadInput("no clean page to plant in: give the bench more pages")
        suited = [item for item in mine.iter_rows(named=True) if re.search(kind.suits, item["question"])]
        suited.sort(key=lambda item: stable_fraction(item["item_id"], seed, kind.name))
        for item in suited[:number]:
            draw = random.Random(f"{seed} {kind.name} {item['item_id']}")
            page_id = f"planted/{kind.name}/{item['item_id']}"
            text = kind.disguise(_text(item, kind), draw.choice(texts), draw)
            yield page_id, kind.name, str(language), item["item_id"], text


def _text(item: dict[str, Any], kind: Kind) -> str:
    alone = kind.question_only or not item["solution"]
    return str(item["question"]) if alone else f"{item['question']}\n\n{item['solution']}"


def _summary(verdicts: pl.DataFrame) -> pl.DataFrame:
    flagged = pl.col("flagged")
    order = [kind.name for kind in KINDS] + [HARD_NEGATIVE.name, AS_THEY_ARE]
    counted = verdicts.group_by("kind", "language").agg(
        pages=pl.len(),
        flagged=flagged.sum(),
        share=flagged.mean(),
        guardable_share=flagged.filter(pl.col("guardable")).mean(),
    )
    return counted.sort(pl.col("kind").replace_strict(order, range(len(order))), "language")
