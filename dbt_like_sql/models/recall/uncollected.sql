-- What the census holds and this round did not collect, by domain, with what may still be in it. A page that was judged
-- (it has a score, was fetched, or was screened out) and not collected counts as refused; one that nobody has read is
-- expected to be of the domain at the yield of its site: the share collected of the judged pages, shrunk towards the
-- whole crawl's by adding some pages of that. A plan fetches the likelier pages of a site first, so that what it left
-- unread holds less than that: the expectation errs upwards (10 and 15 pages where labels know of one each, on a small
-- real crawl).
-- Grain: one row per private registrable domain with uncollected pages.
with known as (
    select
        url_key,
        min(domain) as domain,
        bool_or(outcome = 'screened_out') as screened
    from crawl.census
    group by url_key
),

verdicts as (
    select
        url_key,
        bool_or(kept) as kept
    from (
        select
            url_key,
            collected as kept
        from recall.page_scores
        where round = getvariable('this_round')
        union all
        select
            url_key,
            accepted as kept
        from recall.recalled_pages
        where round = getvariable('this_round')
    )
    group by url_key
),

counted as (
    select
        known.domain,
        count(*) as pages_known,
        count(*) filter (where verdicts.url_key is not null or known.screened) as pages_judged,
        count(*) filter (where verdicts.kept) as pages_kept
    from known
    left join verdicts on known.url_key = verdicts.url_key
    group by known.domain
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
