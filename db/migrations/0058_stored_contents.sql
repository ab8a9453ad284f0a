-- migrate:up

-- Contents of uploads, written down before they are stored: a request that is refused afterwards, or a process that
-- dies, leaves no content that nobody knows of. A purge removes those that no row names a day later.
create table stored_contents (
  company_id bigint not null references companies (id),
  sha256 text not null check (length(sha256) = 64),
  stored_at timestamptz not null default now(),
  primary key (company_id, sha256)
);
alter table stored_contents alter column company_id set statistics 0;
alter table stored_contents enable row level security;
alter table stored_contents force row level security;
create policy company_isolation on stored_contents
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on stored_contents for select to relais_system using (true);
grant select, insert, update, delete on stored_contents to relais_app;
grant select on stored_contents to relais_system;
create index stored_contents_stored_at on stored_contents (stored_at);

create function list_old_contents(p_hours integer, p_limit integer)
returns table (company_id bigint, sha256 text)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select stored_contents.company_id, stored_contents.sha256
  from stored_contents
  where stored_contents.stored_at < now() - make_interval(hours => p_hours)
  order by stored_contents.stored_at
  limit p_limit
$$;
alter function list_old_contents(integer, integer) owner to relais_system;
revoke all on function list_old_contents(integer, integer) from public;
grant execute on function list_old_contents(integer, integer) to relais_app;

-- migrate:down
