-- Columns as in the source; `date` is a wall-clock time without a zone.
CREATE TABLE IF NOT EXISTS sample.flights (
  date timestamp NOT NULL,
  delay integer NOT NULL,
  distance integer NOT NULL,
  origin text NOT NULL,
  destination text NOT NULL
);
COMMENT ON TABLE sample.flights IS
  'US flights, January to March 2001. U.S. Bureau of Transportation Statistics, by way of vega-datasets 3.2.1.';
COMMENT ON COLUMN sample.flights.date IS 'Scheduled departure, local time of the origin.';
COMMENT ON COLUMN sample.flights.delay IS 'Minutes after schedule; negative when early.';
COMMENT ON COLUMN sample.flights.distance IS 'Miles.';

CREATE TABLE IF NOT EXISTS sample.airports (
  iata text PRIMARY KEY,
  name text NOT NULL,
  city text NOT NULL,
  state text NOT NULL,
  country text NOT NULL,
  latitude double precision NOT NULL,
  longitude double precision NOT NULL
);
COMMENT ON TABLE sample.airports IS
  'Airports of the United States and its territories. Data.gov, by way of vega-datasets 3.2.1.';
