-- Sources that the next round trusts (accepted) and those it refuses. A person's verdict on a template, or else on its
-- whole domain, goes first; then a template is accepted by the lower bound of its yield, or, in a domain that passes the
-- paper's rule, by most of its judged pages being collected; it is refused when next to none of them are.
-- Templates between the two are not listed: their yield still counts as evidence, but they are no source.
-- Grain: one row per domain and template.
with templates as (
    select
        t.domain,
        t.template,
        t.scored,
        t.uncollected,
        t.yield_share,
        t.yield_low,
        d.by_share,
        coalesce(own.verdict, d.verdict) as verdict
    from recall.url_templates as t
    inner join recall.domain_scores as d on t.domain = d.domain and d.round = t.round
    left join recall.review as own on t.domain = own.domain and t.template = own.template
    where t.round = getvariable('this_round')
),

judged as (
    select
        *,
        scored >= getvariable('recall__templates__min_scored') as enough,
        case
            when verdict is not null then 'review'
            when scored >= getvariable('recall__templates__min_scored')
                and yield_low >= getvariable('recall__templates__accept_yield_low') then 'template_yield'
            when by_share and scored > 0 and yield_share >= getvariable('recall__templates__accept_yield') then 'domain_share'
            when scored >= getvariable('recall__templates__min_scored')
                and yield_share <= getvariable('recall__templates__reject_yield') then 'low_yield'
        end as rule
    from templates
),

unseen as (
    -- Verdicts on sources that the census does not know (yet) stay in force.
    select
        r.domain,
        r.template,
        r.verdict
    from recall.review as r
    left join templates as t on r.domain = t.domain and r.template = t.template
    where t.domain is null
)

select
    getvariable('this_round') as round,
    domain,
    template,
    case when rule = 'review' then verdict = 'accept' else rule <> 'low_yield' end as accepted,
    rule as "by",
    case when rule = 'review' then (verdict = 'accept')::int::double else yield_share end as evidence,
    scored as support,
    uncollected
from judged
where rule is not null
union all
select
    getvariable('this_round') as round,
    domain,
    template,
    verdict = 'accept' as accepted,
    'review' as "by",
    (verdict = 'accept')::int::double as evidence,
    0 as support,
    0 as uncollected
from unseen
order by domain, template
