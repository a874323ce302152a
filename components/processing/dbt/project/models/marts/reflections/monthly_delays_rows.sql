{{
  config(
    materialized='reflection',
    reflection_type='raw',
    anchor=['gold', 'monthly_delays'],
    display=['flight_month', 'origin', 'flights', 'delayed', 'mean_delay_minutes'],
    localsort_by=['flight_month'],
  )
}}

{# On the view that queries name, so that who may read it decides who sees the reflection. #}
{% do ref('monthly_delays') %}
select * from {{ source('gold', 'monthly_delays') }}
