"""Roles that JSON-LD states (schema.org QAPage, Question, Answer): the stated texts, looked up in the page's text.

What the JSON says is not written out; it only names a stretch of the text that the page shows anyway.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.segments.spans import Segment

LONGEST_JSON = 200_000
MOST_NODES = 500
ENDS = 40
TAG = re.compile(r"<[^<>]{0,300}>")
MARKS = re.compile(r"[\W_]+")
REPLY_KEYS = ("acceptedAnswer", "suggestedAnswer")


def stated_texts(tree: Tree) -> list[tuple[str, str]]:
    """(role, text) of the questions and answers that a page's JSON-LD states, in its order."""
    found: list[tuple[str, str]] = []
    for node, tag in enumerate(tree.tags):
        if tag == "script" and tree.get(node, "type") == "application/ld+json":
            body = tree.text(node)
            if "Question" in body and len(body) <= LONGEST_JSON:
                found += _texts_of(body)
    return found


def by_stated_texts(text: str, starts: list[int], ends: list[int], stated: list[tuple[str, str]]) -> list[Segment]:
    """Segments of the blocks in which a stated text begins and ends; one that the page does not show is passed over."""
    blocks = [_letters(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    found, floor = [], 0
    for role, body in stated:
        letters = _letters(body)
        head, tail = letters[:ENDS], letters[-ENDS:]
        first = next((i for i in range(floor, len(blocks)) if head and _meets(blocks[i], head)), -1)
        if first < 0:
            continue
        last = next((i for i in range(first, len(blocks)) if blocks[i].endswith(tail)), first)
        found.append(Segment(role, starts[first], ends[last], 0.85, "json-ld"))
        floor = last + 1
    return found


def _meets(block: str, head: str) -> bool:
    """Whether a block begins as the text does; a short first block is all that the two share."""
    return bool(block) and (block.startswith(head) or (len(block) >= ENDS // 2 and head.startswith(block)))


def _letters(text: str) -> str:
    return MARKS.sub("", TAG.sub(" ", text)).lower()


def _texts_of(body: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return
    stack: list[Any] = [data]
    for _ in range(MOST_NODES):
        if not stack:
            return
        item = stack.pop()
        if isinstance(item, list):
            stack += reversed(item)
        elif isinstance(item, dict):
            if item.get("@type") == "Question":
                yield from _of_question(item)
            else:
                stack += [value for value in item.values() if isinstance(value, dict | list)]


def _of_question(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    asked = item.get("text") or item.get("name")
    if isinstance(asked, str):
        yield "question", asked
    for key in REPLY_KEYS:
        replies = item.get(key)
        for reply in replies if isinstance(replies, list) else [replies]:
            if isinstance(reply, dict) and isinstance(reply.get("text"), str):
                yield "answer", reply["text"]
