-- No address occurs twice among the unique pages.
select url_key, count(*) as pages
from corpus.unique_pages
group by url_key
having count(*) > 1
