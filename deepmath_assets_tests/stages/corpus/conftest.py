"""Pages and profiles for the corpus' tests: prose made by a small grammar of our own, in English and Chinese."""

import random
from collections.abc import Callable

import polars as pl
import pytest

from deepmath_assets.lake.contracts.corpus import Candidates
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.profiles.shapes.corpus import Corpus

EN = [
    "river",
    "lantern",
    "orchard",
    "copper",
    "window",
    "ladder",
    "marble",
    "thunder",
    "velvet",
    "harbour",
    "compass",
    "pepper",
    "saddle",
    "anchor",
    "meadow",
    "pillow",
    "garden",
    "hammer",
    "bottle",
    "candle",
    "basket",
    "ribbon",
    "kettle",
    "feather",
    "blanket",
    "mirror",
    "needle",
    "button",
    "carpet",
    "pencil",
]
ZH = "山水云风花月江湖春秋书剑琴画楼台竹松梅兰石桥船灯雨雪星海田园村路门窗茶酒米面鱼鸟牛马虎龙金木火土"


def prose(draw: random.Random, language: str, size: int) -> str:
    if language == "zh":
        return "".join(draw.choice(ZH) for _ in range(size))
    return " ".join(draw.choice(EN) + str(draw.randint(0, 9)) * (draw.random() < 0.1) for _ in range(size))


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_profile("paper-v1").corpus


@pytest.fixture(scope="session")
def page() -> Callable[..., dict[str, object]]:
    def make(name: str, text: str, **others: object) -> dict[str, object]:
        row: dict[str, object] = {
            "page_id": name, "url": f"https://a.example/{name}", "url_key": f"a.example/{name}", "domain": "a.example",
            "language": "en", "title": name, "text": text, "segments": [], "text_chars": len(text), "formulas": 0,
            "formula_chars": 0, "code_chars": 0, "link_chars": 0, "paragraphs": 1, "tokens_estimate": len(text) // 4,
            "score": 0.5, "mathness": 0.5, "page_kind": "tutorial", "rule": "score", "round_first": "r001",
        }  # fmt: skip
        return row | others

    return make


@pytest.fixture(scope="session")
def pages_of() -> Callable[[list[dict[str, object]]], pl.DataFrame]:
    def make(rows: list[dict[str, object]]) -> pl.DataFrame:
        return Candidates.validate(pl.DataFrame(rows, schema=Candidates.create_empty().schema))

    return make
