-- No cluster of near-duplicates has two pages left.
select d.cluster, count(*) as pages
from corpus.clean_pages as p
inner join corpus.near_duplicates as d on p.page_id = d.page_id
group by d.cluster
having count(*) > 1
