-- The supports of all templates add up to the addresses of the census.
select
    templates.addresses as in_templates,
    census.addresses as in_census
from (select coalesce(sum(support), 0) as addresses from recall.url_templates where round = getvariable('this_round')) as templates
cross join (select count(distinct url_key) as addresses from crawl.census) as census
where templates.addresses <> census.addresses
