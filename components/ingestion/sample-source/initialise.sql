-- Run once, when the data directory is made. Large objects need no grant on any schema: nobody makes any here.
\connect template1
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_open(oid, integer),
  lo_put(oid, bigint, bytea), lowrite(integer, bytea) FROM PUBLIC;
REVOKE ALL ON DATABASE template1, postgres FROM PUBLIC;
