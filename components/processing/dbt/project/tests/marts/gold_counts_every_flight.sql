{# Gold counts every silver flight once. #}
select counted.flights, present.flights as silver_flights
from (select sum(flights) as flights from {{ ref('monthly_delays') }}) as counted
cross join (select count(*) as flights from {{ ref('silver_flights') }}) as present
where counted.flights <> present.flights
