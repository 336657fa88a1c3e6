-- The cells of the error report hold every item that was sampled of its checkpoint, each in the cell of its own.
with sampled as (
    select
        checkpoint,
        subject,
        benchmark,
        language,
        level,
        count(distinct item_id) as sampled_items
    from evaluation.samples
    where checkpoint in (select checkpoint from evaluation.error_report)
    group by all
)

select *
from sampled
full join evaluation.error_report using (checkpoint, subject, benchmark, language, level)
where items is distinct from sampled_items
