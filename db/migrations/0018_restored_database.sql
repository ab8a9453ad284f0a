-- migrate:up

-- The database that api and worker use: its cluster and its number there. A dump restored elsewhere
-- brings this row along and differs from it, so they refuse to start until `npm run restore:finish`
-- (docs/adr/0018). A base backup keeps both numbers: nothing here notices it.
create table installation (
  is_only boolean primary key default true check (is_only),
  database_identity text not null,
  -- When `restore:finish` last accepted a restored database.
  restored_at timestamptz
);
alter table installation enable row level security;
alter table installation force row level security;
create policy system_jobs on installation to relais_system using (true) with check (true);
grant select, insert on installation to relais_system;

create function database_identity() returns text
language sql stable
set search_path = public, pg_temp
as $$
  select (select system_identifier from pg_control_system()) || '/' || oid
  from pg_database
  where datname = current_database()
$$;
revoke all on function database_identity() from public;
grant execute on function database_identity() to relais_system;

-- False if this is a restored database that `restore:finish` has not accepted. The first call notes it.
create function is_database_accepted() returns boolean
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
  if not exists (select from installation) then
    insert into installation (database_identity) values (database_identity())
    on conflict (is_only) do nothing;
  end if;
  return exists (
    select from installation where installation.database_identity = database_identity()
  );
end $$;
alter function is_database_accepted() owner to relais_system;
revoke all on function is_database_accepted() from public;
grant execute on function is_database_accepted() to relais_app;

-- migrate:down
