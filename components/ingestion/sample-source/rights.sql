-- Run by the administrator at every start of the job; each statement may be run again.
REVOKE ALL ON DATABASE airline FROM PUBLIC;
-- CREATE on the database is what a publication needs.
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE airline TO airline;
GRANT CONNECT ON DATABASE airline TO airbyte;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO airline;
GRANT USAGE ON SCHEMA public TO airbyte;
