-- No page is ranked before another of a higher score.
with ranked as (
    select
        page_id,
        "rank",
        score,
        lag(score) over (order by "rank") as score_before
    from recall.page_scores
    where round = getvariable('this_round')
)

select *
from ranked
where score > score_before
