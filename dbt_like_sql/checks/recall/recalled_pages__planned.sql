-- Every recalled page was planned in its round, by its place in the WARC files.
select
    pages.page_id,
    pages.url
from recall.recalled_pages as pages
left join recall.plan as plan
    on pages.round = plan.round and pages.warc_file = plan.warc_file and pages."offset" = plan."offset"
where
    pages.round = getvariable('this_round')
    and plan.url_key is null
