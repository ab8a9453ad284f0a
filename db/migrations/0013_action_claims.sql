-- migrate:up

-- A flow of n8n claims a dispatch before it does anything: one per action and round, so that a repeated
-- dispatch does nothing (docs/adr/0017).
create table action_claims (
  company_id bigint not null,
  action_id uuid not null,
  round integer not null,
  -- The execution of n8n: it may repeat its own claim.
  claimed_by text check (length(claimed_by) between 1 and 200),
  claimed_at timestamptz not null,
  primary key (company_id, action_id, round),
  foreign key (company_id, action_id) references actions (company_id, id)
);
alter table action_claims enable row level security;
alter table action_claims force row level security;
create policy company_isolation on action_claims
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, delete on action_claims to relais_app;

-- migrate:down
