-- Prepares a whole PostgreSQL server for the production composition (temporal-compose.yml): the roles and databases of
-- Temporal and of Relais. For psql, as superuser; passwords come by environment. May run again at any time: it restores
-- what is missing and sets the passwords it is given.
--
--   DATABASE_OWNER_PASSWORD=… DATABASE_APP_PASSWORD=… TEMPORAL_DATABASE_PASSWORD=… psql -d postgres -f db/provision.sql

\set ON_ERROR_STOP on
\set QUIET on
\getenv owner_password DATABASE_OWNER_PASSWORD
\getenv app_password DATABASE_APP_PASSWORD
\getenv temporal_password TEMPORAL_DATABASE_PASSWORD

select 'create role temporal login'
where not exists (select from pg_roles where rolname = 'temporal') \gexec
alter role temporal password :'temporal_password';

select format('create database %I owner temporal', wanted.name)
from (values ('temporal'), ('temporal_visibility')) as wanted(name)
where not exists (select from pg_database where datname = wanted.name) \gexec

select 'create database relais template template0 encoding ''UTF8'' locale_provider builtin builtin_locale ''C.UTF-8'' locale ''C'''
where not exists (select from pg_database where datname = 'relais') \gexec

\connect relais
\o /dev/null
select
  set_config('relais.owner_password', :'owner_password', false),
  set_config('relais.app_password', :'app_password', false);
\ir roles.sql
