{# Removes rows of this table whose key its source does not hold any more. Keys: by column, what it is in the source. #}
{% macro remove_vanished(keys, source_relation) -%}
  {% if is_incremental() -%}
    delete from {{ this }} where {{ row_key(keys.keys()) }} not in (
      select {{ row_key(keys.values()) }} from {{ source_relation }} where {{ row_key(keys.values()) }} is not null
    )
  {%- endif %}
{%- endmacro %}

{# A row's key as one value. #}
{% macro row_key(expressions) -%}
  {% if expressions | length == 1 -%}
    {{ expressions | first }}
  {%- else -%}
    {% for expression in expressions -%}
      cast({{ expression }} as varchar){{ " || '|' || " if not loop.last }}
    {%- endfor %}
  {%- endif %}
{%- endmacro %}
