-- No ordinary page is of the corpus.
select g.document_id
from mixture.general as g
inner join corpus.candidates as c on g.document_id = c.page_id
