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

-- Invitations: links to choose a password. At most one per user; deleted when used.
create table invitations (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  token_hash bytea not null unique,
  created_by bigint,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  unique (company_id, user_id),
  foreign key (company_id, user_id) references users (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
create index invitations_expires_at on invitations (expires_at);
alter table invitations enable row level security;
alter table invitations force row level security;
create policy company_isolation on invitations
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on invitations to relais_system using (true) with check (true);
grant select, insert, update, delete on invitations to relais_app;
grant select, delete on invitations to relais_system;

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

-- Finds the caller of an API key. The company is not known yet, so this runs as relais_system.
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

-- Accounts that a sign-in may match: an address may have accounts in several companies. Limited to the
-- five oldest, so the cost of a sign-in is limited.
create function find_sign_in_candidates(p_email text, p_company_slug text)
returns table (
  company_id bigint, company_slug text, company_name text, user_id bigint, password_hash text
)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select users.company_id, companies.slug, companies.name, users.id, users.password_hash
  from users
  join companies on companies.id = users.company_id
  where users.email = p_email
    and users.is_active
    and users.password_hash is not null
    and (p_company_slug is null or companies.slug = p_company_slug)
  order by users.id
  limit 5
$$;

create function find_invitation(p_hash bytea)
returns table (
  company_id bigint, company_name text, user_id bigint, email text, invitation_id bigint
)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select invitations.company_id, companies.name, users.id, users.email, invitations.id
  from invitations
  join companies on companies.id = invitations.company_id
  join users on users.company_id = invitations.company_id and users.id = invitations.user_id
  where invitations.token_hash = p_hash
    and invitations.expires_at > now()
    and users.is_active
$$;

-- Counts attempts to guess passwords and links, over all processes and companies. The name of a bucket
-- is a keyed hash, so the table does not reveal the addresses.
create table attempt_windows (
  bucket text primary key,
  attempt_count integer not null,
  ends_at timestamptz not null
);
create index attempt_windows_ends_at on attempt_windows (ends_at);
alter table attempt_windows enable row level security;
alter table attempt_windows force row level security;
create policy system_jobs on attempt_windows to relais_system using (true) with check (true);
grant select, insert, update, delete on attempt_windows to relais_system;

-- Counts an attempt in each bucket before it is made, so parallel attempts can't exceed the limit.
-- Returns 0, or the seconds until the first full bucket reopens. Attempts on a full bucket don't prolong
-- its window. Callers pass buckets always in the same order, so locks can't deadlock.
create function take_attempts(p_buckets text[], p_limits integer[], p_window_seconds integer)
returns integer
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_ends_at timestamptz;
begin
  for i in 1 .. cardinality(p_buckets) loop
    insert into attempt_windows (bucket, attempt_count, ends_at)
    values (p_buckets[i], 1, now() + make_interval(secs => p_window_seconds))
    on conflict (bucket) do update
    set attempt_count =
          case when attempt_windows.ends_at <= now() then 1 else attempt_windows.attempt_count + 1 end,
        ends_at =
          case when attempt_windows.ends_at <= now() then excluded.ends_at else attempt_windows.ends_at end
    where attempt_windows.ends_at <= now() or attempt_windows.attempt_count < p_limits[i];
    if not found then
      select ends_at into v_ends_at from attempt_windows where bucket = p_buckets[i];
      return greatest(ceil(extract(epoch from v_ends_at - now()))::integer, 1);
    end if;
  end loop;
  return 0;
end $$;

-- Returns an attempt that was not a wrong guess.
create function return_attempts(p_buckets text[]) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
begin
  for i in 1 .. cardinality(p_buckets) loop
    update attempt_windows set attempt_count = attempt_count - 1
    where bucket = p_buckets[i] and attempt_count > 0;
  end loop;
end $$;

alter function find_sign_in_candidates(text, text) owner to relais_system;
alter function find_invitation(bytea) owner to relais_system;
alter function take_attempts(text[], integer[], integer) owner to relais_system;
alter function return_attempts(text[]) owner to relais_system;
revoke all on function find_sign_in_candidates(text, text) from public;
revoke all on function find_invitation(bytea) from public;
revoke all on function take_attempts(text[], integer[], integer) from public;
revoke all on function return_attempts(text[]) from public;
grant execute on function find_sign_in_candidates(text, text) to relais_app;
grant execute on function find_invitation(bytea) to relais_app;
grant execute on function take_attempts(text[], integer[], integer) to relais_app;
grant execute on function return_attempts(text[]) to relais_app;

alter function authenticate_api_key(bytea) owner to relais_system;
alter function authenticate_session(bytea) owner to relais_system;
revoke all on function authenticate_api_key(bytea) from public;
revoke all on function authenticate_session(bytea) from public;
grant execute on function authenticate_api_key(bytea) to relais_app;
grant execute on function authenticate_session(bytea) to relais_app;

-- For the audit trail of one user. Migration 0001 creates the index for one resource.
create index audit_entries_user on audit_entries (company_id, (entry ->> 'user_id'), sequence desc);

-- Deletes expired rows, at most p_limit of each table per call.
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
    select ctid from sessions
    where expires_at < now() or last_seen_at < now() - interval '24 hours'
    limit p_limit
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from invitations where ctid in (
    select ctid from invitations where expires_at < now() limit p_limit
  );
  get diagnostics v_count = row_count;
  v_total := v_total + v_count;
  delete from attempt_windows where ctid in (
    select ctid from attempt_windows where ends_at < now() limit p_limit
  );
  get diagnostics v_count = row_count;
  return v_total + v_count;
end $$;
alter function purge_expired(integer) owner to relais_system;
revoke all on function purge_expired(integer) from public;
grant execute on function purge_expired(integer) to relais_app;

-- migrate:down
