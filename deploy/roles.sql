-- Roles and database of Gonghui on a PostgreSQL server of your own (18 or later).
-- Run once as an administrator:  psql -v ON_ERROR_STOP=1 -f roles.sql postgres
-- Running it again changes nothing. Then give each role a password:
--   \password gonghui_owner   \password gonghui_writer   \password gonghui_reader
-- and set GONGHUI_DATABASE_URL, GONGHUI_DATABASE_WRITER_URL and
-- GONGHUI_DATABASE_READER_URL to addresses with those roles.
-- Written from api/platform/roles.py; a test compares the two.

DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'gonghui_owner') THEN CREATE ROLE gonghui_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF; END $$;
ALTER ROLE gonghui_owner SET timezone = 'Asia/Shanghai';
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'gonghui_writer') THEN CREATE ROLE gonghui_writer LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF; END $$;
ALTER ROLE gonghui_writer SET statement_timeout = '60s';
ALTER ROLE gonghui_writer SET lock_timeout = '2s';
ALTER ROLE gonghui_writer SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE gonghui_writer SET timezone = 'Asia/Shanghai';
DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'gonghui_reader') THEN CREATE ROLE gonghui_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF; END $$;
ALTER ROLE gonghui_reader SET default_transaction_read_only = on;
ALTER ROLE gonghui_reader SET statement_timeout = '5s';
ALTER ROLE gonghui_reader SET lock_timeout = '2s';
ALTER ROLE gonghui_reader SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE gonghui_reader SET timezone = 'Asia/Shanghai';
ALTER ROLE gonghui_reader SET jit = off;

SELECT 'CREATE DATABASE gonghui OWNER gonghui_owner'
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = 'gonghui') \gexec
\connect gonghui

REVOKE ALL ON DATABASE gonghui FROM PUBLIC;
GRANT CONNECT ON DATABASE gonghui TO gonghui_writer, gonghui_reader;
GRANT TEMPORARY ON DATABASE gonghui TO gonghui_writer;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO gonghui_writer, gonghui_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE gonghui_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE gonghui_owner IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO gonghui_writer, gonghui_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE gonghui_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO gonghui_writer;
