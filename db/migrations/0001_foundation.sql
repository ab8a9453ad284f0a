-- migrate:up

-- The company of the running transaction. Every policy below compares with it. Null (no company set)
-- matches no row, so a transaction that did not set its company sees an empty database.
create function current_company_id() returns bigint
language sql stable parallel safe
as $$ select nullif(current_setting('relais.company_id', true), '')::bigint $$;

create function current_user_id() returns bigint
language sql stable parallel safe
as $$ select nullif(current_setting('relais.user_id', true), '')::bigint $$;

create table companies (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  locale text not null default 'fr' check (locale in ('fr', 'en')),
  created_at timestamptz not null default now()
);
alter table companies enable row level security;
alter table companies force row level security;
create policy company_isolation on companies
  using (id = current_company_id()) with check (id = current_company_id());
create policy system_jobs on companies to relais_system using (true) with check (true);
grant select on companies to relais_app;
grant update (name, locale) on companies to relais_app;
grant select, insert on companies to relais_system;

-- The last sequences of a company. A transaction that assigns a sequence locks this row, so sequences
-- have no gaps and are in commit order: a reader that has seen n never sees n - 1 later.
create table company_heads (
  company_id bigint primary key references companies (id),
  audit_sequence bigint not null default 0,
  audit_hash bytea not null default '\x',
  stream_sequence bigint not null default 0
);
alter table company_heads enable row level security;
alter table company_heads force row level security;
create policy company_isolation on company_heads
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on company_heads to relais_system using (true) with check (true);
grant select on company_heads to relais_app;
grant select, insert, update on company_heads to relais_system;

create table audit_entries (
  company_id bigint not null references companies (id),
  sequence bigint not null,
  occurred_at timestamptz not null,
  entry jsonb not null,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (company_id, sequence)
);
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy company_isolation on audit_entries
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on audit_entries to relais_system using (true) with check (true);
grant select on audit_entries to relais_app;
grant select, insert on audit_entries to relais_system;
create index audit_entries_resource on audit_entries
  (company_id, (entry ->> 'resource_type'), (entry ->> 'resource_id'), sequence desc);

create table stream_events (
  company_id bigint not null references companies (id),
  sequence bigint not null,
  topic text not null,
  resource_id text not null,
  user_id bigint,
  call_centre_id bigint,
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (company_id, sequence)
);
alter table stream_events enable row level security;
alter table stream_events force row level security;
create policy company_isolation on stream_events
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on stream_events to relais_system using (true) with check (true);
grant select on stream_events to relais_app;
grant select, insert, delete on stream_events to relais_system;
create index stream_events_created_at on stream_events (created_at);

-- Appends a transaction's audit entries and stream events. The application role can't write these
-- tables or the head row in another way. Call it last, just before the commit, because it locks the
-- company's head row until then.
create function record_changes(p_audit jsonb, p_stream jsonb) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_company bigint := current_company_id();
  v_head company_heads;
  v_entry jsonb;
  v_event jsonb;
  v_at timestamptz := clock_timestamp();
  v_previous bytea;
begin
  select * into strict v_head from company_heads where company_id = v_company for update;
  for v_entry in select value from jsonb_array_elements(p_audit) loop
    v_previous := v_head.audit_hash;
    v_head.audit_sequence := v_head.audit_sequence + 1;
    v_head.audit_hash := audit_hash(v_company, v_head.audit_sequence, v_at, v_entry, v_previous);
    insert into audit_entries (company_id, sequence, occurred_at, entry, previous_hash, hash)
    values (v_company, v_head.audit_sequence, v_at, v_entry, v_previous, v_head.audit_hash);
  end loop;
  for v_event in select value from jsonb_array_elements(p_stream) loop
    v_head.stream_sequence := v_head.stream_sequence + 1;
    insert into stream_events
      (company_id, sequence, topic, resource_id, user_id, call_centre_id, data)
    values (
      v_company, v_head.stream_sequence, v_event ->> 'topic', v_event ->> 'resource_id',
      (v_event ->> 'user_id')::bigint, (v_event ->> 'call_centre_id')::bigint, v_event -> 'data'
    );
  end loop;
  update company_heads
  set audit_sequence = v_head.audit_sequence,
      audit_hash = v_head.audit_hash,
      stream_sequence = v_head.stream_sequence
  where company_id = v_company;
end $$;

