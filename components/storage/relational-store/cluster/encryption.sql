-- Run once by the operator, as the administrator, after it has made pg_tde's extension in every database and its keys in the
-- key store. What is set for all roles lies in a catalogue: replicas have it, and whoever becomes the primary.
ALTER ROLE ALL SET default_table_access_method = 'tde_heap';
ALTER ROLE ALL SET pg_tde.enforce_encryption = on;

-- Databases are made from template1: none has what would leave data outside encrypted tables.
\connect template1
-- Large objects lie in a system catalogue, which pg_tde does not encrypt, and need no grant on any schema.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_open(oid, integer),
  lo_put(oid, bigint, bytea), lowrite(integer, bytea) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text, boolean),
  pg_logical_emit_message(boolean, text, bytea, boolean) FROM PUBLIC;

-- The administrator works in databases where services make functions and operators: none of those may take the place
-- of a built-in one. Last, since it decides where an extension goes.
ALTER ROLE CURRENT_USER SET search_path = pg_catalog;
