-- What the census holds and this round did not collect, by domain, with what may still be in it. A page that was judged
-- (it has a score, was fetched, or was screened out) and not collected counts as refused; one that nobody has read is
-- expected to be of the domain at the yield of its site: the share collected of the judged pages, shrunk towards the
-- whole crawl's by adding some pages of that. A plan fetches the likelier pages of a site first, so that what it left
-- unread holds less than that: the expectation errs upwards (10 and 15 pages where labels know of one each, on a small
-- real crawl).
-- Grain: one row per private registrable domain with uncollected pages.
with fetched as (
    -- A round fetches only pages without a score; those screened out stand among the judged pages already.
    select
        domain,
        count(distinct url_key) filter (where accepted) as pages_accepted,
        count(distinct url_key) filter (
            where url_key not in (select url_key from crawl.census where outcome = 'screened_out')
        ) as pages_unscreened
    from recall.recalled_pages
    where round = getvariable('this_round')
    group by domain
),

counted as (
    select
        scores.domain,
        scores.pages_known,
        scores.pages_scored + coalesce(fetched.pages_unscreened, 0) as pages_judged,
        scores.pages_collected + coalesce(fetched.pages_accepted, 0) as pages_kept
    from recall.domain_scores as scores
    left join fetched on scores.domain = fetched.domain
    where scores.round = getvariable('this_round')
),

crawl_wide as (
    select sum(pages_kept) / greatest(sum(pages_judged), 1) as base
    from counted
),

shares as (
    select
        counted.*,
        pages_known - pages_kept as pages_uncollected,
        pages_known - pages_judged as pages_unread,
        coalesce(
            (pages_kept + getvariable('recall__templates__shrinkage') * base)
            / nullif(pages_judged + getvariable('recall__templates__shrinkage'), 0),
            base
        ) as share_expected
    from counted, crawl_wide
)

select
    getvariable('this_round') as round,
    domain,
    pages_known,
    pages_uncollected,
    pages_unread,
    share_expected,
    pages_unread * share_expected as pages_expected
from shares
where pages_uncollected > 0
order by pages_expected desc, domain
