"""The asset `recall.language_model`: what text of the domain looks like, and how far a page is from it.

The model is trained on half of the pages of the seed list, which a person named; the other half tells, by language,
which bits per character are usual. Garbled text (broken encodings, word salad) costs more, a copy of what was learnt
less. No round trains it anew, since no round may change a page's features. The paper has no such measure.
A page that trained the model looks more usual than it is; it is a seed, and collected whatever its features say.
"""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from deepmath_assets.lake.contracts.recall import LanguageModels
from deepmath_assets.profiles.shapes.recall import LanguageModelPolicy
from deepmath_assets.stages.recall.scoring.perplexity import bits_per_character, counted, load_counts, save_counts

PERPLEXITY_FEATURES = ("bits_per_character", "perplexity_band")


class LanguageModel(NamedTuple):
    """A model's folder, the usual bits by language (the column `languages` of its row, a row each), and its policy."""

    folder: Path
    languages: pl.DataFrame
    policy: LanguageModelPolicy


def train_language_model(named: pl.DataFrame, folder: Path, policy: LanguageModelPolicy) -> LanguageModel:
    """A model of the named pages with text, saved in the folder; without any, each character costs the same."""
    # An id is a hash: the first ones are a draw, and every second of them too.
    drawn = named.unique("page_id", keep="first").sort("page_id").head(policy.max_training_pages)
    shown, hidden = (drawn.select("language", "text").gather_every(2, offset=start) for start in (0, 1))
    counts = counted(shown["text"], policy)
    save_counts(counts, folder)
    bits = pl.Series("bits", bits_per_character(hidden["text"], counts, policy), dtype=pl.Float64)
    usual = hidden.with_columns(bits).filter(pl.col("bits") > 0).group_by("language")
    languages = usual.agg(
        pages=pl.len().cast(pl.Int64),
        mean_bits=pl.col("bits").mean().round(6),
        deviation_bits=pl.col("bits").std().fill_null(0.0).round(6),
    )
    return LanguageModel(folder, languages.sort("language"), policy)


def language_model_row(
    trained: LanguageModel, round_name: str, artifact: str, artifact_hash: str, artifact_bytes: int
) -> pl.DataFrame:
    """The one row of `recall.language_model` for a model that was published under `artifact`."""
    row = {
        "round": round_name,
        "artifact": artifact,
        "artifact_hash": artifact_hash,
        "artifact_bytes": artifact_bytes,
        "languages": trained.languages.to_dicts(),
        "card": _card(trained),
    }
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
    languages = [
        f"- {name}: {pages} pages, {mean:.2f} bits per character, deviation {deviation:.2f}"
        for name, pages, mean, deviation in trained.languages.rows()
    ]
    return (
        "# Language model of the seed list\n\n"
        f"Characters, n-grams to order {trained.policy.order}. Trained on every second named page with text, "
        "measured on the others:\n\n" + "\n".join(languages or ["- no page of the list has text"])
        + f"\n\nParameters: {trained.policy.model_dump_json()}\n"
    )  # fmt: skip
