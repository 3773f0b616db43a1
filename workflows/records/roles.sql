-- The roles and the database of Stepwise. Run it with psql as a superuser, as often as you like:
--     stepwise database roles | psql --dbname postgres
-- It sets no passwords. On a server reached over a network, give each role its own afterwards: \password app
--
-- owner    owns the schemas; only `stepwise migrate` signs in with it (STEPWISE_OWNER_URL)
-- app      the web site and the commands (STEPWISE_DATABASE_URL); row-level security holds for it
-- auditor  reads what was done, writes nothing
-- engine   the clock: what is due, and to whom it goes next
-- worker   letters and other systems: what waits in the outbox
-- backup   reads everything for a backup, the only one past row-level security

\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', name)
  FROM unnest(ARRAY['owner', 'app', 'auditor', 'engine', 'worker', 'backup']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name)
\gexec

SELECT format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION %s', rolname,
              CASE WHEN rolname = 'backup' THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END)
  FROM pg_catalog.pg_roles
 WHERE rolname IN ('owner', 'app', 'auditor', 'engine', 'worker', 'backup')
   AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR NOT rolcanlogin
        OR rolbypassrls <> (rolname = 'backup'))
\gexec

SELECT 'CREATE DATABASE stepwise OWNER owner ENCODING ''UTF8'' TEMPLATE template0'
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'stepwise')
\gexec

REVOKE ALL ON DATABASE stepwise FROM PUBLIC;
GRANT CONNECT ON DATABASE stepwise TO app, auditor, engine, worker, backup;

\connect stepwise
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
