-- migrate:up

-- api and worker refuse to start on a database that lacks a migration (src/platform/database-check.ts).
grant select on schema_migrations to relais_system;
create function list_applied_migrations() returns table (version text)
language sql security definer stable
set search_path = public, pg_temp
as $$ select version::text from schema_migrations order by version $$;
alter function list_applied_migrations() owner to relais_system;
revoke all on function list_applied_migrations() from public;
grant execute on function list_applied_migrations() to relais_app;

-- A signal finds its run by workflow id. Only a start needs the task queue.
alter table commands alter column task_queue drop not null;
alter table commands add check (operation = 'signal' or task_queue is not null);

-- Open actions of all companies by status, for /metrics.
create function count_open_actions()
returns table (status text, open bigint, oldest_seconds double precision)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select actions.status, count(*),
    extract(epoch from now() - min(actions.updated_at))::double precision
  from actions
  where actions.status in ('accepted', 'dispatching', 'awaiting_callback')
  group by actions.status
$$;
alter function count_open_actions() owner to relais_system;
revoke all on function count_open_actions() from public;
grant execute on function count_open_actions() to relais_app;

-- migrate:down
