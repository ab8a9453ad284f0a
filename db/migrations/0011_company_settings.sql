-- migrate:up

-- Values that a company chose instead of the defaults in src/domain/settings/shapes.ts. A company without a
-- row has the defaults and version 0.
create table company_settings (
  company_id bigint primary key references companies (id),
  chosen jsonb not null check (jsonb_typeof(chosen) = 'object'),
  version integer not null,
  updated_at timestamptz not null default now()
);
alter table company_settings enable row level security;
alter table company_settings force row level security;
create policy company_isolation on company_settings
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on company_settings to relais_app;

-- migrate:down
