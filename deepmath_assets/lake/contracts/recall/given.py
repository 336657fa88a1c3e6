"""What a round starts from: what people wrote, and what the round before left."""

import dataframely as dy


class SeedList(dy.Schema):
    """Addresses of pages that a person says are of the domain. One row per page."""

    url_key = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    domain = dy.String(nullable=False)
    source = dy.String(nullable=False)


class Labels(dy.Schema):
    """Pages whose truth a person or kit knows; used to measure, never to decide. One row per page; often empty."""

    url_key = dy.String(primary_key=True)
    url = dy.String(nullable=False)
    label = dy.Int64(nullable=False, min=0, max=1)


class Review(dy.Schema):
    """Verdicts of people on domains and templates, from the CSV under version control. One row per verdict.

    `template` is `*` where the verdict is on the whole domain.
    """

    domain = dy.String(primary_key=True)
    template = dy.String(primary_key=True)
    verdict = dy.String(nullable=False, check=lambda c: c.is_in(["accept", "reject"]))
    who = dy.String(nullable=True)
    note = dy.String(nullable=True)


class Handover(dy.Schema):
    """What the round before left for this one. One row per fact; empty in the first round.

    `kind` and what `key` and `value` are: `part` (a part that the round covers; `rule` is the hash of its pages),
    `kept` ("table round" of what an earlier round keeps for this one; `rule` is the hash of its rows),
    `collected` (a page_id, its score), `doubtful` (likewise; not collected though it looks like the domain), `source`
    ("domain template", accepted), `rejected_source` (likewise), `yield` (likewise, or "domain *"; the source's yield,
    shrunken towards the domain's), `outcome` (the page_id of a recalled page; 1 accepted, 0 refused).
    """

    round = dy.String(primary_key=True)
    kind = dy.String(primary_key=True)
    key = dy.String(primary_key=True)
    value = dy.Float64(nullable=False)
    rule = dy.String(nullable=True)
