-- Every row of the URL index has a census row at its place: it was read, or stands there as not fetched.
select
    i.warc_file,
    i."offset",
    i.url
from crawl.index as i
left join crawl.census as c on i.part = c.part and i.warc_file = c.warc_file and i."offset" = c."offset"
where c.url is null
