"""The first look at a page: its raw bytes against a pack's words and marks, before any decoding or parse.

Belongs here: turning a pack's keywords and formula marks into automata, the score of their hits, how densely they
stand, and what of a page they are not looked for in. Does not: thresholds (the profile's `crawl.screen`), the words
themselves (the pack's), the choice of a page's main content (`stages/extract/content`).

A site's menu names its subjects on every page, and its template loads a renderer of formulas for all of them: links,
styles and code are cut first, and only formulas and data that are written as scripts stay (to cut comments and the
links of a head too changed nothing). A page must then show enough different signs, and the longer it is the more often:
hits times score by the root of the kilobytes beyond a small page. Measured on 3,865 labelled pages of 423 sites as the
share of the other pages that pass when five pages of mathematics are lost: this product 4 %, score alone 10 %, hits by
length 10 %, a logistic regression over the three 5 % on sites that it had not seen. As the profile has it, 4.9 % of the
other pages pass and 0.36 % of the mathematics is lost (mean of its 69 sites 0.17 %). With the greatest density that
loses 0.5 % on nine tenths of the sites, 0.54 % of the mathematics of the last tenth is lost and 4.4 % of the rest pass.
A small page is soon read and has no place to repeat a word: without that allowance 182 of the sample web's 1,068 pages
of mathematics, many in plain words, would be lost, with it 14.

The automaton is RE2's set: all patterns at once, each reported once a page, in time linear in the bytes. Measured on
114 MB of real pages on one core: RE2 set with word boundaries 470 MB/s, Aho-Corasick (`ahocorasick_rs`, DFA, neither
boundaries nor case folding) 480 MB/s with 400,000 hits still to be sifted in Python, gzip decompression 425 MB/s.
So hits are counted on pages of enough score alone, and no further than is asked for.
Bytes are read as Latin-1, so that a page in any encoding passes; Chinese words are looked for in UTF-8 and in GBK.
"""

import math
import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

import re2

from deepmath_assets.packs.shapes import Keyword, Mark, Pack
from deepmath_assets.profiles.shapes.crawl import Screening

_ENCODINGS = {"zh": ("utf-8", "gb18030")}
_MAX_DFA_BYTES = 1 << 28
_FURNITURE = re.compile(
    rb"<(?:[aA]\s[^<>]*+>[^<]*+(?:<(?!/?[aA][\s>])[^<]*+)*+</[aA]"
    rb"|(?:script|SCRIPT)(?=[\s>])(?![^<>]*type=[\"']?(?:math/|application/ld))[^<>]*+>"
    rb"[^<]*+(?:<(?!/?(?:script|SCRIPT))[^<]*+)*+</(?:script|SCRIPT)"
    rb"|(?:style|STYLE)(?=[\s>])[^<>]*+>[^<]*+</(?:style|STYLE))>"
)
"""No element within another of its kind, and no way back: the cut takes linear time whatever the bytes are."""


class Look(NamedTuple):
    """Whether a page is worth a parse, the sum of the weights of what was seen in it, and the names of that."""

    passes: bool
    score: float
    hits: list[str]


class Screen:
    """The pack's words and marks as automata over raw bytes; picklable, since each worker needs one.

    Without a policy every page passes: it was asked for, and is only looked at.
    """

    def __init__(self, pack: Pack, policy: Screening | None) -> None:
        self._made_of, self._policy = (pack, policy), policy
        entries = [*_mark_patterns(pack.marks), *_keyword_patterns(pack.keywords)]
        self._names = [name for name, _, _ in entries]
        self._weights = [weight for _, weight, _ in entries]
        self._set = _set_of(pattern for _, _, pattern in entries)
        self._any = re2.compile("|".join(f"(?:{pattern})" for _, _, pattern in entries).encode("latin-1"), _options())

    def __reduce__(self) -> tuple[type["Screen"], tuple[Pack, Screening | None]]:
        return Screen, self._made_of

    def look(self, payload: bytes) -> Look:
        """What is seen outside the furniture, and whether it is enough and stands densely enough.

        >>> from deepmath_assets.packs.load import load_pack
        >>> screen = Screen(load_pack("mathematics"), Screening(min_score=1.0, min_density=2.0, small_page_bytes=3000))
        >>> screen.look(b"<p>By the Theorem of Stokes, $$x$$")
        Look(passes=True, score=1.25, hits=['display_dollars', 'theorem'])
        >>> screen.look("<title>高等代数：矩阵</title>".encode("gb18030"))
        Look(passes=False, score=0.75, hits=['矩阵', '代数'])
        >>> screen.look(b"<p>By the Theorem of Stokes, $$x$$" + b", and so on" * 2000).passes
        False
        """
        text = without_furniture(payload)
        seen = sorted(self._set.Match(text) or ())
        hits = list(dict.fromkeys(self._names[index] for index in seen))
        score = float(sum(self._weights[index] for index in seen))
        return Look(self._policy is None or self._passes(text, score, self._policy), score, hits)

    def _passes(self, text: bytes, score: float, policy: Screening) -> bool:
        if score < policy.min_score:
            return False
        kilobytes = max(0, len(text) - policy.small_page_bytes) / 1000
        wanted = math.ceil(policy.min_density * math.sqrt(kilobytes) / score)
        return sum(1 for _ in islice(self._any.finditer(text), wanted)) == wanted


def without_furniture(payload: bytes) -> bytes:
    """The bytes outside links, styles and code; formulas and data that are written as scripts stay.

    >>> without_furniture(b"<script>$.ready</script><p>Let <A href='/t'>topology</a>, <a name=x>a field, be open")
    b' <p>Let  , <a name=x>a field, be open'
    >>> without_furniture(b"<style>p{}</style><script type='math/tex'>x</script>")
    b" <script type='math/tex'>x</script>"
    """
    return _FURNITURE.sub(b" ", payload)


def _options() -> "re2.Options":
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MAX_DFA_BYTES
    options.log_errors = False
    return options


def _set_of(patterns: Iterable[str]) -> "re2.Set":
    automaton = re2.Set.SearchSet(_options())
    for pattern in patterns:
        automaton.Add(pattern.encode("latin-1"))
    automaton.Compile()
    return automaton


def _mark_patterns(marks: Iterable[Mark]) -> Iterable[tuple[str, float, str]]:
    for mark in marks:
        pattern = mark.pattern or "|".join(re2.escape(_as_latin(text, "utf-8")) for text in mark.texts)
        yield mark.name, mark.weight, pattern


def _keyword_patterns(keywords: Iterable[Keyword]) -> Iterable[tuple[str, float, str]]:
    for keyword in keywords:
        encodings = _ENCODINGS.get(keyword.language, ("utf-8",))
        forms = "|".join(re2.escape(_as_latin(keyword.word, encoding)) for encoding in encodings)
        yield keyword.word, keyword.weight, _bounded(keyword.word, forms)


def _bounded(word: str, pattern: str) -> str:
    # A boundary is a notion of ASCII letters here: next to any other letter it would never match.
    start = r"\b" if word[0].isascii() else ""
    end = r"\b" if word[-1].isascii() else ""
    return f"(?i:{start}(?:{pattern}){end})" if word.isascii() else f"{start}(?:{pattern}){end}"


def _as_latin(text: str, encoding: str) -> str:
    return text.encode(encoding).decode("latin-1")
