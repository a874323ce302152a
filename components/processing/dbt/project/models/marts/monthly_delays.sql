{{
  config(
    file='monthly_delays',
    materialized='table',
    format='iceberg',
    twin_strategy='allow',
    post_hook="{{ publish_view('gold', 'monthly_delays') }}",
  )
}}

select
    cast(date_trunc('month', flight_time) as date) as "month",
    origin,
    cast(count(*) as bigint) as flights,
    cast(sum(case when delay_minutes >= {{ var('delayed_from_minutes') }} then 1 else 0 end) as bigint) as delayed,
    avg(cast(delay_minutes as {{ double_type() }})) as mean_delay_minutes
from {{ ref('silver_flights') }}
group by cast(date_trunc('month', flight_time) as date), origin
