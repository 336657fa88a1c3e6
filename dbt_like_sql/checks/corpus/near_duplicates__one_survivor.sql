-- Every cluster of near-duplicates has exactly one survivor, which is one of its members, and counts its members right.
with members as (
    select
        cluster,
        count(*) as pages,
        count(distinct survivor) as survivors,
        count(*) filter (where page_id = survivor) as own_survivors,
        min(cluster_pages) as least_counted,
        max(cluster_pages) as most_counted
    from corpus.near_duplicates
    group by cluster
)

select *
from members
where survivors <> 1 or own_survivors <> 1 or least_counted <> pages or most_counted <> pages
