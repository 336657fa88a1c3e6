-- Every gram has as many units as its rule says.
select gram, item_id, field, rule, grams
from corpus.ngram_blacklist
where
    (rule = 'ngram' and grams <> getvariable('corpus__leaks__gram_units'))
    or (rule = 'whole' and grams < getvariable('corpus__leaks__whole_min_units'))
    or (rule = 'unguardable' and (grams >= getvariable('corpus__leaks__whole_min_units') or informative))
