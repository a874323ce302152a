{# What the two databases write differently. #}

{# A timestamp in UTC without a zone. Dremio's timestamps have none and are UTC. #}
{% macro utc_timestamp(column) -%}
  {{ return(adapter.dispatch('utc_timestamp')(column)) }}
{%- endmacro %}

{% macro default__utc_timestamp(column) -%}
  cast({{ column }} as timestamp)
{%- endmacro %}

{% macro postgres__utc_timestamp(column) -%}
  cast({{ column }} as timestamp with time zone) at time zone 'UTC'
{%- endmacro %}

{# A binary floating point number of 64 bits. #}
{% macro double_type() -%}
  {{ return(adapter.dispatch('double_type')()) }}
{%- endmacro %}

{% macro default__double_type() -%}
  double
{%- endmacro %}

{% macro postgres__double_type() -%}
  double precision
{%- endmacro %}

{# The first day of a timestamp's month. #}
{% macro first_of_month(column) -%}
  cast(date_trunc('month', {{ column }}) as date)
{%- endmacro %}

{# In Dremio a table lies in the lake, and its readers know it by a view in a space; in PostgreSQL it lies where they look. #}
{% macro publish_view(space, name) -%}
  {{ return(adapter.dispatch('publish_view')(space, name)) }}
{%- endmacro %}

{% macro default__publish_view(space, name) -%}
{%- endmacro %}

{% macro dremio__publish_view(space, name) -%}
  create or replace view "{{ space }}"."{{ name }}" as select * from {{ this }}
{%- endmacro %}

{# Reflections on a view, so that they do not answer with what was there before; else Dremio does it once an hour. Ones
   that are not there yet are built when they are made. #}
{% macro refresh_reflections(space, name) -%}
  {{ return(adapter.dispatch('refresh_reflections')(space, name)) }}
{%- endmacro %}

{% macro default__refresh_reflections(space, name) -%}
{%- endmacro %}

{% macro dremio__refresh_reflections(space, name) -%}
  alter dataset "{{ space }}"."{{ name }}" refresh reflections
{%- endmacro %}

{# The unified view: in Dremio in the target's space, without a folder. #}
{% macro unified_schema() -%}
  {{ return(none if target.type == 'dremio' else 'unified') }}
{%- endmacro %}

{# Schemas of PostgreSQL by their own names, not behind the target's. #}
{% macro postgres__generate_schema_name(custom_schema_name, node) -%}
  {{ target.schema if custom_schema_name is none else custom_schema_name | trim }}
{%- endmacro %}

{# Files written since Dremio last looked belong to a table only once its metadata are read again. #}
{% macro see_new_files(source_name) -%}
  {{ return(adapter.dispatch('see_new_files')(source_name)) }}
{%- endmacro %}

{% macro default__see_new_files(source_name) -%}
{%- endmacro %}

{% macro dremio__see_new_files(source_name) -%}
  {% if execute %}
    {% for source in graph.sources.values() | selectattr('source_name', 'equalto', source_name) %}
      {% set relation = api.Relation.create(database=source.database, schema=source.schema, identifier=source.identifier) %}
      {% do run_query(alter_pds(relation, avoid_promotion=false)) %}
    {% endfor %}
  {% endif %}
{%- endmacro %}
