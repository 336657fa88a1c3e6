-- A gram is informative or not, whichever item it is met in.
select gram, rule
from corpus.ngram_blacklist
group by gram, rule
having count(distinct informative) > 1
