{{
  config(
    alias='flights',
    file='flights',
    materialized=var('silver_materialized'),
    incremental_strategy='merge',
    unique_key='id',
    on_schema_change='append_new_columns',
    full_refresh=false,
    format='iceberg',
    partition_by=['month(flight_time)'],
    twin_strategy='allow',
    post_hook=[
      "{{ remove_vanished({'id': 'id'}, source('bronze', 'flights')) if flags.FULL_REFRESH }}",
      "{{ publish_view('silver', 'flights') }}",
    ],
  )
}}

{# Each flight once, in its newest version; a build merges what was extracted since the last one.

   A full refresh merges all of bronze and removes what is not there any more, so that readers always find the table and
   its history stays. The adapter's own (full_refresh) copies the table three times and loses its partitions. #}
with extracted as (
    select
        id,
        {{ utc_timestamp('flight_time') }} as flight_time,
        origin,
        destination,
        delay_minutes,
        distance_miles,
        {{ utc_timestamp('updated_at') }} as updated_at,
        {{ utc_timestamp('_airbyte_extracted_at') }} as extracted_at
    from {{ source('bronze', 'flights') }}
),

ranked as (
    select
        extracted.*,
        row_number() over (partition by id order by updated_at desc, extracted_at desc) as version_rank
    from extracted
    {% if is_incremental() and not flags.FULL_REFRESH %}
    {# Not only later: a sync that was cut off may add rows of the same instant. Merging a row twice changes nothing. #}
    where
        extracted_at >= (
            select coalesce(max(built.extracted_at), timestamp '1970-01-01 00:00:00') from {{ this }} as built
        )
    {% endif %}
)

select
    cast(id as bigint) as id,
    flight_time,
    cast(trim(origin) as varchar) as origin,
    cast(trim(destination) as varchar) as destination,
    cast(delay_minutes as integer) as delay_minutes,
    cast(distance_miles as integer) as distance_miles,
    updated_at,
    extracted_at
from ranked
where
    version_rank = 1
    {% if is_incremental() and not flags.FULL_REFRESH %}
    {# A version that is delivered again, or late, does not take the place of a newer one. #}
    and not exists (
        select 1 from {{ this }} as built where built.id = ranked.id and built.updated_at > ranked.updated_at
    )
    {% endif %}
