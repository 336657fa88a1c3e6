"""URL templates of a domain, mined from its addresses, and what each yields.

The addresses of one host form a tree over their segments. A typed segment (number, date, hash) groups by itself; a
word stays as it is where enough addresses lie under it, and becomes `{slug}` where it names single pages. So
`/questions/{int}/{slug}` and `/users/{int}` stay apart, and a template never joins two frequent ones.

The paper annotates URL prefixes by hand (section 2.1); here they are found, with counts, and a person may overrule them
(`review.py`). Not covered: sites that tell kinds of pages apart by nothing in the address.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import polars as pl

from deepmath_assets.lake.contracts.recall import Addresses, UrlTemplates
from deepmath_assets.profiles.shapes.recall import Recall
from deepmath_assets.stages.recall.sources.intervals import wilson_low
from deepmath_assets.stages.recall.sources.shapes import is_typed, parts, shape, slug


def address_templates(addresses: pl.DataFrame, min_support: int) -> pl.DataFrame:
    """The template of every address: columns url_key, domain, template; one row per url_key.

    `addresses` needs url, url_key and domain; the more of a domain it holds (the whole census), the better.
    """
    known = addresses.select("url_key", "url", "domain").sort("url_key", "url")
    known = known.unique("url_key", keep="first", maintain_order=True)
    found: dict[str, str] = {}
    for (domain,), group in known.group_by("domain", maintain_order=True):
        keys, urls = group["url_key"].to_list(), group["url"].to_list()
        found.update(zip(keys, mine(urls, str(domain), min_support), strict=True))
    return known.select("url_key", "domain", pl.Series("template", [found[key] for key in known["url_key"]], pl.String))


def fresh_addresses(census: pl.DataFrame, fresh: Collection[str], min_support: int, round_name: str) -> pl.DataFrame:
    """The templates of all addresses of the domains that have some in the parts `fresh`, as rows of the table.

    Only there can a template change: a domain's tree is grown from its own addresses alone.
    """
    touched = census.filter(pl.col("part").is_in(fresh)).select("domain")
    found = address_templates(census.join(touched, on="domain", how="semi"), min_support)
    return Addresses.cast(found.select(pl.lit(round_name).alias("round"), *found.columns))


def newest_templates(kept: pl.DataFrame) -> pl.DataFrame:
    """What `address_templates` gives for the whole census, from the rows kept by this round and those before."""
    newest = pl.col("round") == pl.col("round").max().over("domain")
    return kept.filter(newest).select("url_key", "domain", "template")


def mine(urls: Sequence[str], domain: str, min_support: int) -> list[str]:
    """The template of each address of one domain, in order.

    >>> mine([f"https://example.org/q/{i}/title-{c}" for i, c in enumerate("abc")], "example.org", 3)
    ['/q/{int}/{slug}', '/q/{int}/{slug}', '/q/{int}/{slug}']
    >>> mine(["https://example.org/", "https://notes.example.org/a"], "example.org", 3)
    ['/', 'notes.example.org/{slug}']
    """
    split = [parts(url) for url in urls]
    templates = [""] * len(urls)
    by_host: dict[str, list[int]] = defaultdict(list)
    for index, (host, *_) in enumerate(split):
        by_host[host].append(index)
    for host, members in by_host.items():
        start = "" if host == domain.removeprefix("www.") else host
        shaped = [(index, [shape(part) for part in split[index][1:]]) for index in members]
        _grow(shaped, 0, start, min_support, templates)
    return templates


def _grow(
    members: list[tuple[int, list[str]]], depth: int, prefix: str, min_support: int, templates: list[str]
) -> None:
    """Writes the template of every member; they share the segments before `depth`."""
    children: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for index, segments in members:
        if depth == len(segments):
            templates[index] = prefix or "/"
        else:
            children[segments[depth]].append((index, segments))
    for segment, group in _generalised(children, min_support):
        _grow(group, depth + 1, prefix + _joined(segment, prefix), min_support, templates)


def _generalised(
    children: dict[str, list[tuple[int, list[str]]]], min_support: int
) -> Iterable[tuple[str, list[tuple[int, list[str]]]]]:
    rare: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    children = _numbers_joined(children)
    for segment in sorted(children):
        if is_typed(segment) or len(children[segment]) >= min_support:
            yield segment, children[segment]
        else:
            rare[slug(segment)].extend(children[segment])
    yield from rare.items()


def _numbers_joined(children: dict[str, list[tuple[int, list[str]]]]) -> dict[str, list[tuple[int, list[str]]]]:
    """The children, with years and dates among other numbers as plain numbers: 1999 beside 1998 and 7 is no year."""
    joined: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    for segment in children:
        number = segment.replace("{year}", "{int}").replace("{date}", "{int}")
        joined[number if is_typed(segment) and number in children else segment].extend(children[segment])
    return joined


def _joined(segment: str, prefix: str) -> str:
    if not segment.startswith("?"):
        return f"/{segment}"
    return f"&{segment[1:]}" if "?" in prefix else segment


def url_templates(
    census: pl.DataFrame, templates: pl.DataFrame, page_scores: pl.DataFrame, policy: Recall, round_name: str
) -> pl.DataFrame:
    """Every template of the census with support, pages judged, collected and left, and the tokens to expect of it.

    A page is judged when it has a score or was screened out. `census` may hold several records of one address;
    `templates` by `address_templates`.
    """
    verdicts = page_scores.group_by("url_key").agg(
        pl.col("collected").any(), pl.col("tokens_estimate").max().alias("tokens")
    )
    screened = pl.col("outcome").eq("screened_out").any().alias("screened")
    known = census.group_by("url_key").agg(pl.col("url").min(), pl.col("domain").first(), screened)
    rows = known.join(templates.drop("domain"), on="url_key").join(verdicts, on="url_key", how="left")
    counted = rows.group_by("domain", "template").agg(
        pl.len().alias("support"),
        (pl.col("collected").is_not_null() | pl.col("screened")).sum().alias("scored"),
        pl.col("collected").fill_null(False).sum().alias("pages_collected"),
        pl.col("tokens").filter(pl.col("collected")).mean().alias("tokens_each"),
        pl.col("url").sort().head(policy.templates.examples).alias("examples"),
    )
    return UrlTemplates.cast(_with_yield(counted, round_name))


def _with_yield(counted: pl.DataFrame, round_name: str) -> pl.DataFrame:
    mean_tokens = counted["tokens_each"].mean()
    each = pl.col("tokens_each").fill_null(mean_tokens if isinstance(mean_tokens, float) else 0.0)
    share = pl.col("pages_collected") / pl.max_horizontal("scored", pl.lit(1))
    return (
        counted.with_columns(
            round=pl.lit(round_name),
            uncollected=pl.col("support") - pl.col("pages_collected"),
            yield_share=share,
            yield_low=wilson_low(pl.col("pages_collected"), pl.col("scored")),
        )
        .with_columns(expected_tokens=(pl.col("uncollected") * pl.col("yield_low") * each).round().cast(pl.Int64))
        .select(UrlTemplates.column_names())
        .sort("domain", "template")
    )
