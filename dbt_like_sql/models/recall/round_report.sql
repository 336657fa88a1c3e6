-- What this round brought beside the one before, how good it is where labels exist, and whether to stop, with the reason
-- in words. The collected set of a round is its collected pages and the recalled pages that it accepted.
--
-- Pages left are estimated by capture-recapture (Chapman 1951). The two captures are kinds of evidence, among the pages
-- collected from text: what the text itself says by counting (mathness over one half), and what its source says (domain
-- and template accepted). Neither learns from the other; the classifier does from both, and two rounds repeat each
-- other, so these are no captures. Both kinds come more easily to the same pages, and only pages that were collected
-- count, so that the estimate lies below the truth: a lower bound. Beside labels, when the loop stopped: 9 where 19
-- labelled pages were missed and 13 of 27 on a small real crawl (two rounds as captures: 0 and 0); on the sample web,
-- where one page in ten that is collected is wrong, 0 of 67 and 0 of 138.
--
-- Sums of fractions are sums of decimals: those of floats depend on the order in which threads finish.
--
-- Grain: one row for this round.
with collected as (
    select
        round,
        page_id,
        url_key,
        tokens_estimate as tokens,
        score
    from recall.page_scores
    where collected
    union all
    -- Tokens as page_scores estimates them: one a Chinese or Japanese character, one for four of the rest.
    select
        round,
        page_id,
        url_key,
        wide + (text_chars - wide) // 4 as tokens,
        score
    from (
        select
            *,
            length(regexp_replace(text, '[^\x{3040}-\x{30FF}\x{3400}-\x{9FFF}\x{AC00}-\x{D7AF}]', '', 'g')) as wide
        from recall.recalled_pages
        where accepted
    )
),

by_page as (
    select
        round,
        page_id,
        min(url_key) as url_key,
        max(tokens) as tokens,
        max(score) as score
    from collected
    group by round, page_id
),

now as (
    select * from by_page where round = getvariable('this_round')
),

before as (
    select * from by_page where round = getvariable('previous_round')
),

overlap as (
    select
        count(*) as pages_collected,
        count(before.page_id) as pages_already,
        coalesce(sum(now.tokens), 0)::bigint as tokens_collected,
        coalesce(sum(now.tokens) filter (where before.page_id is not null), 0)::bigint as tokens_already,
        avg(now.score::decimal(18, 9)) as precision_estimated,
        (select count(*) from before) as pages_before
    from now
    left join before on now.page_id = before.page_id
),

known as (
    select
        coalesce(sum(pages_uncollected), 0)::bigint as pages_uncollected,
        coalesce(sum(pages_unread), 0)::bigint as pages_unread,
        coalesce(sum(pages_expected::decimal(18, 6)), 0)::double as pages_expected
    from recall.uncollected
    where round = getvariable('this_round')
),

sources as (
    select
        count(*) filter (where here.accepted) as sources_accepted,
        count(*) filter (where here.accepted and there.domain is null) as sources_gained
    from (select * from recall.reliable_sources where round = getvariable('this_round')) as here
    left join
        (select * from recall.reliable_sources where round = getvariable('previous_round') and accepted) as there
        on here.domain = there.domain and here.template = there.template
),

evidence as (
    select
        scores.page_id,
        scores.mathness > 0.5 as by_text,
        coalesce(own.accepted, whole.accepted, false) as by_source
    from recall.page_scores as scores
    left join recall.reliable_sources as own
        on scores.round = own.round and scores.domain = own.domain and scores.template = own.template
    left join recall.reliable_sources as whole
        on scores.round = whole.round and scores.domain = whole.domain and whole.template = '*'
    where scores.round = getvariable('this_round') and scores.collected
),

captures as (
    select
        count(*) as pages_captured,
        count(*) filter (where by_text) as pages_by_text,
        count(*) filter (where by_source) as pages_by_source,
        count(*) filter (where by_text and by_source) as pages_by_both
    from evidence
),

