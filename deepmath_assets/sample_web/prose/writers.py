"""Writers of whole pages: each returns a title and blocks for a random stream and a language.

A writer is a function `(rng, lang) -> Piece`; the functions here that take a topic return one. What kind of page a site
publishes under which address is said in `sites/`.
"""

import random

from deepmath_assets.sample_web.exercises.problems import page_problem
from deepmath_assets.sample_web.model import Block, Piece, Writer
from deepmath_assets.sample_web.prose.grammar import capital, expand
from deepmath_assets.sample_web.prose.pieces import closing, display, exercise, paragraphs, theorem, title

_LISTING = """def <method>(n):
    total = <n:0-9>
    for i in range(n):
        if i % <m:2-9>:
            total += i
    return total"""


def talk(name: str, low: int = 2, high: int = 4, pool: str = "", formulas: int = 2) -> Writer:
    """A page of paragraphs on one topic, with up to `formulas` displayed formulas of a pool between them."""

    def write(rng: random.Random, lang: str) -> Piece:
        blocks = paragraphs(rng, lang, name, rng.randint(low, high))
        if pool:
            for _ in range(rng.randint(1, formulas)):
                blocks.insert(rng.randint(1, len(blocks)), display(rng, lang, pool))
        return Piece(title(rng, lang, name), tuple(blocks))

    return write


def lesson(rng: random.Random, lang: str) -> Piece:
    """A lesson: talk, a theorem with its proof, a worked example, a display."""
    heading, proved = theorem(rng, lang, 1)
    blocks = paragraphs(rng, lang, "lesson", rng.randint(1, 3))
    blocks += [Block("h2", heading), *proved]
    if rng.random() < 0.5:
        blocks.append(display(rng, lang))
    blocks += [*_as_example(exercise(rng, lang, 2)), *paragraphs(rng, lang, "lesson", 1)]
    name = title(rng, lang, "lesson") if rng.random() < 0.5 else heading
    return Piece(name, tuple(blocks))


def _as_example(blocks: list[Block]) -> list[Block]:
    return [Block(b.kind, b.text, "example", b.group) for b in blocks]


def textbook(rng: random.Random, lang: str) -> Piece:
    """A section of a textbook: text, one or two theorems, exercises with solutions."""
    blocks = paragraphs(rng, lang, "lesson", rng.randint(1, 2))
    heading = ""
    for group in range(rng.randint(1, 2)):
        heading, proved = theorem(rng, lang, group)
        blocks += [Block("h3", heading), *proved]
    blocks.append(Block("h2", {"en": "Exercises", "zh": "习题"}[lang]))
    for group in range(3, 3 + rng.randint(2, 4)):
        blocks += exercise(rng, lang, group, solved=rng.random() < 0.8)
    return Piece(heading, tuple(blocks))


def exercise_set(rng: random.Random, lang: str) -> Piece:
    """A bare set of solved problems with next to no words around them."""
    blocks: list[Block] = []
    for group in range(rng.randint(3, 6)):
        blocks += exercise(rng, lang, group)
    name = {
        "en": f"Set {rng.randint(1, 60)}, level {rng.randint(1, 9)}",
        "zh": f"练习{rng.randint(1, 60)}（第{rng.randint(1, 9)}级）",
    }
    return Piece(name[lang], tuple(blocks))


def drill(rng: random.Random, lang: str) -> Piece:
    """A sheet of questions without solutions and one key at the end."""
    found = [page_problem(rng, lang) for _ in range(rng.randint(5, 9))]
    blocks = [Block("li", problem["question"], "question", i) for i, problem in enumerate(found)]
    key = {"en": "Key: ", "zh": "参考答案："}[lang] + "; ".join(f"({i + 1}) {p['answer']}" for i, p in enumerate(found))
    blocks.append(Block("p", key, "answer", 99))
    return Piece({"en": f"Sheet {rng.randint(1, 90)}", "zh": f"单元{rng.randint(1, 90)}"}[lang], tuple(blocks))


def wordy(rng: random.Random, lang: str) -> Piece:
    """Proofs told in plain words: no formula, hardly a technical term."""
    heading, blocks = theorem(rng, lang, 1, wordy=True)
    blocks = paragraphs(rng, lang, "musing", 1) + blocks
    if rng.random() < 0.5:
        other, more = theorem(rng, lang, 2, wordy=True)
        blocks += [Block("h3", other), *more]
    blocks += paragraphs(rng, lang, "musing", 1)
    return Piece(heading, tuple(blocks))


