"""Keys under which pages are held to be one page, and the host, domain and path of an address.

Here: `url_key`, `host`, `domain`, `path_segments`; all take any string and never raise. Not here: the rules on what
does not choose a page (`base/url_rules.py`), and tests of whether an address may be fetched (`stages/crawl`).

What RFC 3986 and IDNA call equal comes from the package `url-normalize`; we add what browsers do (backslashes, tabs,
`&amp;`), sort parameters by name (stably: the order of a repeated name may matter), keep fragments that are routes
(`#!`, `#/`), and then apply the rules. http and https share a key unless a port is named. The key looks like an address
but is none. Most addresses are in normal form already and skip the package; a test holds that both ways agree.

What is not covered: percent escapes in another charset than UTF-8 (only the server knows them), sites that serve one
page under two paths, and numeric spellings of IP addresses.
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import quote, unquote

import tldextract
from url_normalize import url_normalize

from deepmath_assets.base.url_rules import (
    AMP_CACHE,
    is_amp_view,
    is_session,
    page_path,
    shipped_tracking_names,
    without_alias_labels,
)

_EDGES = "".join(map(chr, range(33))) + "\x7f\x85\xa0\u2028\u2029\u3000\ufeff"
_WEB = re.compile(r"(?i)(https?|ftp):/*")
_OTHER_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:[/?#]|\Z))")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Already normal: lower-case host, no port, nothing that `url-normalize` would touch; of the escapes only those of CJK
# characters (U+4000 to U+9FFF in UTF-8), which have one Unicode form. Possessive, so that hostile input stays linear.
_CJK = "%E[4-9]%[89AB][0-9A-F]%[89AB][0-9A-F]"
_IN_PATH = rf"(?:[A-Za-z0-9._~:@!$&'()*+,;=\[\]-]|{_CJK})"
_IN_QUERY = rf"(?:[A-Za-z0-9_.~:/?\[\]@!$'()*+,;-]|{_CJK})"
_PARAMETER = rf"{_IN_QUERY}++(?:={_IN_QUERY}*+)?+"
_NORMAL = re.compile(
    r"https?://((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,20})"
    rf"((?:/(?!\.){_IN_PATH}++)*+/?)(?:\?({_PARAMETER}(?:&{_PARAMETER})*+))?\Z"
)
_SPLIT = re.compile(r"([a-z]+)://([^/?#]*)([^?#]*)(?:\?([^#]*))?\Z", re.S)
_PATH_ESCAPES = re.compile("%(?:21|27|28|29|2A|2C|3A|40)")
_QUERY_AMP = re.compile(r"&(?:amp;)+")


class _Parts(NamedTuple):
    scheme: str
    host: str
    path: str
    query: str


def url_key(url: str) -> str:
    """The key of a page: equal for two spellings of one address, different for two pages.

    >>> url_key("HTTPS://www.Example.org:443/notes/index.html?b=2&a=1&utm_source=feed#top")
    'http://example.org/notes?a=1&b=2'
    >>> url_key("http://example.org/s?sid=3"), url_key("mailto:a@example.org")
    ('http://example.org/s?sid=3', 'mailto:a@example.org')
    """
    key = _key_of(url)
    while ";" in url or "(" in url or "/amp/" in key or ".cdn.ampproject.org/" in key:
        cached = AMP_CACHE.match(key)
        url, key = key, _key_of("http://" + cached[1] if cached else key)
        if len(key) >= len(url):  # each of these rules only shortens
            break
    return key


def host(url: str) -> str:
    """The host of an address, in lower case and ASCII, without port; empty if it has none.

    >>> host("https://Bücher.example:8080/a"), host("about:blank")
    ('xn--bcher-kva.example', '')
    """
    normal = _NORMAL.match(url)
    if normal:
        return normal[1]
    parts = _syntax(_without_fragment(_cleaned(url))[0])
    return _split_port(parts.host)[0] if parts else ""


def domain(url: str) -> str:
    """The domain that one owner registers, by the Public Suffix List with its private part; an IP address as it is.

    >>> domain("https://notes.someone.github.io/a"), domain("http://www.maths.example.co.uk/")
    ('someone.github.io', 'example.co.uk')
    """
    return _registrable(host(url))


def path_of_key(key: str) -> str:
    """The path of a url_key with its query, as templates read it.

    >>> path_of_key("http://example.org/a/b?q=1"), path_of_key("http://example.org/")
    ('/a/b?q=1', '/')
    """
    rest = key.partition("://")[2] or key
    return "/" + rest.partition("/")[2]


def path_segments(url: str) -> tuple[str, ...]:
    """The parts of the key's path between slashes, without index file, session number and fragment.

    >>> path_segments("http://example.org/wiki/Prime_number/index.html?x=1")
    ('wiki', 'Prime_number')
    """
    match = _SPLIT.match(url_key(url).partition("#")[0])
    return tuple(segment for segment in match[3].split("/") if segment) if match else ()


def _key_of(url: str) -> str:
    """The key, but of the copy if the address is that of a copy in an AMP cache."""
    normal = _NORMAL.match(url)
    if normal:
        return _key(_Parts("http", normal[1], normal[2] or "/", normal[3] or ""), "")
    return _slow_key(_cleaned(url))


def _slow_key(url: str) -> str:
    address, route = _without_fragment(url)
    if not _WEB.match(address) and _OTHER_SCHEME.match(address):
        return url
    parts = _syntax(address)
    if parts is None:
        return "bad:" + url
    return _key(parts, route)


def _cleaned(url: str) -> str:
    r"""The address as a browser reads it: no white space at the ends, no tabs and line ends, no angle brackets.

    >>> _cleaned(" <http://example.org/a\tb>\n")
    'http://example.org/ab'
    """
    if not url.isascii():
        url = _SURROGATE.sub("\ufffd", url)
    url = url.strip(_EDGES).replace("\t", "").replace("\r", "").replace("\n", "")
    if url.startswith("<") and url.endswith(">"):
        url = url.strip(_EDGES + "<>")
    return url


def _without_fragment(url: str) -> tuple[str, str]:
    """The address without fragment, and the fragment if it is a route of a one-page site.

    >>> _without_fragment("http://example.org/app#/lesson/1"), _without_fragment("http://example.org/a#top")
    (('http://example.org/app', '#/lesson/1'), ('http://example.org/a', ''))
    """
    address, _, fragment = url.partition("#")
    fragment = unquote(fragment, errors="surrogateescape") if "%" in fragment else fragment
    if not fragment.startswith(("!", "/")) or not fragment.strip("!/"):
        return address, ""
    return address, "#" + quote(fragment, "/!:@$&'()*+,;=?~", errors="surrogateescape")


def _syntax(address: str) -> _Parts | None:
    """Scheme, host with port, path and query in normal form; None if the address has no host or is broken."""
    before, mark, query = address.partition("?")
    web = _WEB.match(before)
    if "\\" in before:
        before = before.replace("\\", "/")
        web = _WEB.match(before)
    if web:
        before = web[1].lower() + "://" + before[web.end() :]
    try:
        normal = _SPLIT.match(_normalized(before + mark + query))
        if normal is None or normal[1] not in ("http", "https", "ftp"):
            return None
        name = normal[2].rpartition("@")[2]
        if not _split_port(name)[0] or not name.isascii() or re.search(r"[\s<>\"%]", name):
            return None
        int(_split_port(name)[1] or 0)
    except (ValueError, IndexError):  # the package's answers to a broken host, port or escape (UnicodeError included)
        return None
    return _Parts(normal[1], name, normal[3], normal[4] or "")


def _normalized(address: str) -> str:
    """What the package makes of an address, when it is content with its own answer (odd hosts take it two rounds)."""
    for _ in range(4):
        normal = url_normalize(address, default_scheme="http") or ""
        if normal == address:
            return str(normal)
        address = normal
    raise ValueError(address)


def _key(parts: _Parts, route: str) -> str:
    """The key made of parts in normal form, by the rules."""
    path = _PATH_ESCAPES.sub(lambda escape: unquote(escape[0]), parts.path) if "%" in parts.path else parts.path
    name = _host_key(parts.host)
    query = _page_query(parts.query, ".blogspot." in name) if parts.query else ""
    scheme = "http" if parts.scheme == "https" and ":" not in parts.host.rpartition("]")[2] else parts.scheme
    return scheme + "://" + name + page_path(path) + ("?" + query if query else "") + route


def _page_query(query: str, blog: bool) -> str:
    """The parameters that choose the page, ordered by name."""
    tracking = shipped_tracking_names()
    kept = []
    query = _QUERY_AMP.sub("&", query.replace("+", "%20"))
    for parameter in query.split("&"):
        pieces = [piece for piece in parameter.split(";") if not _says_nothing(piece, tracking, blog)]
        if pieces:
            kept.append(";".join(pieces))
    if len(kept) > 1:
        kept.sort(key=lambda parameter: parameter.partition("=")[0])
    return "&".join(kept)


def _says_nothing(parameter: str, tracking: object, blog: bool) -> bool:
    name, _, value = parameter.partition("=")
    if not name and not value:
        return True
    lowered = name.lower()
    return (
        (lowered, value) in tracking  # type: ignore[operator]
        or is_session(name, value)
        or is_amp_view(name, value)
        or (blog and lowered == "m" and value in ("0", "1"))
    )


def _split_port(name: str) -> tuple[str, str]:
    """Host and port of a network location; the port may be empty.

    >>> _split_port("example.org:8080"), _split_port("[2001:db8::1]")
    (('example.org', '8080'), ('[2001:db8::1]', ''))
    """
    if name.startswith("["):
        address, _, port = name.partition("]")
        return address + "]", port.removeprefix(":")
    address, _, port = name.partition(":")
    return address, port


@lru_cache(maxsize=1 << 17)
def _host_key(name: str) -> str:
    """The host (with its port) under which a page is kept."""
    address, port = _split_port(name)
    return without_alias_labels(address, _registrable) + (":" + port if port else "")


@lru_cache(maxsize=1 << 17)
def _registrable(name: str) -> str:
    if not name or name.startswith("[") or name.replace(".", "").isdigit():
        return name
    return _suffixes()(name).top_domain_under_public_suffix or name


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The Public Suffix List that the package carries, never fetched, with its private part."""
    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
