"""Paragraphs, theorems and worked problems as blocks: what the writers of all sites put together.

Every function takes the random stream and the language and returns blocks; `group` numbers keep segments apart.
"""

import random
from dataclasses import replace
from typing import Any

from deepmath_assets.sample_web.exercises.problems import page_problem
from deepmath_assets.sample_web.model import Block, Piece
from deepmath_assets.sample_web.prose.grammar import capital, expand, joined, words

NAMES = {
    "en": {
        "question": "Problem",
        "reasoning": "Solution",
        "theorem": "Theorem",
        "proof": "Proof",
        "example": "Example",
    },
    "zh": {"question": "题目", "reasoning": "解答", "theorem": "定理", "proof": "证明", "example": "例"},
}


def traditional(piece: Piece) -> Piece:
    """The piece in traditional script, character by character (for pages in Big5)."""
    data = words("zh/traditional")
    table = str.maketrans(data["simplified"], data["traditional"])
    blocks = tuple(replace(block, text=block.text.translate(table)) for block in piece.blocks)
    return Piece(piece.title.translate(table), blocks)


def topic(lang: str, name: str) -> dict[str, Any]:
    """The sentences and titles of one topic, from `words/<lang>/topics-*.toml`."""
    for shelf in ("mathematics", "sciences", "everyday", "trade"):
        found = words(f"{lang}/{shelf}").get(name)
        if found:
            return dict(found)
    raise KeyError(f"no topic {name!r} for {lang!r} under words/{lang}")


def title(rng: random.Random, lang: str, name: str) -> str:
    """A title of the topic, its first letter in upper case."""
    return capital(expand(rng, rng.choice(topic(lang, name)["titles"]), lang))


def paragraphs(rng: random.Random, lang: str, name: str, count: int) -> list[Block]:
    """`count` paragraphs of three to five sentences each of the topic, no sentence twice."""
    sentences = topic(lang, name)["sentences"]
    order = rng.sample(range(len(sentences)), len(sentences))
    blocks: list[Block] = []
    for _ in range(count):
        taken, order = order[: rng.randint(3, 5)], order[5:]
        if not taken:
            break
        text = joined([capital(expand(rng, sentences[i], lang)) for i in taken], lang)
        blocks.append(Block("p", text))
    return blocks


def theorem(rng: random.Random, lang: str, group: int, wordy: bool = False) -> tuple[str, list[Block]]:
    """A theorem's title, and blocks with the roles theorem and proof; `wordy` proves without formulas."""
    entries = words(f"{lang}/theorems")
    entry = entries[rng.choice(sorted(entries))]
    values: dict[str, Any] = dict(rng.choice(entry["draw"]))
    which = rng.randrange(len(entry["tell"]))
    heading = capital(expand(rng, rng.choice(entry["title"]), lang, values))
    proof = entry["words"] if wordy else entry["proof"][min(which, len(entry["proof"]) - 1)]
    steps = [capital(expand(rng, sentence, lang, values)) for sentence in proof]
    blocks = [] if wordy else [Block("p", expand(rng, entry["tell"][which], lang, values), "theorem", group)]
    cut = rng.randint(1, len(steps))
    for part in (steps[:cut], steps[cut:]):
        if part:
            blocks.append(Block("p", joined(part, lang), "proof", group))
    if not wordy and rng.random() < 0.6:
        blocks.append(Block("p", expand(rng, rng.choice(entry["note"]), lang, values)))
    return heading, blocks


def exercise(rng: random.Random, lang: str, group: int, solved: bool = True) -> list[Block]:
    """A problem with the roles question, reasoning and answer (only the question where not solved)."""
    problem = page_problem(rng, lang)
    blocks = [Block("p", problem["question"], "question", group)]
    if solved:
        blocks.append(Block("p", problem["reasoning"], "reasoning", group))
        blocks.append(Block("p", closing(rng, lang, problem["answer"]), "answer", group))
    return blocks


def closing(rng: random.Random, lang: str, answer: str) -> str:
    """The sentence that states an answer on a web page."""
    if lang == "en":
        return rng.choice(["Result: {}.", "Answer: {}.", "So we end with {}."]).format(answer)
    return rng.choice(["答案：{}。", "结果为{}。", "答：{}。"]).format(answer)


def display(rng: random.Random, lang: str, pool: str = "formula") -> Block:
    """A displayed formula of a pool."""
    return Block("display", expand(rng, f"<{pool}>", lang))
