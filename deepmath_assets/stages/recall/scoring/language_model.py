"""The asset `recall.language_model`: what text of the domain looks like, and how far a page is from it.

The model is trained on the pages of the seed list, which a person named. What is usual in a language is measured on
the pages of each half of the sites under a model of the other half, since pages of one site resemble each other: with
halves by page 14 and 25 % of the domain's pages that no seed names were out of the band on our two labelled crawls, by
site 4 and 0 %. Garbled text (broken encodings, word salad) costs more, a copy of what was learnt less. No round trains
the model anew, since no round may change a page's features. The paper has no such measure.
"""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from deepmath_assets.base.hashing import text_hash
from deepmath_assets.lake.artifacts import Artifact
from deepmath_assets.lake.contracts.recall import LanguageModels
from deepmath_assets.profiles.shapes.recall import LanguageModelPolicy
from deepmath_assets.stages.recall.scoring.perplexity import (
    Counts,
    bits_per_character,
    counted,
    load_counts,
    save_counts,
)

PERPLEXITY_FEATURES = ("bits_per_character", "perplexity_band")


class LanguageModel(NamedTuple):
    """A model's folder, the usual bits by language (the column `languages` of its row, a row each), and its policy."""

    folder: Path
    languages: pl.DataFrame
    policy: LanguageModelPolicy


def train_language_model(named: pl.DataFrame, folder: Path, policy: LanguageModelPolicy) -> LanguageModel:
    """A model of the named pages with text, saved in the folder; without any, each character costs the same."""
    # An id is a hash: the first ones are a draw.
    drawn = named.unique("page_id", keep="first").sort("page_id").head(policy.max_training_pages)
    first, second = _halves(drawn.select("domain", "language", "text"))
    of_first, of_second = counted(first["text"], policy), counted(second["text"], policy)
    save_counts(of_first + of_second, folder)
    measured = pl.concat([_measured(first, of_second, policy), _measured(second, of_first, policy)])
    languages = measured.group_by("language").agg(
        pages=pl.len().cast(pl.Int64),
        mean_bits=pl.col("bits").mean().round(6),
        deviation_bits=pl.col("bits").std().fill_null(0.0).round(6),
    )
    return LanguageModel(folder, languages.sort("language"), policy)


def _halves(pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The pages of every second domain, in an order that says nothing, and the others."""
    order = sorted(pages["domain"].unique(), key=text_hash)
    in_first = pl.col("domain").is_in(order[::2])
    return pages.filter(in_first), pages.filter(~in_first)


def _measured(pages: pl.DataFrame, counts: Counts, policy: LanguageModelPolicy) -> pl.DataFrame:
    """Language and bits of each page that is not empty; no row where nothing was counted to measure by."""
    if not counts.any():
        return pl.DataFrame(schema={"language": pl.String, "bits": pl.Float64})
    bits = pl.Series("bits", bits_per_character(pages["text"], counts, policy), dtype=pl.Float64)
    return pages.select("language", bits).filter(pl.col("bits") > 0)


def language_model_row(trained: LanguageModel, round_name: str, artifact: Artifact) -> pl.DataFrame:
    """The one row of `recall.language_model` for a model that was published as `artifact`."""
    languages = trained.languages.to_dicts()
    row = {"round": round_name, **artifact.columns(), "languages": languages, "card": _card(trained)}
    return LanguageModels.cast(pl.DataFrame([row], schema=LanguageModels.create_empty().schema))


def language_model_of(row: pl.DataFrame, folder: Path, policy: LanguageModelPolicy) -> LanguageModel:
    """The model of a row of `recall.language_model`, whose artifact lies in the folder."""
    return LanguageModel(folder, row.select("languages").explode("languages").drop_nulls().unnest("languages"), policy)


def perplexity_features(pages: pl.DataFrame, model: LanguageModel) -> pl.DataFrame:
    """By page_id its `bits_per_character`, and in `perplexity_band` how many deviations they are out of the usual.

    The band is 0 within `band_deviations` of the mean of the page's language, for an empty page, and in a language of
    which too few pages were named.
    """
    policy = model.policy
    bits = bits_per_character(pages["text"], load_counts(model.folder), policy)
    usual = model.languages.filter((pl.col("pages") >= policy.min_pages) & (pl.col("deviation_bits") > 0))
    away = (pl.col("bits_per_character") - pl.col("mean_bits")).abs() / pl.col("deviation_bits")
    outside = (away - policy.band_deviations).clip(lower_bound=0.0).round(6).fill_null(0.0)
    return (
        pages.select("page_id", "language", pl.Series("bits_per_character", bits, dtype=pl.Float64))
        .join(usual, on="language", how="left", maintain_order="left")
        .select(
            "page_id", "bits_per_character",
            pl.when(pl.col("bits_per_character") > 0).then(outside).otherwise(0.0).alias("perplexity_band"),
        )
    )  # fmt: skip


def _card(trained: LanguageModel) -> str:
    usual = [
        f"- {name}: {pages} pages, {mean:.2f} bits per character, deviation {deviation:.2f}"
        for name, pages, mean, deviation in trained.languages.rows()
    ]
    return (
        "# Language model of the seed list\n\n"
        f"Characters, n-grams to order {trained.policy.order}. Usual on sites "
        "that it was not trained on:\n\n" + "\n".join(usual or ["- too few sites to say"])
        + f"\n\nParameters: {trained.policy.model_dump_json()}\n"
    )  # fmt: skip
