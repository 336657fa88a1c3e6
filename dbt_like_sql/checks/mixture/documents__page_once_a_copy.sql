-- No page serves two sources: a page used as a paper does not count for the corpus as well.
select page_id, count(distinct source) as sources
from mixture.documents
where page_id is not null
group by page_id
having count(distinct source) > 1
