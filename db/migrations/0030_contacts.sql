-- migrate:up

-- Customer organisations, and people: the `client` of a case, the `person` of an interaction, what a lead
-- becomes. A record that was merged into another keeps its row, so that the merge can be undone.
create table organisations (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  name text not null check (length(name) between 1 and 200),
  website text,
  address text,
  notes text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id bigint,
  unique (company_id, id),
  foreign key (company_id, merged_into_id) references organisations (company_id, id),
  check (merged_into_id is null or deleted_at is not null)
);
alter table organisations enable row level security;
alter table organisations force row level security;
create policy company_isolation on organisations
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on organisations to relais_app;

create table people (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  organisation_id bigint,
  name text not null check (length(name) between 1 and 200),
  job_title text,
  address text,
  notes text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  merged_into_id bigint,
  unique (company_id, id),
  foreign key (company_id, organisation_id) references organisations (company_id, id),
  foreign key (company_id, merged_into_id) references people (company_id, id),
  check (merged_into_id is null or deleted_at is not null)
);
alter table people enable row level security;
alter table people force row level security;
create policy company_isolation on people
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on people to relais_app;

-- E-mail addresses (lower case) and telephone numbers (E.164) of a person or an organisation. `position`
-- 0 is the main one of its kind.
create table contact_points (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  person_id bigint,
  organisation_id bigint,
  kind text not null check (kind in ('email', 'phone')),
  value text not null check (length(value) between 1 and 320),
  label text,
  position integer not null,
  unique (company_id, id),
  foreign key (company_id, person_id) references people (company_id, id),
  foreign key (company_id, organisation_id) references organisations (company_id, id),
  check ((person_id is null) <> (organisation_id is null))
);
alter table contact_points enable row level security;
alter table contact_points force row level security;
create policy company_isolation on contact_points
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on contact_points to relais_app;
create unique index contact_points_person
  on contact_points (company_id, person_id, kind, value) where person_id is not null;
create unique index contact_points_organisation
  on contact_points (company_id, organisation_id, kind, value) where organisation_id is not null;
create index contact_points_value on contact_points (company_id, kind, value);

-- migrate:down
