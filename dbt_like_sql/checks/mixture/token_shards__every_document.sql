-- Every document and copy lies in the shards once, and nothing else does.
select
    coalesce(d.document_id, s.document_id) as document_id,
    coalesce(d.copy, s.copy) as copy,
    count(s.document_id) as times
from mixture.documents as d
full outer join mixture.token_shards as s on d.document_id = s.document_id and d.copy = s.copy
group by all
having count(s.document_id) <> 1 or count(d.document_id) <> 1
