-- Stand-in for Percona's pg_tde 2.2 in tests. It encrypts nothing; it keeps the books that pg_tde
-- keeps (global key providers, principal keys) and refuses what pg_tde refuses.
-- State is cluster-wide, as files under pg_tde/ in the data directory: `providers` (one JSON object
-- a line), `default_key`, `server_key`, `<database oid>_key` (one JSON object), `server_keyring`.
\echo Use "CREATE EXTENSION pg_tde" to load this file. \quit

CREATE FUNCTION pg_tde_version() RETURNS text LANGUAGE C AS 'MODULE_PATHNAME';

CREATE FUNCTION pg_tde_standin_write(path text, content text, truncate boolean) RETURNS void
LANGUAGE C AS 'MODULE_PATHNAME';
REVOKE ALL ON FUNCTION pg_tde_standin_write(text, text, boolean) FROM PUBLIC;

-- Key providers

CREATE FUNCTION pg_tde_list_all_global_key_providers(OUT id int, OUT name text, OUT type text, OUT options json)
RETURNS SETOF record LANGUAGE sql AS $$
    SELECT -line.number::int, line.record ->> 'name', line.record ->> 'type', line.record -> 'options'
    FROM (
        SELECT text::json AS record, number
        FROM regexp_split_to_table(rtrim(pg_read_file('pg_tde/providers', true), E'\n'), E'\n')
            WITH ORDINALITY AS lines (text, number)
    ) AS line
$$;
REVOKE ALL ON FUNCTION pg_tde_list_all_global_key_providers() FROM PUBLIC;

CREATE FUNCTION pg_tde_add_global_key_provider(type text, name text, options json) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF type IS NULL THEN RAISE 'provider type cannot be null'; END IF;
    IF name IS NULL THEN RAISE 'provider name cannot be null'; END IF;
    IF options IS NULL THEN RAISE 'provider options cannot be null'; END IF;
    IF current_setting('is_superuser') <> 'on' THEN
        RAISE 'must be superuser to modify key providers' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF length(name) = 0 THEN RAISE 'provider name "" is too short'; END IF;
    IF octet_length(name) > 127 THEN
        RAISE 'provider name "%" is too long', name USING HINT = 'Maximum length is 127 bytes.';
    END IF;
    IF type IN ('vault-v2', 'kmip') THEN
        RAISE 'this stand-in for pg_tde has no key provider of type "%"', type
            USING HINT = 'Use the file provider in tests, or the real pg_tde.';
    END IF;
    IF type <> 'file' THEN RAISE 'Invalid provider type.'; END IF;
    IF json_typeof(options) <> 'object' THEN RAISE 'key provider options must be an object'; END IF;
    IF coalesce(options ->> 'path', '') = '' THEN RAISE 'file path is missing in the keyring options'; END IF;
    IF EXISTS (SELECT FROM @extschema@.pg_tde_list_all_global_key_providers() AS p WHERE p.name = $2) THEN
        RAISE 'Key provider "%" already exists.', name;
    END IF;
    PERFORM @extschema@.pg_tde_standin_write(options ->> 'path', NULL, false);
    PERFORM @extschema@.pg_tde_standin_write('pg_tde/providers',
        jsonb_build_object('name', name, 'type', type, 'options', options)::text || E'\n', false);
END
$$;
REVOKE ALL ON FUNCTION pg_tde_add_global_key_provider(text, text, json) FROM PUBLIC;

CREATE FUNCTION pg_tde_add_global_key_provider_file(provider_name text, file_path text) RETURNS void
LANGUAGE sql AS $$
    SELECT @extschema@.pg_tde_add_global_key_provider('file', provider_name, json_build_object('path', file_path))
$$;

-- Principal keys

