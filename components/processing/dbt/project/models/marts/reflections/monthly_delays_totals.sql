{{
  config(
    materialized='reflection',
    reflection_type='aggregate',
    anchor=['gold', 'monthly_delays'],
    dimensions=['flight_month', 'origin'],
    measures=['flights', 'delayed'],
    computations=['SUM', 'SUM'],
  )
}}

{# What the dashboard adds up; its means need the rows. #}
{% do ref('monthly_delays') %}
select * from {{ source('gold', 'monthly_delays') }}
