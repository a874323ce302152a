{{ config(alias='flights', materialized='view', schema=unified_schema(), twin_strategy='allow') }}

{# The watermark is the newest change that the batch holds. Only live rows changed since can be newer than the batch's,
   so only these are compared, one by one; the batch answers for all others, with its partitions. #}
with watermark as (
    select max(updated_at) - interval '{{ var('watermark_overlap_minutes') }}' minute as newest
    from {{ ref('silver_flights') }}
),

live as (
    select
        id,
        {{ utc_timestamp('flight_time') }} as flight_time,
        origin,
        destination,
        delay_minutes,
        distance_miles,
        {{ utc_timestamp('updated_at') }} as updated_at,
        {{ utc_timestamp('_ab_cdc_deleted_at') }} as deleted_at
    from {{ source('live', 'flights') }}
),

changed as (
    select
        live.*,
        {# A deleted row may have lost its own time of change. #}
        coalesce(live.deleted_at, live.updated_at) as changed_at
    from live
    cross join watermark
    where
        live.deleted_at is not null
        or watermark.newest is null
        or live.updated_at > watermark.newest
)

select
    batch.id,
    batch.flight_time,
    batch.origin,
    batch.destination,
    batch.delay_minutes,
    batch.distance_miles,
    batch.updated_at,
    'batch' as answered_by
from {{ ref('silver_flights') }} as batch
left join changed
    on changed.id = batch.id and changed.changed_at >= batch.updated_at
where changed.id is null

union all

select
    changed.id,
    changed.flight_time,
    changed.origin,
    changed.destination,
    changed.delay_minutes,
    changed.distance_miles,
    changed.updated_at,
    'live' as answered_by
from changed
left join {{ ref('silver_flights') }} as batch
    on batch.id = changed.id and batch.updated_at > changed.changed_at
where batch.id is null and changed.deleted_at is null
