-- Every candidate was collected by a round or recalled and accepted: none came from elsewhere.
with taken as (
    select page_id from recall.page_scores where collected
    union
    select page_id from recall.recalled_pages where accepted
)

select c.page_id, c.url
from corpus.candidates as c
left join taken as t on c.page_id = t.page_id
where t.page_id is null
