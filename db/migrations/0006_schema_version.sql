-- migrate:up

-- api and worker refuse to start on a database that lacks a migration (src/database-check.ts).
grant select on schema_migrations to relais_system;
create function list_applied_migrations() returns table (version text)
language sql security definer stable
set search_path = public, pg_temp
as $$ select version::text from schema_migrations order by version $$;
alter function list_applied_migrations() owner to relais_system;
revoke all on function list_applied_migrations() from public;
grant execute on function list_applied_migrations() to relais_app;

-- migrate:down
