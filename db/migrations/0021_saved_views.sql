-- migrate:up

-- Filters, sort and columns of a list under a name: of one user, or shared with the company.
create table saved_views (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  list text not null,
  name text not null check (length(name) between 1 and 100),
  is_shared boolean not null,
  filters jsonb not null check (jsonb_typeof(filters) = 'object'),
  sort text,
  columns text[],
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table saved_views enable row level security;
alter table saved_views force row level security;
create policy company_isolation on saved_views
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on saved_views to relais_app;
create index saved_views_list on saved_views (company_id, list, id);

-- migrate:down
