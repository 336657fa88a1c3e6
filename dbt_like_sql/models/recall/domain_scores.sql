-- Domains by the share of their pages that this round collected, with the paper's rule (section 2.1: over 10 percent of
-- all pages of the domain) and a stricter one beside it: the lower end of the Wilson interval over the pages judged.
-- A page is judged when it has a score or was screened out; what only the index knows is known but not judged.
-- Grain: one row per private registrable domain of the census.
with known as (
    select
        url_key,
        min(domain) as domain,
        bool_or(outcome = 'screened_out') as screened
    from crawl.census
    group by url_key
),

scored as (
    select
        url_key,
        bool_or(collected) as collected,
        max(tokens_estimate) as tokens
    from recall.page_scores
    where round = getvariable('this_round')
    group by url_key
),

counted as (
    select
        known.domain,
        count(*) as pages_known,
        count(*) filter (where scored.url_key is not null or known.screened) as pages_scored,
        count(*) filter (where scored.collected) as pages_collected,
        coalesce(sum(scored.tokens) filter (where scored.collected), 0) as tokens_collected
    from known
    left join scored on known.url_key = scored.url_key
    group by known.domain
),

shares as (
    select
        *,
        pages_collected / pages_known as share,
        greatest(pages_scored, 1) as n,
        pages_collected / greatest(pages_scored, 1) as p
    from counted
),

bounded as (
    -- Wilson (1927) at 95 percent: 1.96 squared is 3.8416.
    select
        *,
        greatest(0, (p + 3.8416 / (2 * n) - 1.96 * sqrt(p * (1 - p) / n + 3.8416 / (4 * n * n))) / (1 + 3.8416 / n)) as share_low
    from shares
),

verdicts as (
    select
        domain,
        verdict
    from recall.review
    where template = '*'
)

select
    getvariable('this_round') as round,
    bounded.domain,
    bounded.pages_known,
    bounded.pages_scored,
    bounded.pages_collected,
    bounded.tokens_collected::bigint as tokens_collected,
    bounded.share,
    bounded.share_low,
    bounded.share > getvariable('recall__domains__min_share')
        and bounded.pages_known >= getvariable('recall__domains__min_pages') as by_share,
    bounded.share_low > getvariable('recall__domains__min_share_low')
        and bounded.pages_known >= getvariable('recall__domains__min_pages') as by_bound,
    verdicts.verdict
from bounded
left join verdicts on bounded.domain = verdicts.domain
order by bounded.domain
