"""From a folder of data files to a checked, frozen pack.

Belongs here: where the files lie, what each must hold, and errors that name file and line. Does not: any word of a
domain. A pack is a folder with `pack.toml`, `keywords.toml`, `patterns.toml`, `glossary.csv`, `url_hints.toml`,
`page_kinds.toml` and `prompts.toml`; `benchmarks.toml` and others that a single stage reads may lie beside them.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import re2

from deepmath_assets.base.errors import BadPack
from deepmath_assets.packs.files import PackFile, number, one_of, read_toml, text, texts
from deepmath_assets.packs.shapes import Cueing, Keyword, Mark, Pack, PageKind, Prompt, Term


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack of this name (shipped: see `shipped_packs`) or in this folder.

    >>> pack = load_pack("mathematics")
    >>> pack.languages
    ('en', 'zh')
    >>> "algebra" in pack.subdomains
    True
    """
    folder = pack_folder(name_or_path)
    head = read_toml(folder / "pack.toml")
    template, prompts = _prompts(read_toml(folder / "prompts.toml"))
    default_kind, cueing, kinds = _page_kinds(read_toml(folder / "page_kinds.toml"))
    subdomains = texts(head, head.table, "subdomains")
    reasoning, neighbour = text(head, head.table, "reasoning"), text(head, head.table, "neighbour")
    return Pack(
        name=text(head, head.table, "name"),
        title=text(head, head.table, "title"),
        languages=texts(head, head.table, "languages"),
        subdomains=subdomains,
        reasoning=reasoning,
        neighbour=neighbour,
        keywords=tuple(_keywords(read_toml(folder / "keywords.toml"))),
        marks=tuple(_marks(read_toml(folder / "patterns.toml"))),
        glossary=tuple(_glossary(folder / "glossary.csv", (*subdomains, reasoning, neighbour))),
        url_hints=tuple(_url_hints(read_toml(folder / "url_hints.toml"))),
        page_kinds=kinds,
        default_kind=default_kind,
        cueing=cueing,
        prompt_template=template,
        prompts=prompts,
        answer_cues=texts(head, head.table, "answer_cues"),
        subjects=tuple(_subjects(head, subdomains)),
    )


def shipped_packs() -> list[str]:
    """Names of the packs that come with the package.

    >>> "mathematics" in shipped_packs()
    True
    """
    here = Path(str(files("deepmath_assets.packs")))
    return sorted(entry.parent.name for entry in here.glob("*/pack.toml"))


def pack_folder(name_or_path: str | Path) -> Path:
    """The folder of a pack, given by its name or path."""
    shipped = Path(str(files("deepmath_assets.packs"))) / str(name_or_path)
    folder = shipped if str(name_or_path) in shipped_packs() else Path(name_or_path)
    if not (folder / "pack.toml").is_file():
        known = ", ".join(shipped_packs())
        raise BadPack(f"no pack {str(name_or_path)!r}: give one of {known}, or a folder that holds pack.toml")
    return folder


def _subjects(file: PackFile, subdomains: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """Names that benchmarks give to the sub-domains, lower case, beside the sub-domains' own."""
    yield from ((name, name) for name in subdomains)
    table = file.table.get("subjects", {})
    for subdomain in table:
        if subdomain not in subdomains:
            raise file.error(f"[subjects] names the unknown sub-domain {subdomain!r}", near=subdomain)
        yield from ((subject.lower(), subdomain) for subject in texts(file, table, subdomain))


def _keywords(file: PackFile) -> Iterable[Keyword]:
    for group in file.tables("group"):
        language, weight = text(file, group, "language"), number(file, group, "weight", low=0.0)
        for word in texts(file, group, "words"):
            yield Keyword(word=word, language=language, weight=weight)


def _marks(file: PackFile) -> Iterable[Mark]:
    for mark in file.tables("literal", optional=True):
        weight = number(file, mark, "weight", low=0.0)
        yield Mark(name=text(file, mark, "name"), texts=texts(file, mark, "text"), pattern=None, weight=weight)
    for mark in file.tables("regex", optional=True):
        pattern = text(file, mark, "pattern")
        _check_regex(file, pattern)
        weight = number(file, mark, "weight", low=0.0)
        yield Mark(name=text(file, mark, "name"), texts=(), pattern=pattern, weight=weight)


def _check_regex(file: PackFile, pattern: str) -> None:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        raise file.error(f"not a regular expression of RE2: {pattern!r} ({error})", near=pattern) from None


def _glossary(path: Path, subdomains: tuple[str, ...]) -> Iterable[Term]:
    if not path.is_file():
        raise BadPack(f"{path}: missing; a pack needs this file (columns term,language,subdomain,weight)")
    rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    wanted = ["term", "language", "subdomain", "weight"]
    if rows.fieldnames != wanted:
        raise BadPack(f"{path}, line 1: the columns must be {','.join(wanted)}, not {','.join(rows.fieldnames or [])}")
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        place = f"{path}, line {rows.line_num}"
        key = (row["term"], row["language"])
        if key in seen:
            raise BadPack(f"{place}: {row['term']!r} stands on line {seen[key]} already; keep one of them")
        seen[key] = rows.line_num
        yield _term(row, place, subdomains)


def _term(row: Mapping[str, Any], place: str, subdomains: tuple[str, ...]) -> Term:
    if not row["term"] or not row["language"]:
        raise BadPack(f"{place}: term and language must not be empty")
    if row["subdomain"] not in subdomains:
        raise BadPack(f"{place}: unknown sub-domain {row['subdomain']!r}; pack.toml knows {', '.join(subdomains)}")
    try:
        weight = float(row["weight"])
    except (TypeError, ValueError):
        raise BadPack(f"{place}: the weight must be a number, not {row['weight']!r}") from None
    return Term(term=row["term"], language=row["language"], subdomain=row["subdomain"], weight=weight)


def _url_hints(file: PackFile) -> Iterable[tuple[str, float]]:
    for hint in file.tables("hint"):
        weight = number(file, hint, "weight", low=-1.0, high=1.0)
        for token in texts(file, hint, "tokens"):
            yield token.lower(), weight


def _page_kinds(file: PackFile) -> tuple[str, Cueing, tuple[PageKind, ...]]:
    def positive(key: str) -> float:
        return number(file, file.table, key, low=0.0)

    cueing = Cueing(
        positive("url_points"), positive("title_points"), positive("text_points"), positive("least_points"),
        int(positive("text_edge_chars")),
    )  # fmt: skip
    kinds = tuple(
        PageKind(
            name=text(file, kind, "name"),
            value=number(file, kind, "value", low=-1.0, high=1.0),
            url=texts(file, kind, "url"),
            title=texts(file, kind, "title"),
            text=texts(file, kind, "text"),
        )
        for kind in file.tables("kind")
    )
    return text(file, file.table, "default"), cueing, kinds


def _prompts(file: PackFile) -> tuple[str, tuple[tuple[str, Prompt], ...]]:
    prompts = []
    for language, table in file.table.items():
        if isinstance(table, Mapping):
            cot, tool = text(file, table, "cot"), text(file, table, "tool")
            one_of(file, "{question}", cot, tool)
            prompts.append((language, Prompt(cot=cot, tool=tool)))
    if not prompts:
        raise file.error("needs a table of prompts for at least one language")
    return text(file, file.table, "template"), tuple(prompts)
