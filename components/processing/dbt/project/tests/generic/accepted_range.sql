{# Values below at_least or above at_most; nothing is the affair of not_null. #}
{% test accepted_range(model, column_name, at_least=none, at_most=none) %}
select {{ column_name }}
from {{ model }}
where
    {% if at_least is not none %}{{ column_name }} < {{ at_least }}{% else %}1 = 0{% endif %}
    or {% if at_most is not none %}{{ column_name }} > {{ at_most }}{% else %}1 = 0{% endif %}
{% endtest %}
