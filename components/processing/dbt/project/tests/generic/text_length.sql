{# Texts that do not have exactly that many characters. #}
{% test text_length(model, column_name, exactly) %}
select {{ column_name }}
from {{ model }}
where char_length({{ column_name }}) <> {{ exactly }}
{% endtest %}
