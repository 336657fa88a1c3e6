-- Pages and tokens left after each step of the corpus, from every page scored to those sampled.
-- One row per step and language.

with scored as (
    select page_id, language, tokens_estimate
    from recall.page_scores
    qualify row_number() over (partition by page_id order by round desc) = 1
),

kept_of_cluster as (
    -- Where the best page of a cluster leaks, another of it may be kept.
    select d.cluster, d.page_id
    from corpus.near_duplicates as d
    inner join corpus.clean_pages as p on d.page_id = p.page_id
),

distinct_pages as (
    select u.page_id, u.language, u.tokens_estimate
    from corpus.unique_pages as u
    left join corpus.near_duplicates as d on u.page_id = d.page_id
    left join kept_of_cluster as k on d.cluster = k.cluster
    where d.page_id is null or u.page_id = coalesce(k.page_id, d.survivor)
),

steps as (
    select 1 as step_number, 'scored' as step, language, tokens_estimate from scored
    union all
    select 2, 'collected', language, tokens_estimate from corpus.candidates
    union all
    select 3, 'unique', language, tokens_estimate from corpus.unique_pages
    union all
    select 4, 'without near-duplicates', language, tokens_estimate from distinct_pages
    union all
    select 5, 'clean', language, tokens_estimate from corpus.clean_pages
    union all
    select 6, 'sampled', language, tokens_estimate from corpus.sampled_pages
)

select
    cast(step_number as bigint) as step_number,
    step,
    language,
    cast(count(*) as bigint) as pages,
    cast(sum(tokens_estimate) as bigint) as tokens_estimate
from steps
group by step_number, step, language
order by step_number, language
