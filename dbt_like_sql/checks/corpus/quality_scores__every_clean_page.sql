-- Every clean page has a quality, and nothing else has.
select coalesce(p.page_id, q.page_id) as page_id
from corpus.clean_pages as p
full outer join corpus.quality_scores as q on p.page_id = q.page_id
where p.page_id is null or q.page_id is null