-- The hash of an entry: SHA-256 over the previous hash and the entry. jsonb prints its keys in a fixed
-- order and the instant is in microseconds, so the text is the same on every machine.
create function audit_hash(
  p_company bigint, p_sequence bigint, p_at timestamptz, p_entry jsonb, p_previous bytea
) returns bytea
language sql stable parallel safe
as $$
  select sha256(
    p_previous || convert_to(
      jsonb_build_array(
        p_company, p_sequence, (extract(epoch from p_at) * 1000000)::bigint, p_entry
      )::text,
      'UTF8'
    )
  )
$$;
alter function record_changes(jsonb, jsonb) owner to relais_system;
revoke all on function record_changes(jsonb, jsonb) from public;
grant execute on function record_changes(jsonb, jsonb) to relais_app;

-- Commands for Temporal (start or signal a workflow), committed together with their data.
create table commands (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  workflow_id text not null,
  operation text not null check (operation in ('start', 'signal')),
  name text not null,
  task_queue text not null,
  input jsonb not null,
  subject text not null,
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  leased_until timestamptz,
  attempt_count integer not null default 0,
  last_error text
);
alter table commands enable row level security;
alter table commands force row level security;
create policy company_isolation on commands
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on commands to relais_system using (true) with check (true);
grant select, insert on commands to relais_app;
grant update (due_at) on commands to relais_app;
grant select, update, delete on commands to relais_system;
create index commands_workflow_id on commands (workflow_id, id);
create index commands_company_id on commands (company_id, id);

-- Claims only the oldest command of a workflow; the next one waits until it is deleted. So commands of
-- a workflow stay in order with any number of relays.
create function claim_commands(p_limit integer, p_lease_seconds integer)
returns table (
  id bigint, company_id bigint, workflow_id text, operation text, name text, task_queue text,
  input jsonb, subject text, attempt_count integer
)
language sql security definer
set search_path = public, pg_temp
as $$
  update commands
  set leased_until = now() + make_interval(secs => p_lease_seconds),
      attempt_count = commands.attempt_count + 1
  where commands.id in (
    select candidate.id
    from commands candidate
    where candidate.due_at <= now()
      and (candidate.leased_until is null or candidate.leased_until < now())
      and not exists (
        select 1 from commands earlier
        where earlier.workflow_id = candidate.workflow_id and earlier.id < candidate.id
      )
    order by candidate.id
    limit p_limit
    for update skip locked
  )
  returning commands.id, commands.company_id, commands.workflow_id, commands.operation,
    commands.name, commands.task_queue, commands.input, commands.subject, commands.attempt_count
$$;

create function complete_commands(p_ids bigint[]) returns void
language sql security definer
set search_path = public, pg_temp
as $$ delete from commands where id = any (p_ids) $$;

create function postpone_command(p_id bigint, p_delay_seconds integer, p_error text) returns void
language sql security definer
set search_path = public, pg_temp
as $$
  update commands
  set due_at = now() + make_interval(secs => p_delay_seconds),
      leased_until = null,
      last_error = left(p_error, 1000)
  where id = p_id
$$;

create function count_waiting_commands() returns table (waiting bigint, oldest_seconds double precision)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select count(*), coalesce(extract(epoch from now() - min(created_at)), 0)::double precision
  from commands
$$;

-- The first response for each Idempotency-Key. Encrypted: it may contain a secret that is shown once.
create table idempotency_keys (
  company_id bigint not null references companies (id),
  caller text not null,
  key text not null check (length(key) between 1 and 255),
  fingerprint bytea not null,
  response bytea not null,
  created_at timestamptz not null default now(),
  primary key (company_id, caller, key)
);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy company_isolation on idempotency_keys
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on idempotency_keys to relais_system using (true) with check (true);
grant select, insert, update on idempotency_keys to relais_app;
grant select, delete on idempotency_keys to relais_system;
create index idempotency_keys_created_at on idempotency_keys (created_at);

alter function claim_commands(integer, integer) owner to relais_system;
alter function complete_commands(bigint[]) owner to relais_system;
alter function postpone_command(bigint, integer, text) owner to relais_system;
alter function count_waiting_commands() owner to relais_system;
revoke all on function claim_commands(integer, integer) from public;
revoke all on function complete_commands(bigint[]) from public;
revoke all on function postpone_command(bigint, integer, text) from public;
revoke all on function count_waiting_commands() from public;
grant execute on function claim_commands(integer, integer) to relais_app;
grant execute on function complete_commands(bigint[]) to relais_app;
grant execute on function postpone_command(bigint, integer, text) to relais_app;
grant execute on function count_waiting_commands() to relais_app;

-- migrate:down
