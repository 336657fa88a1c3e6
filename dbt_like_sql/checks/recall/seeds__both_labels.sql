-- A round trains on pages of both labels.
select
    count(*) filter (where label = 1) as positives,
    count(*) filter (where label = 0) as negatives
from recall.seeds
where
    round = getvariable('this_round')
    and not holdout
having
    count(*) filter (where label = 1) = 0
    or count(*) filter (where label = 0) = 0
