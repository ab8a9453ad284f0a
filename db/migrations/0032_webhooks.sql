-- migrate:up

-- Where an event happened, for webhooks that are bound to a form or a call centre; and its place in the order
-- of the company's events. Events of one record get their sequence under that record's lock, so they are in
-- order. Numbers are skipped.
alter table events
  add column sequence bigint generated always as identity,
  add column call_centre_id bigint,
  add column form_id bigint;
create index events_sequence on events (company_id, sequence desc);

-- In order of time, as the ids that the application makes. PostgreSQL has uuidv7() since version 18 only.
-- Source: RFC 9562, 5.7.
create function new_uuid_v7() returns uuid
language sql volatile parallel safe
as $$
  select encode(
    set_bit(set_bit(
      overlay(
        uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6
      ), 52, 1), 53, 1),
    'hex')::uuid
$$;

create table webhooks (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  form_id bigint,
  call_centre_id bigint,
  name text not null check (length(name) between 1 and 200),
  description text,
  url text not null check (length(url) between 1 and 2000),
  events text[] not null check (cardinality(events) > 0),
  -- Own headers of the subscriber, as encrypted JSON: they may hold a password.
  headers_encrypted bytea,
  secret_encrypted bytea not null,
  -- After a rotation both sign, until then.
  previous_secret_encrypted bytea,
  previous_secret_expires_at timestamptz,
  rate_limit_per_second integer check (rate_limit_per_second between 1 and 1000),
  attempt_count_max integer not null default 8 check (attempt_count_max between 3 and 10),
  is_active boolean not null,
  -- Why Relais switched it off: it answered 410, or nothing but failures for 120 h.
  disabled_reason text check (disabled_reason in ('gone', 'failing')),
  disabled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id),
  foreign key (company_id, form_id) references forms (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  check ((disabled_reason is null) = (disabled_at is null)),
  check ((previous_secret_encrypted is null) = (previous_secret_expires_at is null))
);
alter table webhooks enable row level security;
alter table webhooks force row level security;
create policy company_isolation on webhooks
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on webhooks to relais_app;
create index webhooks_events on webhooks using gin (events) where is_active and deleted_at is null;
create index webhooks_company on webhooks (company_id, id) where deleted_at is null;

-- What the attempts of a webhook say about its endpoint. Apart from `webhooks`: it changes with each attempt.
create table webhook_health (
  company_id bigint not null,
  webhook_id bigint not null,
  circuit text not null default 'closed' check (circuit in ('closed', 'open')),
  -- While the circuit is open: when one attempt may try the endpoint, and how long the wait was.
  probe_at timestamptz,
  probe_delay_seconds integer,
  -- The first failure since the last success.
  failing_since timestamptz,
  succeeded_at timestamptz,
  -- The owner knows that it fails, until it recovers.
  failure_notified_at timestamptz,
  -- The circuit was closed: older attempts do not count any more.
  closed_at timestamptz,
  -- With a limit of attempts per second: when the next one may start, and the next turn of those that wait.
  pace_at timestamptz,
  turn_at timestamptz,
  primary key (company_id, webhook_id),
  foreign key (company_id, webhook_id) references webhooks (company_id, id)
);
alter table webhook_health enable row level security;
alter table webhook_health force row level security;
create policy company_isolation on webhook_health
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on webhook_health to relais_app;

-- One event for one webhook. A retry or a replay by a user opens the next round of the same delivery.
create table webhook_deliveries (
  id uuid primary key,
  company_id bigint not null,
  webhook_id bigint not null,
  event_id uuid not null,
  event_type text not null,
  status text not null default 'pending'
    check (status in ('pending', 'succeeded', 'failed', 'cancelled')),
  outcome_code text,
  round integer not null default 1,
  -- Attempts of the current round.
  attempt_count integer not null default 0,
  next_attempt_at timestamptz,
  -- An attempt is under way: no other one starts before this.
  leased_until timestamptz,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (company_id, id),
  unique (company_id, event_id, webhook_id),
  foreign key (company_id, webhook_id) references webhooks (company_id, id),
  foreign key (company_id, event_id) references events (company_id, id),
  check ((status = 'pending') = (settled_at is null)),
  check (status <> 'pending' or next_attempt_at is not null)
)
-- An attempt begins by changing `leased_until`: with room in its page, no index is written.
with (fillfactor = 80);
alter table webhook_deliveries enable row level security;
alter table webhook_deliveries force row level security;
create policy company_isolation on webhook_deliveries
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on webhook_deliveries to relais_system using (true) with check (true);
grant select, insert, update on webhook_deliveries to relais_app;
grant select on webhook_deliveries to relais_system;
create index webhook_deliveries_webhook on webhook_deliveries (company_id, webhook_id, id desc);
create index webhook_deliveries_pending on webhook_deliveries (event_id) where status = 'pending';

-- One HTTP call. The row is written when the attempt has ended.
create table webhook_attempts (
  company_id bigint not null,
  delivery_id uuid not null,
  round integer not null,
  attempt integer not null,
  webhook_id bigint not null,
  started_at timestamptz not null,
  duration_ms integer,
  -- The HTTP status. Null: no answer.
  status integer,
  error_class text,
  request_headers jsonb not null,
  response_headers jsonb,
  -- At most 16 KiB.
  response_body text,
  primary key (company_id, delivery_id, round, attempt),
  foreign key (company_id, delivery_id) references webhook_deliveries (company_id, id)
);
alter table webhook_attempts enable row level security;
alter table webhook_attempts force row level security;
create policy company_isolation on webhook_attempts
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on webhook_attempts to relais_app;
create index webhook_attempts_webhook on webhook_attempts (company_id, webhook_id, started_at desc);

-- Events with a delivery that is overdue by p_quiet_seconds, without a waiting command: a run that is alive
-- would have made its attempt, or postponed it (src/background/reconciler.ts).
create function list_quiet_deliveries(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, event_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select distinct webhook_deliveries.company_id, webhook_deliveries.event_id
  from webhook_deliveries
  where webhook_deliveries.status = 'pending'
    and webhook_deliveries.event_id > p_after
    and greatest(webhook_deliveries.next_attempt_at, webhook_deliveries.leased_until)
      < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands
      where commands.workflow_id = 'delivery/' || webhook_deliveries.event_id::text
    )
  order by webhook_deliveries.event_id
  limit p_limit
$$;
alter function list_quiet_deliveries(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_deliveries(uuid, integer, integer) from public;
grant execute on function list_quiet_deliveries(uuid, integer, integer) to relais_app;

-- migrate:down
