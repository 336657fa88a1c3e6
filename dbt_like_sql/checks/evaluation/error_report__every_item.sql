-- Every item that was sampled of the checkpoint stands in one cell of its error report.
with sampled as (
    select
        checkpoint,
        count(distinct item_id) as items
    from evaluation.samples
    group by checkpoint
),

cells as (
    select
        checkpoint,
        sum(items) as items
    from evaluation.error_report
    group by checkpoint
)

select
    c.checkpoint,
    c.items as reported,
    s.items
from cells as c
left join sampled as s on c.checkpoint = s.checkpoint
where s.items is null or c.items <> s.items
