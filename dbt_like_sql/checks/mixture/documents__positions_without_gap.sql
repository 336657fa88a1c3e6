-- Positions run from 0 to the number of documents without a gap.
select min(position) as first_position, max(position) as last_position, count(*) as documents
from mixture.documents
having count(*) > 0 and (min(position) <> 0 or max(position) <> count(*) - 1)
