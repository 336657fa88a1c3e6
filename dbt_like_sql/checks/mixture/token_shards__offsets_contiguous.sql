-- Within a shard each document begins where the one before it ends, and the first at 0.
with places as (
    select
        shard,
        token_offset,
        coalesce(
            lag(token_offset + tokens) over (partition by artifact_hash, shard order by token_offset), 0
        ) as expected_offset
    from mixture.token_shards
)

select *
from places
where token_offset <> expected_offset
