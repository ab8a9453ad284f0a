-- migrate:up

create table call_centres (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, name)
);
alter table call_centres enable row level security;
alter table call_centres force row level security;
create policy company_isolation on call_centres
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, delete on call_centres to relais_app;
grant update (name) on call_centres to relais_app;

create table users (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  call_centre_id bigint,
  email text not null check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 200),
  role text not null check (role in ('agent', 'supervisor', 'owner', 'super_admin')),
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  password_hash text,
  is_active boolean not null default true,
  last_sign_in_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, email),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id)
);
create index users_email on users (email);
alter table users enable row level security;
alter table users force row level security;
create policy company_isolation on users
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on users to relais_system using (true) with check (true);
grant select, insert on users to relais_app;
grant update (call_centre_id, name, role, locale, password_hash, is_active, last_sign_in_at, updated_at)
  on users to relais_app;
grant select, insert on users to relais_system;

create table sessions (
  id uuid primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  token_hash bytea not null unique,
  ip text,
  user_agent text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (company_id, user_id) references users (company_id, id)
);
create index sessions_user_id on sessions (company_id, user_id);
create index sessions_expires_at on sessions (expires_at);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy company_isolation on sessions
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on sessions to relais_system using (true) with check (true);
grant select, insert, delete on sessions to relais_app;
grant select, delete on sessions to relais_system;
grant update (last_seen_at) on sessions to relais_system;

create table api_keys (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  name text not null check (length(name) between 1 and 200),
  prefix text not null,
  key_hash bytea not null unique,
  scopes text[] not null,
  created_by bigint not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy company_isolation on api_keys
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on api_keys to relais_system using (true) with check (true);
grant select, insert on api_keys to relais_app;
grant update (revoked_at) on api_keys to relais_app;
grant select on api_keys to relais_system;
grant update (last_used_at) on api_keys to relais_system;

-- Who holds this key? Before the answer no company is known, so this runs as relais_system.
create function authenticate_api_key(p_hash bytea)
returns table (
  company_id bigint, user_id bigint, role text, call_centre_id bigint,
  api_key_id bigint, scopes text[]
)
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
  return query
    select api_keys.company_id, api_keys.user_id, users.role, users.call_centre_id,
      api_keys.id, api_keys.scopes
    from api_keys
    join users on users.company_id = api_keys.company_id and users.id = api_keys.user_id
    where api_keys.key_hash = p_hash
      and api_keys.revoked_at is null
      and (api_keys.expires_at is null or api_keys.expires_at > now())
      and users.is_active;
  update api_keys
  set last_used_at = now()
  where api_keys.key_hash = p_hash
    and (api_keys.last_used_at is null or api_keys.last_used_at < now() - interval '1 minute');
end $$;

create function authenticate_session(p_hash bytea)
returns table (
  company_id bigint, user_id bigint, role text, call_centre_id bigint, session_id uuid
)
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
  return query
    select sessions.company_id, sessions.user_id, users.role, users.call_centre_id, sessions.id
    from sessions
    join users on users.company_id = sessions.company_id and users.id = sessions.user_id
    where sessions.token_hash = p_hash
      and sessions.expires_at > now()
      and sessions.last_seen_at > now() - interval '24 hours'
      and users.is_active;
  update sessions
  set last_seen_at = now()
  where sessions.token_hash = p_hash
    and sessions.last_seen_at between now() - interval '24 hours' and now() - interval '1 minute';
end $$;

alter function authenticate_api_key(bytea) owner to relais_system;
alter function authenticate_session(bytea) owner to relais_system;
revoke all on function authenticate_api_key(bytea) from public;
revoke all on function authenticate_session(bytea) from public;
grant execute on function authenticate_api_key(bytea) to relais_app;
grant execute on function authenticate_session(bytea) to relais_app;

-- Removes what has outlived its use, a bounded number of rows a call.
create function purge_expired(p_limit integer) returns bigint
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_count bigint;
  v_total bigint := 0;
begin
  delete from idempotency_keys where ctid in (
    select ctid from idempotency_keys where created_at < now() - interval '24 hours' limit p_limit
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from stream_events where ctid in (
    select ctid from stream_events where created_at < now() - interval '7 days' limit p_limit
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from sessions where ctid in (
    select ctid from sessions where expires_at < now() limit p_limit
  );
  get diagnostics v_count = row_count;
  return v_total + v_count;
end $$;
alter function purge_expired(integer) owner to relais_system;
revoke all on function purge_expired(integer) from public;
grant execute on function purge_expired(integer) to relais_app;

-- migrate:down
