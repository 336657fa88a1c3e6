-- A page is dropped as a near-duplicate only where another page of its cluster is kept.
with kept as (
    select distinct d.cluster
    from corpus.near_duplicates as d
    inner join corpus.clean_pages as p on d.page_id = p.page_id
)

select x.row_id as page_id, d.cluster
from lake.decisions as x
left join corpus.near_duplicates as d on x.row_id = d.page_id
left join kept as k on d.cluster = k.cluster
where x.step = 'corpus.clean_pages' and x.reason = 'near_duplicate' and k.cluster is null
