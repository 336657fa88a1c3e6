"""The asset `recall.page_facts`: what no round changes of a page, counted when the page is new and kept.

A later round reads these rows and never the text again: the classifier's line is kept prepared, and features as JSON.
Counting is in `page_scores.page_facts` and `classifying/wording.py`; here is only the form in which it is kept.
"""

import polars as pl

from deepmath_assets.lake.contracts.recall import PageFacts
from deepmath_assets.packs.shapes import Pack
from deepmath_assets.profiles.shapes.recall import ClassifierText
from deepmath_assets.stages.recall.classifying.wording import prepared_texts
from deepmath_assets.stages.recall.scoring.features import FEATURES
from deepmath_assets.stages.recall.scoring.language_model import LanguageModel
from deepmath_assets.stages.recall.scoring.page_scores import page_facts


def kept_facts(
    pages: pl.DataFrame, pack: Pack, language_model: LanguageModel, text: ClassifierText, round_name: str
) -> pl.DataFrame:
    """Facts and prepared text of pages with text, as rows of `recall.page_facts`; one row per page_id."""
    facts = page_facts(pages, pack, language_model)
    facts = facts.join(prepared_texts(pages, text), on="page_id", maintain_order="left")
    rows = facts.with_columns(round=pl.lit(round_name), features=pl.struct(FEATURES).struct.json_encode())
    return PageFacts.cast(rows.select(PageFacts.column_names()).sort("page_id"))


def facts_of(kept: pl.DataFrame) -> pl.DataFrame:
    """What `page_facts` gives, from the kept rows."""
    features = pl.Struct(dict.fromkeys(FEATURES, pl.Float64))
    columns = ("page_id", "url", "url_key", "domain", "path", "language", "tokens_estimate", "hint", "page_kind")
    return kept.select(*columns, pl.col("features").str.json_decode(features)).unnest("features")
