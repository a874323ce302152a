{# In a full refresh: removes rows of this table whose key its source does not hold any more. #}
{% macro remove_vanished(key, source_relation) -%}
  {% if flags.FULL_REFRESH and is_incremental() -%}
    delete from {{ this }} where {{ key }} not in (select {{ key }} from {{ source_relation }} where {{ key }} is not null)
  {%- endif %}
{%- endmacro %}
