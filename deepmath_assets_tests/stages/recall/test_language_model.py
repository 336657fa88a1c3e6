"""The model of the named seeds: the same bytes in any process, less surprise at its own topic, a band that means it."""

import random
import string
import subprocess
import sys
from functools import cache
from math import isfinite
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepmath_assets.base.errors import BadInput
from deepmath_assets.lake.artifacts import Artifact
from deepmath_assets.lake.contracts.recall import LanguageModels
from deepmath_assets.stages.recall.scoring.features import FEATURES
from deepmath_assets.stages.recall.scoring.language_model import (
    PERPLEXITY_FEATURES,
    LanguageModel,
    language_model_of,
    language_model_row,
    perplexity_features,
    train_language_model,
)
from deepmath_assets.stages.recall.scoring.page_scores import page_facts
from deepmath_assets.stages.recall.scoring.perplexity import (
    COUNTS_FILE,
    bits_per_character,
    counted,
    load_counts,
    save_counts,
)
from deepmath_assets_tests.stages.recall.worlds import COOKING, OTHER, frame, pack, page, policy, prose

POLICY = policy().language_model.model_copy(update={"buckets_log2": 16, "min_pages": 10})
PUBLISHED = Artifact("recall/language_model/x", "x", 9)


def recipes(count: int, start: int = 0) -> list[str]:
    return [prose(random.Random(start + index), COOKING, 0.4) for index in range(count)]


@cache
def trained() -> LanguageModel:
    named = frame([page(f"https://bread{index % 4}.org/{index}", text) for index, text in enumerate(recipes(60))])
    return train_language_model(named, Path(mkdtemp()), POLICY)


def features(*texts: str, language: str = "en") -> pl.DataFrame:
    rows = [page(f"https://new.org/{index}", text) | {"language": language} for index, text in enumerate(texts)]
    return perplexity_features(frame(rows), trained())


def test_counts_are_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from deepmath_assets.profiles.shapes.recall import LanguageModelPolicy;"
        "from deepmath_assets.stages.recall.scoring.perplexity import counted, save_counts;"
        "policy = LanguageModelPolicy.model_validate_json(sys.argv[1]);"
        "save_counts(counted(sys.argv[3:], policy), Path(sys.argv[2]))"
    )
    texts = [*recipes(3), "面粉和高汤"]
    subprocess.run([sys.executable, "-c", program, POLICY.model_dump_json(), tmp_path / "a", *texts], check=True)
    save_counts(counted(reversed(texts), POLICY), tmp_path / "b")
    assert (tmp_path / "a" / COUNTS_FILE).read_bytes() == (tmp_path / "b" / COUNTS_FILE).read_bytes()


def test_its_own_topic_costs_less_than_another_and_noise_most() -> None:
    draw = random.Random(9)
    noise = "".join(draw.choices(string.printable, k=900))
    another = prose(draw, [*OTHER, "zebra", "quartz", "jigsaw"], 0.9)
    own, other, garbled = bits_per_character(
        [recipes(1, 500)[0], another, noise], load_counts(trained().folder), POLICY
    )
    assert 0 < own < other < garbled
    assert other > 1.3 * own


def test_what_it_learnt_by_heart_costs_next_to_nothing() -> None:
    counts = counted(["the oven is hot. " * 20], POLICY)
    once, never = bits_per_character(["the oven is hot. ", "qqq zzz"], counts, POLICY)
    assert once < 1 < 10 < never


def test_the_band_is_zero_within_and_grows_outside() -> None:
    usual = trained().languages.row(0, named=True)
    assert usual["language"] == "en"
    assert usual["pages"] == 60
    noise = "".join(random.Random(3).choices(string.ascii_letters, k=900))
    words = prose(random.Random(4), ["zebra", "quartz", "jigsaw"], 0.4)
    *found, salad, garbled = features(*recipes(20, 900), words, noise)["perplexity_band"]
    assert sum(band == 0.0 for band in found) >= 16
    assert max(found) < salad < garbled


def test_a_language_of_which_too_few_pages_were_named_has_no_band() -> None:
    found = features("Der Ofen wird heiß. " * 9, language="de")
    assert found["perplexity_band"].to_list() == [0.0]
    assert found["bits_per_character"][0] > 0


def test_an_empty_page_costs_nothing_and_is_in_the_band() -> None:
    assert features("").row(0)[1:] == (0.0, 0.0)


def test_only_the_beginning_counts() -> None:
    short = POLICY.model_copy(update={"max_chars": 40})
    text = recipes(1)[0]
    counts = counted([text], short)
    assert (counts == counted([text[:40]], short)).all()
    assert bits_per_character([text], counts, short) == bits_per_character([text[:40] + "z" * 99], counts, short)


def test_without_named_pages_all_pages_look_alike(tmp_path: Path) -> None:
    nothing = train_language_model(frame([]), tmp_path, POLICY)
    row = LanguageModels.validate(language_model_row(nothing, "r001", PUBLISHED))
    model = language_model_of(row, tmp_path, POLICY)
    found = perplexity_features(frame([page("https://a.org/1", "Flour."), page("https://a.org/2", "zzz")]), model)
    assert found.select(PERPLEXITY_FEATURES).rows() == [(16.0, 0.0)] * 2
    assert "too few sites" in row["card"][0]


def test_one_site_alone_does_not_tell_what_is_usual(tmp_path: Path) -> None:
    named = frame([page(f"https://bread.org/{index}", text) for index, text in enumerate(recipes(30))])
    model = train_language_model(named, tmp_path, POLICY)
    found = perplexity_features(frame([page("https://new.org/", "zzz qqq")]), model)
    assert model.languages.is_empty()
    assert found["bits_per_character"][0] > 5
    assert found["perplexity_band"].to_list() == [0.0]


def test_a_row_gives_the_model_back() -> None:
    model = trained()
    row = LanguageModels.validate(language_model_row(model, "r001", PUBLISHED))
    again = language_model_of(row, model.folder, POLICY)
    assert again.languages.equals(model.languages)
    assert "60 pages" in row["card"][0]


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="recall/language_model"):
        load_counts(tmp_path)


def test_pages_of_the_training_count_once_and_in_any_order(tmp_path: Path) -> None:
    named = frame([page(f"https://bread{index % 4}.org/{index}", text) for index, text in enumerate(recipes(30))])
    one = train_language_model(named, tmp_path / "a", POLICY)
    two = train_language_model(pl.concat([named, named.head(5)]).reverse(), tmp_path / "b", POLICY)
    assert one.languages.equals(two.languages)
    assert (tmp_path / "a" / COUNTS_FILE).read_bytes() == (tmp_path / "b" / COUNTS_FILE).read_bytes()


@given(st.text(max_size=300))
def test_bits_are_finite_and_not_negative(text: str) -> None:
    (bits,) = bits_per_character([text], load_counts(trained().folder), POLICY)
    assert isfinite(bits)
    assert 0 <= bits <= 100


def test_facts_have_all_features_of_any_page_finite() -> None:
    rows = frame([page("https://a.org/", ""), page("https://a.org/1", "\x00 ∮ 𝔸\u202e")])
    found = page_facts(rows, pack(), trained())
    assert found.select(pl.all_horizontal(pl.col(FEATURES).is_finite())).to_series().all()
