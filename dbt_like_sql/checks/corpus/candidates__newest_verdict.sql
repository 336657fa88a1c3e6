-- Every candidate was collected by the newest round that scored it, or recalled and accepted where none did.
with newest as (
    select page_id, arg_max(collected, round) as taken
    from recall.page_scores
    group by page_id
),

recalled as (
    select page_id, arg_max(accepted, round) as taken
    from recall.recalled_pages
    group by page_id
)

select c.page_id, c.url
from corpus.candidates as c
left join newest as n on c.page_id = n.page_id
left join recalled as r on c.page_id = r.page_id
where not coalesce(n.taken, r.taken, false)
