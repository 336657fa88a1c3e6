-- The reports over all items count every item that was sampled of each checkpoint.
with sampled as (
    select
        checkpoint,
        count(distinct item_id) as items
    from evaluation.samples
    group by checkpoint
)

select
    s.checkpoint,
    s.items,
    r.metric,
    r.k,
    r.items as reported
from sampled as s
left join evaluation.reports as r on s.checkpoint = r.checkpoint and r.slice = 'all'
where r.items is null or r.items <> s.items
