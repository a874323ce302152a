{{
  config(
    file='monthly_delays',
    materialized='incremental',
    incremental_strategy='merge',
    unique_key=['flight_month', 'origin'],
    on_schema_change='append_new_columns',
    full_refresh=false,
    format='iceberg',
    twin_strategy='allow',
    post_hook=[
      "{{ remove_vanished({'flight_month': first_of_month('flight_time'), 'origin': 'origin'}, ref('silver_flights')) }}",
      "{{ publish_view('gold', 'monthly_delays') }}",
      "{{ refresh_reflections('gold', 'monthly_delays') }}",
    ],
  )
}}

{# Every build counts all of silver and merges the result, so that a chart finds the table at any moment. #}
select
    {{ first_of_month('flight_time') }} as flight_month,
    origin,
    cast(count(*) as bigint) as flights,
    cast(sum(case when delay_minutes >= {{ var('delayed_from_minutes') }} then 1 else 0 end) as bigint) as delayed,
    avg(cast(delay_minutes as {{ double_type() }})) as mean_delay_minutes
from {{ ref('silver_flights') }}
group by {{ first_of_month('flight_time') }}, origin
