-- migrate:up

-- Systems that a company connects to its cases: one of each kind. Off unless there is a row that is enabled.
create table case_modules (
  company_id bigint not null references companies (id),
  kind text not null check (kind in ('legal', 'fiscal', 'rag', 'billing')),
  base_url text not null check (length(base_url) between 1 and 500),
  secret_encrypted bytea not null,
  is_enabled boolean not null,
  -- The circuit, which all processes share (src/domain/case-modules/circuit.ts). Failures in a row.
  failure_count integer not null default 0 check (failure_count >= 0),
  -- Null: the circuit is closed.
  opened_at timestamptz,
  -- Of an open circuit: from then on one call is tried.
  retry_at timestamptz,
  -- When owners were last told that it fails.
  told_at timestamptz,
  last_ok_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  -- Of what people choose. A call that began before a change does not count after it.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (company_id, kind),
  check ((opened_at is null) = (retry_at is null)),
  check ((last_error is null) = (last_error_at is null))
);
alter table case_modules alter column company_id set statistics 0;
alter table case_modules enable row level security;
alter table case_modules force row level security;
create policy company_isolation on case_modules
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on case_modules to relais_app;

-- migrate:down
