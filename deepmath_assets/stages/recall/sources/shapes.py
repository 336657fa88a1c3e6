"""The shape of one part of an address: a number, a date, a hash, or a word.

Belongs here: the typing of single path segments and query values, percent-encoded Chinese included. Does not: which
words are frequent enough to stay as they are; the tree over all addresses of a domain decides that (`templates.py`).
"""

import re
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

_DATE = re.compile(r"(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_INT = re.compile(r"\d+")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
_HASH = re.compile(r"(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}", re.I)
_RANDOM = re.compile(r"(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9_]{10,}")
_EXTENSION = re.compile(r"(?<=.)\.[a-z][a-z0-9]{1,4}$", re.I)
_ENCODINGS = ("utf-8", "gb18030")
_TYPES = {"{year}", "{int}", "{date}", "{hash}"}


def parts(url: str) -> list[str]:
    """Host, path segments and query fields (`?name=value`, sorted by name) of an address, percent-encoding undone.

    >>> parts("https://a.example.org/%E6%95%B0%E5%AD%A6/12/?b=2&a=x")
    ['a.example.org', '数学', '12', '?a=x', '?b=2']
    """
    try:
        split = urlsplit(url)
        host = (split.hostname or "").removeprefix("www.")
    except ValueError:
        return [url]
    segments = [decoded(segment) for segment in split.path.split("/") if segment]
    fields = sorted(parse_qsl(split.query, keep_blank_values=True))
    return [host, *segments, *(f"?{name}={value}" for name, value in fields)]


def decoded(segment: str) -> str:
    """A path segment with its percent-encoding undone, as UTF-8 or else as GBK.

    >>> decoded("%E6%95%B0"), decoded("%CA%FD%D1%A7"), decoded("a%FFb")
    ('数', '数学', 'a%FFb')
    """
    if "%" not in segment:
        return segment
    raw = unquote_to_bytes(segment)
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return segment


def shape(part: str) -> str:
    """The part with what counts or names single pages taken out: numbers, dates, hashes; words stay.

    >>> [shape(part) for part in ("2024", "17", "2024-05-01-limits", "chapter-3.html", "9f86d081884c7d65", "algebra")]
    ['{year}', '{int}', '{date}-limits', 'chapter-{n}.html', '{hash}', 'algebra']
    >>> shape("?page=7"), shape("?tag=rings")
    ('?page={int}', '?tag=rings')
    """
    if part.startswith("?"):
        name, _, value = part.partition("=")
        return f"{name}={shape(value)}" if value else part
    stem, extension = _split(part)
    return _stem_shape(stem) + extension


def slug(part: str) -> str:
    """The shape of a part of which only the place in the address says something.

    >>> slug("limits-and-continuity.html"), slug("{int}"), slug("?tag=rings")
    ('{slug}.html', '{int}', '?tag={value}')
    """
    if part.startswith("?"):
        return f"{part.partition('=')[0]}={{value}}"
    stem, extension = _split(part)
    if stem in _TYPES:
        return part
    lead = "{date}-" if stem.startswith("{date}-") else ""
    return f"{lead}{{slug}}{extension}"


def is_typed(part: str) -> bool:
    """Whether the part is a pure type, which groups addresses by itself.

    >>> is_typed("{int}.html"), is_typed("chapter-{n}")
    (True, False)
    """
    value = part.partition("=")[2] if part.startswith("?") else part
    return _split(value)[0] in _TYPES


def _stem_shape(stem: str) -> str:
    if _YEAR.fullmatch(stem):
        return "{year}"
    if _DATE.fullmatch(stem):
        return "{date}"
    if _INT.fullmatch(stem):
        return "{int}"
    if any(form.fullmatch(stem) for form in (_UUID, _HASH, _RANDOM)):
        return "{hash}"
    dated = _DATE.match(stem)
    if dated and stem[dated.end() : dated.end() + 1] in {"-", "_"}:
        return "{date}-" + stem[dated.end() + 1 :]
    return _INT.sub("{n}", stem)


def _split(part: str) -> tuple[str, str]:
    found = _EXTENSION.search(part)
    return (part[: found.start()], found.group()) if found else (part, "")
