-- No planned page has been collected already.
select
    plan.url_key,
    plan.url
from recall.plan as plan
inner join recall.page_scores as scores
    on plan.round = scores.round and plan.url_key = scores.url_key
where
    plan.round = getvariable('this_round')
    and scores.collected
