-- Every sub-domain and language with a page of enough quality is sampled.
with wanted as (
    select distinct p.language, q.subdomain
    from corpus.clean_pages as p
    inner join corpus.quality_scores as q on p.page_id = q.page_id
    where q.quality >= getvariable('corpus__quality__min_quality')
)

select w.language, w.subdomain
from wanted as w
left join corpus.sampled_pages as s on w.language = s.language and w.subdomain = s.subdomain
where s.page_id is null
