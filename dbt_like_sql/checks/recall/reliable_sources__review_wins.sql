-- No source goes against the verdict of a person.
select
    sources.domain,
    sources.template,
    sources.accepted,
    review.verdict
from recall.reliable_sources as sources
inner join recall.review as review
    on sources.domain = review.domain and sources.template = review.template
where
    sources.round = getvariable('this_round')
    and sources.accepted <> (review.verdict = 'accept')
