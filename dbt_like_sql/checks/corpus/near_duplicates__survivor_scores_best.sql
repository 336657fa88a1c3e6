-- No page of a cluster has a higher score than the one that stays.
select d.page_id, p.score, s.page_id as survivor, s.score as survivor_score
from corpus.near_duplicates as d
inner join corpus.unique_pages as p on d.page_id = p.page_id
inner join corpus.unique_pages as s on d.survivor = s.page_id
where p.score > s.score