estimated as (
    select
        *,
        (pages_by_text + 1) * (pages_by_source + 1) / (pages_by_both + 1) - 1 as pages_estimated,
        sqrt(
            (pages_by_text + 1) * (pages_by_source + 1)
            * (pages_by_text - pages_by_both) * (pages_by_source - pages_by_both)
            / ((pages_by_both + 1) ** 2 * (pages_by_both + 2))
        ) as pages_left_deviation
    from captures
),

labelled as (
    select
        count(*) as labelled_pages,
        count(*) filter (where labels.label = 1) as positives,
        count(*) filter (where kept.url_key is not null) as kept,
        count(*) filter (where kept.url_key is not null and labels.label = 1) as hits
    from recall.labels as labels
    -- Only what is known so far counts: a label may belong to a part that has yet to come.
    inner join (select distinct url_key from crawl.census) as census on labels.url_key = census.url_key
    left join (select distinct url_key from now) as kept on labels.url_key = kept.url_key
),

-- Rounds are counted from the one that met the newest delivery: what arrives after a stop gets rounds of its own.
delivered as (
    select coalesce(max(first_round), 'r001') as met_in
    from (
        select min(round) as first_round
        from recall.handover
        where kind = 'part' and round <= getvariable('this_round')
        group by key
    )
),

facts as (
    select
        (select count(*) from recall.page_scores where round = getvariable('this_round')) as pages_scored,
        (select count(*) from recall.recalled_pages where round = getvariable('this_round')) as pages_recalled,
        overlap.*,
        overlap.pages_already / greatest(overlap.pages_collected, 1) as already_share_pages,
        overlap.tokens_already / greatest(overlap.tokens_collected, 1) as already_share_tokens,
        known.*,
        sources.*,
        estimated.*,
        labelled.labelled_pages,
        case when labelled.kept > 0 then labelled.hits / labelled.kept end as precision,
        case when labelled.positives > 0 then labelled.hits / labelled.positives end as recall,
        substr(getvariable('this_round'), 2)::int - substr(met_in, 2)::int + 1 as number
    from overlap, known, sources, estimated, labelled, delivered
),

judged as (
    select
        *,
        pages_before > 0
            and already_share_pages >= getvariable('recall__stopping__already_share')
            and already_share_tokens >= getvariable('recall__stopping__already_share') as converged,
        coalesce(precision < getvariable('recall__stopping__min_precision'), false) as imprecise,
        number >= getvariable('recall__stopping__max_rounds') as last,
        greatest(0, pages_estimated - pages_captured) as pages_left
    from facts
)

select
    getvariable('this_round') as round,
    pages_scored,
    pages_collected,
    pages_recalled,
    pages_collected - pages_already as pages_new,
    pages_already,
    tokens_collected,
    tokens_already,
    already_share_pages,
    already_share_tokens,
    sources_accepted,
    sources_gained,
    pages_uncollected,
    pages_unread,
    pages_expected,
    pages_by_text,
    pages_by_source,
    pages_by_both,
    pages_left,
    pages_left_deviation,
    labelled_pages,
    precision_estimated,
    precision,
    recall,
    converged or imprecise or last as stop,
    concat(
        case
            when converged then 'Stop: '
            when imprecise then format('Stop: precision {:.1f} % is under the floor; ', 100 * precision)
            when last then format('Stop: round {} of this delivery is the last allowed; ', number)
            else 'Go on: '
        end,
        case
            when pages_before = 0 then format('first round, {} pages', pages_collected)
            else format(
                '{:.1f} % of pages and {:.1f} % of tokens already collected, {} pages new',
                100 * already_share_pages, 100 * already_share_tokens, pages_collected - pages_already
            )
        end,
        -- A score is a probability as the profile's weights have it, so its mean is what the round believes of its precision.
        coalesce(format('; precision {:.1f} % by the scores themselves', 100 * precision_estimated), ''),
        coalesce(format(', {:.1f} % by labels', 100 * precision), ''),
        format(
            '; at least {:.0f} pages left (plus or minus {:.0f}) by capture-recapture, a lower bound, '
            || 'and up to {:.0f} among {} unread',
            pages_left, pages_left_deviation, pages_expected, pages_unread
        ),
        '.'
    ) as verdict
from judged
