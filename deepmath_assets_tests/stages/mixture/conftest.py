"""Documents of every source, made of a few words, and a small mixture of them."""

import random

import polars as pl
import pytest

from deepmath_assets.lake.contracts.decisions import DROPPED
from deepmath_assets.lake.contracts.mixture import Documents
from deepmath_assets.profiles.load import load_profile
from deepmath_assets.stages.mixture.documents import documents
from deepmath_assets.stages.mixture.source_tables import SOURCE
from deepmath_assets.stages.mixture.tokenizer import train_tokenizer

NO_LEAKS = pl.DataFrame(schema=DROPPED)
WORDS = [
    "ant",
    "bee",
    "cat",
    "dog",
    "elk",
    "fox",
    "gnu",
    "hen",
    "ibis",
    "jay",
    "kite",
    "lark",
    "mole",
    "newt",
    "owl",
    "pig",
    "quail",
    "rat",
    "seal",
    "toad",
]


def text_of(name: str, size: int) -> str:
    draw = random.Random(name)
    zh = "".join(draw.choice("山水云风花月") for _ in range(size // 4)) if draw.random() < 0.3 else ""
    return " ".join(draw.choice(WORDS) for _ in range(size)) + f" x_{{{name}}}^2 = 14\n" + zh


def source(name: str, number: int, size: int) -> pl.DataFrame:
    texts = [text_of(f"{name}{n}", size) for n in range(number)]
    rows = [(f"{name}/{n:03d}", name, "made", "en", text, len(text)) for n, text in enumerate(texts)]
    return pl.DataFrame(rows, schema=SOURCE, orient="row")


def sampled(number: int, size: int) -> pl.DataFrame:
    texts = [text_of(f"page{n}", size) for n in range(number)]
    return pl.DataFrame(
        {
            "page_id": [f"page{n:03d}" for n in range(number)],
            "url": "u", "language": "en", "subdomain": "algebra", "page_kind": "tutorial", "text": texts,
            "text_chars": [len(text) for text in texts],
            "tokens_estimate": [len(text) // 4 for text in texts],
            "copies": [1.0 + n % 2 for n in range(number)],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def mixture():
    shares = {"corpus": 0.5, "algebraic_code": 0.0, "papers": 0.1, "code": 0.2, "general": 0.2}
    whole = load_profile("demo").mixture
    small = whole.tokenizer.model_copy(update={"vocabulary": 400})
    return whole.model_copy(
        update={
            "total_tokens": 20_000,
            "shard_tokens": 3_000,
            "tokenizer": small,
            "shares": whole.shares.model_copy(update=shares),
        }
    )


@pytest.fixture(scope="module")
def sources():
    return sampled(60, 100), source("papers", 10, 200), source("code", 80, 100), source("general", 60, 100)


@pytest.fixture(scope="module")
def mixed(mixture, sources):
    kept, _ = documents(*sources, mixture, 5)
    return Documents.validate(kept)


@pytest.fixture(scope="module")
def tokenizer_folder(mixture, mixed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tokenizer")
    train_tokenizer(mixed, mixture.tokenizer, folder)
    return folder
