"""A pack is read whole and frozen, and a wrong entry is named by file and line."""

import dataclasses
import pickle
import shutil
from pathlib import Path

import pytest

from deepmath_assets.base.errors import BadPack
from deepmath_assets.packs.load import load_pack

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "pack"))


@pytest.mark.parametrize("pack", ["mathematics", TINY])
def test_serves_both_languages(pack) -> None:
    read = load_pack(pack)
    assert {"en", "zh"} <= {word.language for word in read.keywords}
    assert {"en", "zh"} <= {term.language for term in read.glossary}
    assert "{question}" in read.prompt("zh").cot
    assert read.prompt("fr") == read.prompt(read.languages[0])


def test_every_subdomain_has_terms_in_both_languages() -> None:
    pack = load_pack("mathematics")
    for language in pack.languages:
        assert set(pack.subdomains) <= {term.subdomain for term in pack.glossary if term.language == language}


def test_is_frozen_and_travels_between_processes() -> None:
    pack = load_pack(TINY)
    with pytest.raises(dataclasses.FrozenInstanceError):
        pack.name = "other"
    assert pickle.loads(pickle.dumps(pack)) == pack


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "what"),
    [
        ("glossary.csv", "yeast,en,baking,2", "yeast,en,brewing,2", "glossary.csv, line 3", "brewing"),
        ("glossary.csv", "yeast,en,baking,2", "yeast,en,baking,much", "glossary.csv, line 3", "number"),
        ("glossary.csv", "yeast,en,baking,2", "dough,en,baking,2", "glossary.csv, line 3", "line 2"),
        ("glossary.csv", "term,language", "word,language", "glossary.csv, line 1", "columns"),
        ("patterns.toml", r"\b\d{1,4}", r"(?=x)\d", "patterns.toml, line 8", "RE2"),
        ("url_hints.toml", "weight = -1.0", "weight = -9.0", "url_hints.toml, line 6", "outside"),
        (
            "page_kinds.toml",
            'text = ["ingredients", "serves"]',
            "text = 3",
            "page_kinds.toml, line 14",
            "list of strings",
        ),
        ("keywords.toml", "[[group]]", "[group]", "keywords.toml", "line"),
        ("prompts.toml", "{question}", "{q}", "prompts.toml, line 4", "{question}"),
    ],
)
def test_a_wrong_entry_is_named_by_file_and_line(
    copy: Path, file: str, old: str, new: str, place: str, what: str
) -> None:
    path = copy / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(BadPack) as caught:
        load_pack(copy)
    assert place in str(caught.value)
    assert what in str(caught.value)


def test_a_missing_file_and_an_unknown_pack_are_errors(copy: Path) -> None:
    (copy / "url_hints.toml").unlink()
    with pytest.raises(BadPack, match=r"url_hints\.toml: missing"):
        load_pack(copy)
    with pytest.raises(BadPack, match="mathematics"):
        load_pack("chemistry")
