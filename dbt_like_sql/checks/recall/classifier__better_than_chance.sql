-- On pages held out, the classifier ranks better than chance.
select
    round,
    holdout_pages,
    holdout_auc
from recall.classifier
where
    round = getvariable('this_round')
    and holdout_pages >= 20
    and holdout_auc <= 0.5