CREATE FUNCTION pg_tde_standin_keyring(key_name text, provider_name text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE path text;
BEGIN
    IF current_setting('is_superuser') <> 'on' THEN
        RAISE 'must be superuser to access global key providers' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT current_setting('pg_tde.inherit_global_providers')::boolean THEN
        RAISE 'usage of global key providers is disabled'
            USING HINT = 'Set "pg_tde.inherit_global_providers = on" in postgresql.conf.';
    END IF;
    IF key_name IS NULL THEN RAISE 'key name cannot be null'; END IF;
    IF length(key_name) = 0 THEN RAISE 'key name "" is too short'; END IF;
    IF octet_length(key_name) > 255 THEN
        RAISE 'key name "%" is too long', key_name USING HINT = 'Maximum length is 255 bytes.';
    END IF;
    IF provider_name IS NULL THEN RAISE 'key provider name cannot be null'; END IF;
    SELECT p.options ->> 'path' INTO path
        FROM @extschema@.pg_tde_list_all_global_key_providers() AS p WHERE p.name = provider_name;
    IF path IS NULL THEN RAISE 'key provider "%" does not exists', provider_name; END IF;
    RETURN path;
END
$$;
REVOKE ALL ON FUNCTION pg_tde_standin_keyring(text, text) FROM PUBLIC;

CREATE FUNCTION pg_tde_standin_has_key(keyring text, key_name text) RETURNS boolean LANGUAGE sql AS $$
    SELECT EXISTS (
        SELECT FROM regexp_split_to_table(rtrim(pg_read_file(keyring, true), E'\n'), E'\n') AS lines (text)
        WHERE text <> '' AND lower(text::json ->> 'key') = lower(key_name)
    )
$$;
REVOKE ALL ON FUNCTION pg_tde_standin_has_key(text, text) FROM PUBLIC;

CREATE FUNCTION pg_tde_create_key_using_global_key_provider(key_name text, provider_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE keyring text := @extschema@.pg_tde_standin_keyring(key_name, provider_name);
BEGIN
    IF @extschema@.pg_tde_standin_has_key(keyring, key_name) THEN
        RAISE 'cannot create key "%" because it already exists', key_name;
    END IF;
    PERFORM @extschema@.pg_tde_standin_write(keyring, jsonb_build_object('key', key_name,
        'cipher', current_setting('pg_tde.cipher'), 'note', 'stand-in: no key material')::text || E'\n', false);
END
$$;
REVOKE ALL ON FUNCTION pg_tde_create_key_using_global_key_provider(text, text) FROM PUBLIC;

-- scope: default, server, or the oid of a database.
CREATE FUNCTION pg_tde_standin_set_key(scope text, key_name text, provider_name text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE keyring text := @extschema@.pg_tde_standin_keyring(key_name, provider_name);
BEGIN
    IF NOT @extschema@.pg_tde_standin_has_key(keyring, key_name) THEN
        RAISE 'key "%" does not exist', key_name
            USING HINT = 'Use pg_tde_create_key_using_global_key_provider() to create it.';
    END IF;
    PERFORM @extschema@.pg_tde_standin_write('pg_tde/' || scope || '_key',
        jsonb_build_object('key', key_name, 'provider', provider_name, 'created', now())::text, true);
    IF scope = 'server' THEN
        PERFORM @extschema@.pg_tde_standin_write('pg_tde/server_keyring', keyring, true);
    END IF;
END
$$;
REVOKE ALL ON FUNCTION pg_tde_standin_set_key(text, text, text) FROM PUBLIC;

CREATE FUNCTION pg_tde_set_server_key_using_global_key_provider(key_name text, provider_name text) RETURNS void
LANGUAGE sql AS $$ SELECT @extschema@.pg_tde_standin_set_key('server', key_name, provider_name) $$;
REVOKE ALL ON FUNCTION pg_tde_set_server_key_using_global_key_provider(text, text) FROM PUBLIC;

CREATE FUNCTION pg_tde_set_key_using_global_key_provider(key_name text, provider_name text) RETURNS void
LANGUAGE sql AS $$
    SELECT @extschema@.pg_tde_standin_set_key(oid::text, key_name, provider_name)
    FROM pg_database WHERE datname = current_database()
$$;
REVOKE ALL ON FUNCTION pg_tde_set_key_using_global_key_provider(text, text) FROM PUBLIC;

-- As in pg_tde, the default key also becomes the server key where none is set.
CREATE FUNCTION pg_tde_set_default_key_using_global_key_provider(key_name text, provider_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM @extschema@.pg_tde_standin_set_key('default', key_name, provider_name);
    IF (pg_stat_file('pg_tde/server_key', true)).size IS NULL THEN
        PERFORM @extschema@.pg_tde_standin_set_key('server', key_name, provider_name);
    END IF;
END
$$;
REVOKE ALL ON FUNCTION pg_tde_set_default_key_using_global_key_provider(text, text) FROM PUBLIC;

-- What is set

CREATE FUNCTION pg_tde_standin_key_info(scope text)
RETURNS TABLE (key_name text, provider_name text, provider_id int, key_creation_time timestamptz)
LANGUAGE sql AS $$
    SELECT k.record ->> 'key', k.record ->> 'provider', p.id, (k.record ->> 'created')::timestamptz
    FROM (SELECT pg_read_file('pg_tde/' || scope || '_key', true)::json AS record) AS k
    LEFT JOIN @extschema@.pg_tde_list_all_global_key_providers() AS p ON p.name = k.record ->> 'provider'
$$;
REVOKE ALL ON FUNCTION pg_tde_standin_key_info(text) FROM PUBLIC;

CREATE FUNCTION pg_tde_default_key_info()
RETURNS TABLE (key_name text, provider_name text, provider_id int, key_creation_time timestamptz)
LANGUAGE sql AS $$ SELECT * FROM @extschema@.pg_tde_standin_key_info('default') $$;
REVOKE ALL ON FUNCTION pg_tde_default_key_info() FROM PUBLIC;

CREATE FUNCTION pg_tde_server_key_info()
RETURNS TABLE (key_name text, provider_name text, provider_id int, key_creation_time timestamptz)
LANGUAGE sql AS $$ SELECT * FROM @extschema@.pg_tde_standin_key_info('server') $$;
REVOKE ALL ON FUNCTION pg_tde_server_key_info() FROM PUBLIC;

CREATE FUNCTION pg_tde_key_info()
RETURNS TABLE (key_name text, provider_name text, provider_id int, key_creation_time timestamptz)
LANGUAGE sql AS $$
    SELECT i.* FROM pg_database AS d, @extschema@.pg_tde_standin_key_info(d.oid::text) AS i
    WHERE d.datname = current_database()
$$;
REVOKE ALL ON FUNCTION pg_tde_key_info() FROM PUBLIC;

CREATE FUNCTION pg_tde_standin_verify(scopes text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    scope text;
    found_key text;
    found_provider text;
BEGIN
    FOREACH scope IN ARRAY scopes LOOP
        SELECT key_name, provider_name INTO found_key, found_provider
            FROM @extschema@.pg_tde_standin_key_info(scope);
        EXIT WHEN found_key IS NOT NULL;
    END LOOP;
    IF found_key IS NULL THEN RAISE 'principal key not configured for current database'; END IF;
    IF NOT @extschema@.pg_tde_standin_has_key(
        @extschema@.pg_tde_standin_keyring(found_key, found_provider), found_key) THEN
        RAISE 'key "%" not found in key provider "%"', found_key, found_provider;
    END IF;
END
$$;
REVOKE ALL ON FUNCTION pg_tde_standin_verify(text[]) FROM PUBLIC;

CREATE FUNCTION pg_tde_verify_default_key() RETURNS void
LANGUAGE sql AS $$ SELECT @extschema@.pg_tde_standin_verify(ARRAY['default']) $$;
REVOKE ALL ON FUNCTION pg_tde_verify_default_key() FROM PUBLIC;

CREATE FUNCTION pg_tde_verify_server_key() RETURNS void
LANGUAGE sql AS $$ SELECT @extschema@.pg_tde_standin_verify(ARRAY['server', 'default']) $$;
REVOKE ALL ON FUNCTION pg_tde_verify_server_key() FROM PUBLIC;

CREATE FUNCTION pg_tde_verify_key() RETURNS void LANGUAGE sql AS $$
    SELECT @extschema@.pg_tde_standin_verify(ARRAY[oid::text, 'default'])
    FROM pg_database WHERE datname = current_database()
$$;
REVOKE ALL ON FUNCTION pg_tde_verify_key() FROM PUBLIC;

-- False for what has storage, null for what has none, as pg_tde; never true, for nothing is encrypted.
CREATE FUNCTION pg_tde_is_encrypted(relation regclass) RETURNS boolean STRICT LANGUAGE sql AS $$
    SELECT CASE WHEN relkind IN ('r', 'i', 'S', 't', 'm') THEN false END FROM pg_class WHERE oid = relation
$$;

-- Tables

CREATE FUNCTION pg_tdeam_handler(internal) RETURNS table_am_handler LANGUAGE C AS 'MODULE_PATHNAME';
REVOKE ALL ON FUNCTION pg_tdeam_handler(internal) FROM PUBLIC;

CREATE ACCESS METHOD tde_heap TYPE TABLE HANDLER pg_tdeam_handler;
COMMENT ON ACCESS METHOD tde_heap IS 'stand-in for tde_heap: an ordinary heap, not encrypted';

CREATE FUNCTION pg_tde_ddl_command_end_capture() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made record;
    has_key boolean;
BEGIN
    SELECT coalesce(bool_or((pg_stat_file('pg_tde/' || scope || '_key', true)).size IS NOT NULL), false) INTO has_key
        FROM (SELECT 'default' UNION ALL SELECT oid::text FROM pg_database
              WHERE datname = current_database()) AS scopes (scope);
    FOR made IN
        SELECT c.oid, am.amname FROM pg_event_trigger_ddl_commands() AS e
        JOIN pg_class AS c ON c.oid = e.objid
        JOIN pg_am AS am ON am.oid = c.relam
        WHERE e.classid = 'pg_class'::regclass AND c.relkind IN ('r', 'm')
    LOOP
        IF made.amname = 'tde_heap' AND NOT has_key THEN
            RAISE 'principal key not configured' USING HINT = 'Use '
                'pg_tde_set_key_using_database_key_provider() or pg_tde_set_key_using_global_key_provider() to configure one.';
        END IF;
        IF made.amname <> 'tde_heap' AND TG_TAG <> 'ALTER TABLE'
            AND current_setting('pg_tde.enforce_encryption')::boolean THEN
            RAISE 'pg_tde.enforce_encryption is ON, only the tde_heap access method is allowed.';
        END IF;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION pg_tde_ddl_command_end_capture() FROM PUBLIC;

CREATE EVENT TRIGGER pg_tde_ddl_end ON ddl_command_end
WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE MATERIALIZED VIEW', 'ALTER TABLE')
EXECUTE FUNCTION pg_tde_ddl_command_end_capture();
ALTER EVENT TRIGGER pg_tde_ddl_end ENABLE ALWAYS;
