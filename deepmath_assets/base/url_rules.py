"""Rules that tell which parts of a web address do not choose the page: conventions, sessions, tracking.

Here: the spellings that nearly all sites serve alike (www and mobile hosts, index files, AMP views), session numbers
known by name and by the look of their value, and the reader of `tracking_names.txt`. Not here: the syntax of addresses
and the order in which the rules are applied (`base/urls.py`).

The rules are our own; names of session parameters are those that PHP, Java servlets, ASP, ColdFusion and common forum
and shop programs document. Where a name alone does not decide (`sid`, `s`, `session`), the value must look random:
joining two pages loses one for good, leaving one page under two keys is repaired by deduplication.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

ALIAS_LABEL = re.compile(r"(?:www\d{0,2}|m|mobile|amp)\Z")
INDEX_FILE = re.compile(
    r"(?:index\.(?:x?html?|shtml|php\d?|jspx?|aspx?|cfm|cgi|pl)|default\.(?:html?|aspx?|jsp|php))\Z", re.I
)
AMP_NAME = re.compile(r"\.amp\.(x?html?)\Z", re.I)
AMP_CACHE = re.compile(
    r"http://(?:[^/]+\.cdn\.ampproject\.org/[a-z]+|(?:www\.)?google\.[a-z.]{2,6}/amp)/(?:s/)?([^/]+\..+)\Z"
)
BLOG_COUNTRY = re.compile(r"\.blogspot\.(?:com?\.)?[a-z]{2,3}\Z")

PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;?]*", re.I)
ASP_SESSION = re.compile(r"/\((?:[A-Z]\([0-9A-Za-z_-]+\))+\)(?=/|\Z)")
SESSION_NAME = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid[a-z]*|asp\.net_sessionid|cfid|cftoken|oscsid|zenid|xtcsid|mscsid|osadminid)\Z",
    re.I,
)
LIKELY_SESSION_NAME = re.compile(r"(?:session_?id|sess_?id|sess|s_?session|user_?session(?:_?id)?)\Z", re.I)
POSSIBLE_SESSION_NAME = re.compile(r"(?:sid|s|session|ssid|sess_?key|session_?key|hash|token|auth_?token)\Z", re.I)
RANDOM_VALUE = re.compile(r"(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])[0-9a-z]{26,}\Z", re.I)
SHORT_NUMBER = re.compile(r"[0-9]{0,9}\Z")
CLOCK_VALUE = re.compile(r"[0-9]{10}(?:[0-9]{3})?\Z")


class TrackingNames(NamedTuple):
    """Which parameters are dropped: whole names, beginnings of names, and names with the values that are dropped."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: dict[str, frozenset[str]]

    def __contains__(self, pair: object) -> bool:
        """True if the (name, value) pair is tracking; the name in lower case."""
        if not isinstance(pair, tuple):
            return False
        name, value = pair
        return name in self.names or name.startswith(self.prefixes) or value.lower() in self.values.get(name, ())


def tracking_names(lines: Iterable[str]) -> TrackingNames:
    """The rules of a file like `tracking_names.txt`.

    >>> rules = tracking_names(["# comment", "gclid", "utm_*", "from=timeline|message"])
    >>> [pair in rules for pair in [("gclid", "1"), ("utm_id", ""), ("from", "10"), ("from", "timeline")]]
    [True, True, False, True]
    """
    rules = [line.strip().lower() for line in lines]
    rules = [rule for rule in rules if rule and not rule.startswith("#")]
    valued = [rule.partition("=") for rule in rules if "=" in rule]
    return TrackingNames(
        names=frozenset(rule for rule in rules if "=" not in rule and not rule.endswith("*")),
        prefixes=tuple(sorted(rule[:-1] for rule in rules if rule.endswith("*") and "=" not in rule)),
        values={name: frozenset(values.split("|")) for name, _, values in valued},
    )


@cache
def shipped_tracking_names() -> TrackingNames:
    """The rules of the `tracking_names.txt` that lies beside this module."""
    text = resources.files("deepmath_assets.base").joinpath("tracking_names.txt").read_text(encoding="utf-8")
    return tracking_names(text.splitlines())


def is_session(name: str, value: str) -> bool:
    """True if a parameter holds the number of a visit: by its name, or by a weaker name and a random-looking value.

    >>> [is_session(*pair) for pair in [("PHPSESSID", "ab1"), ("sid", "3"), ("sid", "0a" * 16), ("session", "2019")]]
    [True, False, True, False]
    """
    if SESSION_NAME.match(name):
        return True
    if name == "_":
        return bool(CLOCK_VALUE.match(value))
    if LIKELY_SESSION_NAME.match(name):
        return not SHORT_NUMBER.match(value)
    return bool(POSSIBLE_SESSION_NAME.match(name) and RANDOM_VALUE.match(value))


def is_amp_view(name: str, value: str) -> bool:
    """True if a parameter asks for the AMP view of the same page.

    >>> is_amp_view("amp", ""), is_amp_view("outputType", "amp"), is_amp_view("amp", "30")
    (True, True, False)
    """
    name, value = name.lower(), value.lower()
    return (name == "amp" and value in ("", "1", "true")) or (name in ("outputtype", "view") and value == "amp")


def without_alias_labels(host: str, registrable: Callable[[str], str]) -> str:
    """The host without `www`, `m`, `mobile` or `amp` in front of its domain, and blog country hosts as `.com`.

    `registrable` gives the domain that one owner registers; labels of it are never dropped.

    >>> last_two = lambda host: ".".join(host.split(".")[-2:])
    >>> [without_alias_labels(host, last_two) for host in ["www.example.org", "en.m.example.org", "www.org"]]
    ['example.org', 'en.example.org', 'www.org']
    """
    host = BLOG_COUNTRY.sub(".blogspot.com", host)
    domain = registrable(host)
    if not domain or host == domain or not host.endswith("." + domain):
        return host
    labels = host[: -len(domain) - 1].split(".")
    while labels and ALIAS_LABEL.match(labels[0]):
        labels = labels[1:]
    if len(labels) > 1 and labels[-1] == "m":
        labels = [label for label in labels if label != "m"]
    return ".".join([*labels, domain])


def page_path(path: str) -> str:
    """The path without session numbers, index file, AMP ending and closing slash; `/` at least.

    >>> [page_path(p) for p in ["/notes/index.html", "/a;jsessionid=1F2", "/a/amp/", "/(S(4n2l))/b", "/"]]
    ['/notes', '/a', '/a', '/b', '/']
    """
    if "(" in path:
        path = ASP_SESSION.sub("", path)
    if ";" in path:
        path = PATH_SESSION.sub("", path)
    while True:
        head, _, last = path.rstrip("/").rpartition("/")
        if INDEX_FILE.match(last) or (last == "amp" and head):
            path = head
        elif AMP_NAME.search(last):
            path = head + "/" + AMP_NAME.sub(r".\1", last)
        else:
            return path.rstrip("/") or "/"
