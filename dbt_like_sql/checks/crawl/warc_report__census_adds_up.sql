-- The census has the records that the report counts: none more of any file and outcome, and pages wherever it counts some.
-- Records that are no HTML response by their kind, and trouble that has no address, are only counted.
with census_rows as (
    select
        part,
        warc_file,
        outcome,
        count(*) as records
    from crawl.census
    where outcome <> 'not_fetched'
    group by part, warc_file, outcome
)

select
    coalesce(r.warc_file, c.warc_file) as warc_file,
    coalesce(r.outcome, c.outcome) as outcome,
    r.records as reported,
    c.records as in_the_census
from crawl.warc_report as r
full outer join census_rows as c on r.part = c.part and r.warc_file = c.warc_file and r.outcome = c.outcome
where
    coalesce(c.records, 0) > coalesce(r.records, 0)
    or (r.outcome in ('page', 'screened_out') and c.records is null)
