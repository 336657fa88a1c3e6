-- Every sampled page is a clean page with the same text.
select s.page_id
from corpus.sampled_pages as s
left join corpus.clean_pages as p on s.page_id = p.page_id
where p.page_id is null or p.text <> s.text
