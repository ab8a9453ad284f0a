-- migrate:up

-- What a company chose for its calls of a language model. A company without a row has the defaults of
-- src/domain/ai/settings.ts and version 0.
create table ai_settings (
  company_id bigint primary key references companies (id),
  -- A model of its own. Null: that of the installation (AI_BASE_URL).
  base_url text,
  model text,
  api_key_encrypted bytea,
  daily_token_max integer not null check (daily_token_max >= 0),
  secrets_policy text not null check (secrets_policy in ('off', 'mask', 'block')),
  -- Per million tokens. Null: the cost of a run is unknown.
  input_price numeric(12, 4) check (input_price >= 0),
  output_price numeric(12, 4) check (output_price >= 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  version integer not null,
  updated_at timestamptz not null default now(),
  check (num_nulls(base_url, model, api_key_encrypted) in (0, 3)),
  check (num_nulls(input_price, output_price, currency) in (0, 3))
);
alter table ai_settings alter column company_id set statistics 0;
alter table ai_settings enable row level security;
alter table ai_settings force row level security;
create policy company_isolation on ai_settings
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on ai_settings to relais_app;

-- The tokens that a company used on a day in UTC, with those reserved for calls under way.
create table ai_budget_days (
  company_id bigint not null references companies (id),
  day date not null,
  token_count bigint not null check (token_count >= 0),
  primary key (company_id, day)
);
alter table ai_budget_days alter column company_id set statistics 0;
alter table ai_budget_days enable row level security;
alter table ai_budget_days force row level security;
create policy company_isolation on ai_budget_days
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on ai_budget_days to relais_system using (true) with check (true);
grant select, insert, update on ai_budget_days to relais_app;
-- A row is locked before it is deleted, which needs the right to update.
grant select, update (token_count), delete on ai_budget_days to relais_system;
create index ai_budget_days_day on ai_budget_days (day);

-- One call of a language model each, also one that was refused before it was made.
create table ai_runs (
  id uuid primary key,
  company_id bigint not null references companies (id),
  purpose text not null,
  prompt_version integer not null,
  model text not null,
  -- By the demo model: its output is not that of a language model.
  is_demo boolean not null,
  -- The record that the call is about.
  subject_kind text,
  subject_id text,
  -- [{"kind": …, "id": …}]: the rows whose text was sent. Never text.
  input_refs jsonb not null default '[]' check (jsonb_typeof(input_refs) = 'array'),
  output jsonb,
  -- The day in UTC whose budget holds the reservation.
  day date not null,
  reserved_token_count integer not null,
  -- Null: the server did not say.
  input_token_count integer,
  output_token_count integer,
  cost numeric(16, 6),
  currency text,
  latency_ms integer,
  outcome text not null check (
    outcome in (
      'running', 'succeeded', 'over_budget', 'blocked_secrets', 'unusable_output', 'timeout',
      'rate_limited', 'unavailable', 'refused', 'interrupted'
    )
  ),
  error_code text,
  requested_by bigint,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, requested_by) references users (company_id, id),
  check ((subject_kind is null) = (subject_id is null)),
  check ((outcome = 'running') = (finished_at is null))
);
alter table ai_runs alter column company_id set statistics 0;
alter table ai_runs enable row level security;
alter table ai_runs force row level security;
create policy company_isolation on ai_runs
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on ai_runs to relais_system using (true) with check (true);
grant select, insert, update on ai_runs to relais_app;
grant select, update (outcome, error_code, finished_at), delete on ai_runs to relais_system;
create index ai_runs_company on ai_runs (company_id, id desc);
create index ai_runs_running on ai_runs (id) where outcome = 'running';

-- Ends runs whose process must have died: they began more than p_after_seconds ago. What they reserved stays
-- counted. Out: how many. Twice: they have ended.
create function interrupt_ai_runs(p_limit integer, p_after_seconds integer)
returns bigint
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_ids uuid[] := array(
    select id
    from ai_runs
    where outcome = 'running' and created_at < now() - make_interval(secs => p_after_seconds)
    order by id
    limit p_limit
    for update skip locked
  );
begin
  update ai_runs set outcome = 'interrupted', finished_at = now() where id = any (v_ids);
  return cardinality(v_ids);
end $$;

-- Deletes runs and budgets that are older than p_retention_days, at most p_limit of each per call, oldest
-- first. Out: how many. Twice, or at once: each row goes once.
create function purge_ai_runs(p_limit integer, p_retention_days integer)
returns bigint
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_before timestamptz := now() - make_interval(days => p_retention_days);
  -- The smallest UUIDv7 of that time: its first 48 bits are milliseconds.
  v_first_id uuid := (
    lpad(to_hex((extract(epoch from v_before) * 1000)::bigint), 12, '0') || '7000' || '8000000000000000'
  )::uuid;
  v_ids uuid[] := array(
    select id
    from ai_runs
    where id < v_first_id and outcome <> 'running'
    order by id
    limit p_limit
    for update skip locked
  );
  v_days bigint;
begin
  delete from ai_runs where id = any (v_ids);
  with expired as materialized (
    select company_id, day
    from ai_budget_days
    where day < v_before::date
    limit p_limit
    for update skip locked
  )
  delete from ai_budget_days
  using expired
  where ai_budget_days.company_id = expired.company_id and ai_budget_days.day = expired.day;
  get diagnostics v_days = row_count;
  return cardinality(v_ids) + v_days;
end $$;
alter function interrupt_ai_runs(integer, integer) owner to relais_system;
alter function purge_ai_runs(integer, integer) owner to relais_system;
revoke all on function interrupt_ai_runs(integer, integer) from public;
revoke all on function purge_ai_runs(integer, integer) from public;
grant execute on function interrupt_ai_runs(integer, integer) to relais_app;
grant execute on function purge_ai_runs(integer, integer) to relais_app;

-- migrate:down
