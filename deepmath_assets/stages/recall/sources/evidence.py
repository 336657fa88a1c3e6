"""What the round before knows of a page's source: a template's yield mixed with its domain's, or a person's verdict.

Yields travel in the hand-over (`recall.handover`, kind `yield`, key "domain template"), shrunk there towards the
domain's share, so that a template of two pages does not speak as loud as one of two hundred. What counts is the yield
beside the whole crawl's: where one page in a hundred is of the domain, a source of one in ten speaks strongly for its
pages (the paper's rule of 10 percent says the same).
"""

import math

import polars as pl

WHOLE_DOMAIN = "*"
WHOLE_CRAWL = "* *"
_MIN_SHARE = 0.001


def source_key(domain: str | pl.Expr = "domain", template: str | pl.Expr = "template") -> pl.Expr:
    """The key of a source in the hand-over: domain and template, parted by a space."""
    return pl.concat_str(domain, template, separator=" ")


def source_evidence(pages: pl.DataFrame, handover: pl.DataFrame) -> pl.DataFrame:
    """Evidence from -1 over 0 (unknown) to 1: columns page_id, source_evidence, trusted, refused.

    `pages` needs page_id, domain and template. The template's own entry goes before the whole domain's. `trusted`: the
    source was accepted, by its yield or a person; `refused`: a person refused it (a low yield alone refuses no page).
    """
    rows = pages.select("page_id", "domain", "template").unique("page_id", keep="first", maintain_order=True)
    rows = rows.with_columns(key=source_key(), whole=source_key("domain", pl.lit(WHOLE_DOMAIN)))
    yields = _values(handover, "yield", "value")
    rows = rows.join(yields, on="key", how="left")
    rows = rows.join(yields.rename({"key": "whole", "value": "whole_value"}), on="whole", how="left")
    trusted, refused = handover.filter(kind="source"), handover.filter(kind="rejected_source", rule="review")
    rows = rows.with_columns(_listed(trusted).alias("trusted"), _listed(refused).alias("refused"))
    base = base_share(handover)
    share = pl.coalesce("value", "whole_value", pl.lit(base))
    return rows.select("page_id", relative_share(share, base).alias("source_evidence"), "trusted", "refused")


def base_share(handover: pl.DataFrame) -> float:
    """The share of the crawl that the round before collected; one half in the first round.

    >>> base_share(pl.DataFrame({"kind": ["yield"], "key": [WHOLE_CRAWL], "value": [0.02]}))
    0.02
    """
    known = handover.filter(kind="yield", key=WHOLE_CRAWL)["value"].to_list()
    return float(known[0]) if known else 0.5


def rarity(base: float, usual: float) -> float:
    """By how much the domain is rarer in this crawl than where the weights were chosen: log-odds, 0 or more.

    What a page says is a ratio of likelihoods; where the domain is rarer, the same page is of it less often (Elkan
    2001, theorem 2). A larger share than usual raises nothing, so that collecting much is no reason to collect more.

    >>> round(rarity(0.02, usual=0.25), 2), rarity(0.4, usual=0.25), rarity(0.02, usual=0.0)
    (2.79, 0.0, 0.0)
    """
    prior, known = (min(max(share, _MIN_SHARE), 1.0 - _MIN_SHARE) for share in (base, usual))
    return max(0.0, math.log(known / (1.0 - known)) - math.log(prior / (1.0 - prior)))


def relative_share(share: pl.Expr, base: float) -> pl.Expr:
    """A share from 0 to 1 as evidence from -1 to 1 that is 0 at the base share: the odds' ratio, balanced.

    >>> frame = pl.DataFrame({"share": [0.1, 0.1, 0.9]})
    >>> [round(value, 2) for value in frame.select(relative_share(pl.col("share"), 0.1)).to_series()]
    [0.0, 0.0, 0.98]
    """
    own, prior = share.clip(_MIN_SHARE, 1.0 - _MIN_SHARE), min(max(base, _MIN_SHARE), 1.0 - _MIN_SHARE)
    for_it, against = own * (1.0 - prior), (1.0 - own) * prior
    return (for_it - against) / (for_it + against)


def _listed(sources: pl.DataFrame) -> pl.Expr:
    keys = pl.lit(sources["key"].implode())
    return pl.col("key").is_in(keys) | pl.col("whole").is_in(keys)


def _values(handover: pl.DataFrame, kind: str, name: str) -> pl.DataFrame:
    return handover.filter(kind=kind).select("key", pl.col("value").alias(name))
