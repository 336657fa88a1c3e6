-- A page is collected exactly when its rule is one that collects.
select
    round,
    page_id,
    rule,
    collected
from recall.page_scores
where
    round = getvariable('this_round')
    and collected <> (rule in ('seed', 'threshold', 'token_budget'))
