"""Text from templates: alternations, slots and vocabulary lists, expanded with a random stream.

Syntax of a template: `[[a|b|c]]` picks one alternative, `<name>` fills a value or a random entry of the vocabulary
list `name` (`<name2>` draws from the same list again), `<n:2-9>` draws an integer and keeps it under the name `n`.
Within one template the same slot has the same value everywhere. What is said belongs to the data in `words/`.
"""

import random
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

_CHOICE = re.compile(r"\[\[([^\[\]]*)\]\]")
_ARTICLE = re.compile(r"\b([Aa]) (?=(?!uni|one|use|eu)[aeiou][a-z]{2})")
_SLOT = re.compile(r"<([a-z_]+)(\d?)(?::(-?\d+)-(\d+))?>")


@cache
def words(name: str) -> dict[str, Any]:
    """The content of the data file `words/<name>.toml`, read once."""
    text = resources.files("deepmath_assets.sample_web").joinpath("words", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def vocabulary(lang: str) -> Mapping[str, Sequence[str]]:
    """The word lists of one language, with the lists that both languages share."""
    return {**words("shared"), **words(f"{lang}/vocabulary")}


def expand(rng: random.Random, template: str, lang: str, values: dict[str, Any] | None = None) -> str:
    """The template with every alternation chosen and every slot filled; draws are kept in `values`.

    >>> expand(random.Random(1), "[[one|one]] <what>", "en", {"what": "root"})
    'one root'
    """
    known: dict[str, Any] = {} if values is None else values
    lists = vocabulary(lang)

    def fill(match: re.Match[str]) -> str:
        key = match[1] + match[2]
        if key in known:
            return str(known[key])
        if match[3]:
            known[key] = rng.randint(int(match[3]), int(match[4]))
        elif match[1] in lists:
            known[key] = expand(rng, _fresh(rng, lists[match[1]], known, match[1]), lang, {})
        else:
            return match[0]
        return str(known[key])

    chosen = _CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
    text = _SLOT.sub(fill, chosen)
    return _ARTICLE.sub(r"\1n ", text) if lang == "en" else text


def _fresh(rng: random.Random, entries: Sequence[str], known: Mapping[str, Any], name: str) -> str:
    """An entry that another slot of the same list does not hold yet (a few tries; lists are longer than that)."""
    taken = {value for key, value in known.items() if key.rstrip("0123456789") == name}
    for _ in range(4):
        entry = rng.choice(entries)
        if entry not in taken:
            break
    return entry


def capital(text: str) -> str:
    """The text with its first letter in upper case, the rest as it is.

    >>> capital("bread of Oslo")
    'Bread of Oslo'
    """
    return text[:1].upper() + text[1:]


def joined(sentences: Sequence[str], lang: str) -> str:
    """Sentences as one paragraph: separated by a space in English, by nothing in Chinese."""
    return (" " if lang == "en" else "").join(sentences)
