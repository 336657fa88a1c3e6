"""The table of what no page may hold: grams of benchmark items, with the verdict of the information floor."""

from collections import Counter
from collections.abc import Iterator, Sequence

import polars as pl

from deepmath_assets.base.hashing import stable_fraction
from deepmath_assets.profiles.shapes.corpus import Leaks
from deepmath_assets.stages.corpus.leaks.floor import Rarity, is_informative, is_informative_whole, rarity
from deepmath_assets.stages.corpus.leaks.grams import grams_of, guarded_items
from deepmath_assets.stages.corpus.units import spelt, units_of

_CHARACTER_LANGUAGES = ("zh", "ja")
_GRAMS = {"text": pl.Int64, "gram": pl.String, "grams": pl.Int64, "rule": pl.String, "informative": pl.Boolean}


def ngram_blacklist(benchmarks: pl.DataFrame, pages: pl.DataFrame, settings: Leaks) -> pl.DataFrame:
    """Grams of all guarded benchmark texts; one row per gram, item and field.

    `pages` (columns `page_id`, `text`) are the corpus in which rarity is measured; at most `reference_pages` of them,
    chosen by the hash of their id, are read. `grams` counts the units of the gram.
    """
    items = guarded_items(benchmarks, settings).with_row_index("text_number")
    texts = [units_of(text) for text in items["text"]]
    known = rarity([*texts, *_reference(pages, settings)])
    grams = _grams(texts, known, _items_sharing(items["identity"].to_list(), texts, settings), settings)
    unit = pl.when(pl.col("language").is_in(_CHARACTER_LANGUAGES)).then(pl.lit("character")).otherwise(pl.lit("word"))
    described = items.select(
        pl.col("text_number").cast(pl.Int64), "item_id", "field", "benchmark", "language", unit=unit
    )
    joined = grams.join(described, left_on="text", right_on="text_number", maintain_order="left")
    return joined.select(
        "gram", "item_id", "field", "benchmark", "language", "unit", "grams", "rule", "informative"
    )  # fmt: skip


def unguardable_items(blacklist: pl.DataFrame) -> pl.DataFrame:
    """Questions that no rule can guard, because they are too short or no gram of theirs is informative."""
    return (
        blacklist.filter(pl.col("field") == "question")
        .group_by("benchmark", "language", "item_id")
        .agg(guarded=pl.col("informative").any(), rule=pl.col("rule").first(), example=pl.col("gram").first())
        .filter(~pl.col("guarded"))
        .sort("benchmark", "item_id")
        .drop("guarded")
    )


def _reference(pages: pl.DataFrame, settings: Leaks) -> Iterator[list[str]]:
    chosen = sorted(
        pages.select("page_id", "text").iter_rows(), key=lambda row: (stable_fraction(row[0], 0, "reference"), row[0])
    )
    return (units_of(text) for _, text in chosen[: settings.reference_pages])


def _items_sharing(items: Sequence[str], texts: Sequence[Sequence[str]], settings: Leaks) -> Counter[str]:
    """In how many different items each gram and each whole text occurs; a text that an item repeats counts once."""
    different = dict.fromkeys(zip(items, map(tuple, texts), strict=True))
    return Counter(gram for _, units in different for gram in {spelt(units): None, **grams_of(units, settings)[1]})


def _grams(texts: Sequence[Sequence[str]], known: Rarity, sharing: Counter[str], settings: Leaks) -> pl.DataFrame:
    rows = [(number, *row) for number, units in enumerate(texts) for row in _of_text(units, known, sharing, settings)]
    return pl.DataFrame(rows, schema=_GRAMS, orient="row")


def _of_text(
    units: Sequence[str], known: Rarity, sharing: Counter[str], settings: Leaks
) -> list[tuple[str, int, str, bool]]:
    """Gram, size, rule and verdict of each gram of a text.

    A text none of whose n-grams is informative is guarded as a whole, however long: a formula of forty symbols says
    enough, though no ten of them do.
    """
    rule, found = grams_of(units, settings)
    if rule == "unguardable":
        return [(gram, len(units), rule, False) for gram in found]
    rows = []
    if rule == "ngram":
        rows = [
            (gram, settings.gram_units, rule, is_informative(gram_units, known, sharing[gram], settings))
            for gram, gram_units in found.items()
        ]
    if not any(informative for *_, informative in rows):
        whole = spelt(units)
        verdict = is_informative_whole(units, known, sharing[whole], settings)
        rows = [row for row in rows if row[0] != whole] + [(whole, len(units), "whole", verdict)]
    return rows
