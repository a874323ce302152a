-- Run by the owner at every start of the job; each statement may be run again.
CREATE TABLE IF NOT EXISTS public.flights (
  id bigint PRIMARY KEY,
  flight_time timestamptz NOT NULL,
  origin text NOT NULL,
  destination text NOT NULL,
  delay_minutes integer NOT NULL,
  distance_miles integer NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT pg_catalog.now()
);
COMMENT ON TABLE public.flights IS
  'US flights, January to March 2001. U.S. Bureau of Transportation Statistics, by way of vega-datasets.';
-- Incremental reading finds changed rows by this column, so no client may forget it.
CREATE INDEX IF NOT EXISTS flights_updated_at_id ON public.flights (updated_at, id);
CREATE OR REPLACE FUNCTION public.set_updated_at() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.updated_at := pg_catalog.clock_timestamp();
  RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER flights_set_updated_at BEFORE UPDATE ON public.flights
  FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();
GRANT SELECT ON public.flights TO airbyte;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = 'airbyte_publication') THEN
    CREATE PUBLICATION airbyte_publication FOR TABLE public.flights;
  END IF;
END
$$;
