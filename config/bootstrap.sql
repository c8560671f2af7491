-- Roles and database of Rowan. Run by a superuser; may be run again at any time.
--
--   psql -d postgres -v database=rowan -f config/bootstrap.sql
--
-- On your own server, give passwords afterwards to the two roles that sign in from the application,
-- and to the one that makes backups:  \password rowan_web   \password rowan_migrate   \password rowan_backup
--
-- rowan_owner    owns every table and has no log-in; row security is forced on it too
-- rowan_gate     owns the few functions that must see past row security (BYPASSRLS), nothing else
-- rowan_audit    owns the audit's tables and functions, so that no other role can change a record
-- rowan_migrate  signs in for migrations and becomes rowan_owner
-- rowan_web      signs in for the web processes: owns nothing, may only what migrations grant
-- rowan_backup   signs in for pg_dump: reads everything, writes nothing

\set ON_ERROR_STOP on
\set QUIET on
\if :{?database} \else \set database rowan \endif
SET client_min_messages = warning;

SELECT 18 > current_setting('server_version_num')::int / 10000 AS too_old \gset
\if :too_old
  \warn 'Rowan needs PostgreSQL 18 or newer; this server is older. docs/operations.md names the packages.'
  DO $$ BEGIN RAISE EXCEPTION 'PostgreSQL 18 or newer is needed'; END $$;
\endif

SELECT pg_advisory_lock(hashtext('rowan bootstrap')) \g /dev/null

DO $roles$
DECLARE
  wanted text[][] := ARRAY[
    ['rowan_owner', 'NOLOGIN NOBYPASSRLS'], ['rowan_gate', 'NOLOGIN BYPASSRLS'],
    ['rowan_audit', 'NOLOGIN NOBYPASSRLS'], ['rowan_migrate', 'LOGIN NOBYPASSRLS'],
    ['rowan_web', 'LOGIN NOBYPASSRLS'], ['rowan_backup', 'LOGIN BYPASSRLS']
  ];
  one text[];
BEGIN
  FOREACH one SLICE 1 IN ARRAY wanted LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one[1]) THEN
      EXECUTE format('CREATE ROLE %I', one[1]);
    END IF;
    EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION %s', one[1], one[2]);
  END LOOP;
END
$roles$;

GRANT rowan_owner TO rowan_migrate WITH INHERIT FALSE, SET TRUE;
GRANT rowan_gate, rowan_audit TO rowan_owner WITH INHERIT FALSE, SET TRUE;  -- to hand functions over
GRANT pg_read_all_data TO rowan_backup;

-- Only a superuser may set these, and the role cannot take them back: no text of a statement, and so
-- nobody's name, reaches the server's log.
ALTER ROLE rowan_web SET log_min_error_statement = 'panic';
ALTER ROLE rowan_web SET log_error_verbosity = 'terse';
ALTER ROLE rowan_web SET log_parameter_max_length = 0;
ALTER ROLE rowan_web SET jit = off;
ALTER ROLE rowan_web SET idle_in_transaction_session_timeout = '60s';

-- Byte order, the same on every machine and after every upgrade of the C library. Names for people are
-- sorted by a named collation in the query.
SELECT format('CREATE DATABASE %I OWNER rowan_owner TEMPLATE template0 ENCODING ''UTF8'' '
              'LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8'' LOCALE ''C''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO rowan_web, rowan_migrate, rowan_backup;

\connect :"database"
SET client_min_messages = warning;
SELECT pg_advisory_lock(hashtext('rowan bootstrap')) \g /dev/null

CREATE SCHEMA IF NOT EXISTS rowan AUTHORIZATION rowan_owner;
GRANT USAGE ON SCHEMA rowan TO rowan_web, rowan_gate, rowan_audit;
GRANT CREATE ON SCHEMA rowan TO rowan_gate, rowan_audit;   -- a function's owner needs it to be given one
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO rowan_web, rowan_gate, rowan_audit;
GRANT CREATE ON SCHEMA public TO rowan_audit;              -- the audit's tables stand beside the others
