{# Every flight that either branch has is in the unified view, unless the newer branch says it is deleted; unique and
   not_null on its key say that it is there once. #}
with expected as (
    select coalesce(batch.id, live.id) as id
    from {{ ref('silver_flights') }} as batch
    full outer join {{ source('live', 'flights') }} as live on live.id = batch.id
    where
        live._ab_cdc_deleted_at is null
        or batch.updated_at > {{ utc_timestamp('live._ab_cdc_deleted_at') }}
)

select expected.id as expected_id, unified.id as unified_id
from expected
full outer join {{ ref('unified_flights') }} as unified on unified.id = expected.id
where expected.id is null or unified.id is null