def question_thread(rng: random.Random, lang: str) -> Piece:
    """A question with one to three answers."""
    if rng.random() < 0.5:
        return _thread_of_proof(rng, lang)
    problem = page_problem(rng, lang)
    ask = {
        "en": ["I tried this for <n:2-9> days: ", "My attempt fails here. ", "From an old sheet: "],
        "zh": ["想了<n:2-9>天没做出来：", "请教一题：", "旧卷子上的题："],
    }
    blocks = [Block("p", expand(rng, rng.choice(ask[lang]), lang) + problem["question"], "question", 0)]
    blocks += _recast(paragraphs(rng, lang, "lesson", 1), "question", 0)
    blocks.append(Block("p", problem["reasoning"] + " " + closing(rng, lang, problem["answer"]), "reasoning", 1))
    for group in range(2, rng.randint(2, 4)):
        blocks += _recast(paragraphs(rng, lang, "lesson", rng.randint(1, 2)), "reasoning", group)
    return Piece(_short(problem["question"], lang), tuple(blocks))


def _thread_of_proof(rng: random.Random, lang: str) -> Piece:
    heading, proved = theorem(rng, lang, 1)
    ask = [Block("p", b.text, "question", 0) for b in proved if b.role == "theorem"]
    ask += _recast(paragraphs(rng, lang, "lesson", 1), "question", 0)
    answer = [Block("p", b.text, "reasoning", 1) for b in proved if b.role == "proof"]
    rest = _recast(paragraphs(rng, lang, "lesson", rng.randint(1, 2)), "reasoning", 2)
    return Piece(heading, (*ask, *answer, *rest))


def _recast(blocks: list[Block], role: str, group: int) -> list[Block]:
    return [Block(b.kind, b.text, role, group) for b in blocks]


def _short(text: str, lang: str) -> str:
    limit = 60 if lang == "en" else 18
    cut = text.replace("$", "")[:limit]
    return cut.rsplit(" ", 1)[0] if lang == "en" and " " in cut else cut


def typesetting_thread(rng: random.Random, lang: str) -> Piece:
    """A question on how to set a formula, with answers: formulas everywhere, no mathematics."""
    blocks = _recast(paragraphs(rng, lang, "typesetting", 1), "question", 0)
    blocks.append(Block("code", "\\begin{align}\n  " + expand(rng, "<formula>", lang) + "\n\\end{align}"))
    blocks += _recast(paragraphs(rng, lang, "typesetting", 1), "reasoning", 1)
    blocks += [display(rng, lang), display(rng, lang)]
    return Piece(title(rng, lang, "typesetting"), tuple(blocks))


def listing(name: str, formulas: bool = True) -> Writer:
    """A list of titles (of mathematics pages, mostly with formulas in them) and nothing else."""

    def write(rng: random.Random, lang: str) -> Piece:
        shelf = rng.choice(["lesson", "encyclopedia"]) if name == "mathematics" else name
        rows = []
        for _ in range(rng.randint(12, 28)):
            text = title(rng, lang, shelf) if rng.random() < 0.7 else theorem(rng, lang, 0)[0]
            if formulas and rng.random() < 0.5:
                text += " " + expand(rng, "$<formula>$", lang)
            rows.append(Block("li", text))
        heads = {
            "en": "[[Archive|Tag|Index]]: <field>, page <n:1-90>",
            "zh": "[[归档|标签|目录]]：<field> 第<n:1-90>页",
        }
        return Piece(capital(expand(rng, heads[lang], lang)), tuple(rows))

    return write


def software(rng: random.Random, lang: str) -> Piece:
    """A manual page with a listing."""
    name = "software" if lang == "en" else "programming"
    code = expand(rng, _LISTING, "en")
    blocks = [*paragraphs(rng, lang, name, 1), Block("code", code), *paragraphs(rng, lang, name, 1)]
    return Piece(title(rng, lang, name), tuple(blocks))


def abstract(rng: random.Random, lang: str) -> Piece:
    """The title and abstract of a paper in mathematics."""
    heading = f"{capital(expand(rng, 'on <property> <object>s and <property2> <object2>s', lang))}"
    proved = [b for b in theorem(rng, lang, 1)[1] if b.role == "theorem"]
    blocks = paragraphs(rng, lang, "encyclopedia", 1) + [Block("p", b.text) for b in proved]
    return Piece(heading, (*blocks, *paragraphs(rng, lang, "lesson", 1)))


def article(rng: random.Random, lang: str) -> Piece:
    """An encyclopedia article: definition, properties, sometimes a theorem with proof."""
    blocks = paragraphs(rng, lang, "encyclopedia", rng.randint(1, 2))
    blocks.append(display(rng, lang))
    if rng.random() < 0.6:
        heading, proved = theorem(rng, lang, 1)
        blocks += [Block("h2", heading), *proved]
    return Piece(title(rng, lang, "encyclopedia"), (*blocks, *paragraphs(rng, lang, "lesson", 1)))


def mixed(*writers: Writer) -> Writer:
    """One of the writers, at random."""

    def write(rng: random.Random, lang: str) -> Piece:
        return rng.choice(writers)(rng, lang)

    return write
