"""Which tables are data, and a table of data as Markdown. Tables for layout are read as blocks, cell after cell."""

import re

from deepmath_assets.stages.extract.reading.dom import Tree
from deepmath_assets.stages.extract.reading.words import word_set

BLOCK_CONTENT = word_set("table pre h1 h2 h3 h4 h5 h6 ul ol article section blockquote form iframe dl")
LONGEST_CELL, LONGEST_MEAN = 1500, 300
BARE_BAR = re.compile(r"(?<!\\)\|")


def rows_of(tree: Tree, node: int) -> list[list[int]]:
    """The cells of each row of a table, nested tables left out."""
    rows: list[list[int]] = []
    i, end = node + 1, tree.ends[node]
    while i < end:
        tag = tree.tags[i]
        if tag == "table":
            i = tree.ends[i]
            continue
        if tag == "tr":
            rows.append([])
        elif tag in ("td", "th"):
            if not rows:
                rows.append([])
            rows[-1].append(i)
            i = tree.ends[i]
            continue
        i += 1
    return [row for row in rows if row]


def is_data(tree: Tree, node: int, rows: list[list[int]]) -> bool:
    """Whether a table is data: a grid of short cells, two columns and two rows or more."""
    if (
        len(rows) < 2
        or max(map(len, rows)) < 2
        or tree.get(node, "role") == "presentation"
        or "ltx_eqn" in tree.get(node, "class")
    ):
        return False
    if not BLOCK_CONTENT.isdisjoint(tree.tags[node + 1 : tree.ends[node]]):
        return False
    sizes = [sum(map(len, tree.texts[cell : tree.ends[cell]])) for row in rows for cell in row]
    return max(sizes) <= LONGEST_CELL and sum(sizes) <= LONGEST_MEAN * len(sizes)


def markdown(cells: list[list[str]]) -> str:
    r"""A table of written cells as Markdown.

    >>> print(markdown([["n", "2^n"], ["1", "a|b"]]))
    | n | 2^n |
    | --- | --- |
    | 1 | a\|b |
    """
    width = max(map(len, cells))
    lines = []
    for place, row in enumerate(cells):
        padded = [_cell(text) for text in row] + [""] * (width - len(row))
        lines.append("| " + " | ".join(padded) + " |")
        if place == 0:
            lines.append("|" + " --- |" * width)
    return "\n".join(lines)


FORMULA = re.compile(r"(\$\$?)((?:\\.|[^$\\])+)\1", re.S)


def _cell(text: str) -> str:
    r"""The text of a cell on one line; bars are escaped, in formulas they become `\vert`."""
    text = " ".join(text.split())
    if "|" not in text:
        return text
    out, last = [], 0
    for match in FORMULA.finditer(text):
        out += [BARE_BAR.sub(r"\\|", text[last : match.start()]), _without_bars(match[0])]
        last = match.end()
    return "".join([*out, BARE_BAR.sub(r"\\|", text[last:])])


def _without_bars(formula: str) -> str:
    if r"\begin{array}" in formula:
        return formula
    return BARE_BAR.sub(r"\\vert ", formula.replace(r"\|", r"\Vert ")).replace(r"\vert $", r"\vert$")
