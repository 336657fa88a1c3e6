-- No step of the corpus has more pages of a language than the step before it; recall may add pages between the first two.
with steps as (
    select
        step_number,
        language,
        pages,
        lag(pages) over (partition by language order by step_number) as pages_before
    from corpus.funnel
)

select *
from steps
where step_number > 2 and pages > pages_before
