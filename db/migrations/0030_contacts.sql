-- migrate:up

-- The search vector of an organisation or a person: the words of all texts, and the keys of its telephone
-- numbers. A bar between two texts keeps their digits from being read as one number.
create function contact_search(p_name text, p_text text, p_points text) returns tsvector
language sql immutable parallel safe
as $$
  select public.entity_search(
    p_name || ' | ' || coalesce(p_text, '') || ' | ' || coalesce(p_points, ''), '[]'::jsonb
  )
$$;

-- Customer organisations, and people: the `client` of a case, the `person` of an interaction, what a lead
-- becomes. A record that was merged into another keeps its row, so that the merge can be undone.
create table organisations (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  name text not null check (length(name) between 1 and 200),
  website text,
  address text,
  notes text,
  -- Its e-mail addresses and telephone numbers, for the search: each change of contact_points writes them.
  points text not null default '',
  search tsvector generated always as (
    contact_search(name, coalesce(website, '') || ' | ' || coalesce(address, '') || ' | ' || coalesce(notes, ''), points)
  ) stored,
  -- Stored: row level security keeps a function in a condition from using an index (docs/adr/0003).
  sort_name text collate "C" not null
    generated always as (left(btrim(search_words(name)), 100)) stored,
  name_key text not null generated always as (lower(btrim(name))) stored,
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
create policy system_jobs on organisations for select to relais_system using (true);
grant select, insert, update on organisations to relais_app;
grant select on organisations to relais_system;
create index organisations_created_at on organisations (company_id, id) where deleted_at is null;
create index organisations_updated_at on organisations (company_id, updated_at, id)
  where deleted_at is null;
create index organisations_sort_name on organisations (company_id, sort_name, id)
  where deleted_at is null;
create index organisations_name_key on organisations (company_id, name_key) where deleted_at is null;
create index organisations_search on organisations using gin (company_id, search)
  where deleted_at is null;
create index organisations_merged_into on organisations (company_id, merged_into_id)
  where merged_into_id is not null;

create table people (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  organisation_id bigint,
  name text not null check (length(name) between 1 and 200),
  job_title text,
  address text,
  notes text,
  -- Its e-mail addresses and telephone numbers, for the search: each change of contact_points writes them.
  points text not null default '',
  search tsvector generated always as (
    contact_search(name, coalesce(job_title, '') || ' | ' || coalesce(address, '') || ' | ' || coalesce(notes, ''), points)
  ) stored,
  -- Stored: row level security keeps a function in a condition from using an index (docs/adr/0003).
  sort_name text collate "C" not null
    generated always as (left(btrim(search_words(name)), 100)) stored,
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
create policy system_jobs on people for select to relais_system using (true);
grant select, insert, update on people to relais_app;
grant select on people to relais_system;
create index people_created_at on people (company_id, id) where deleted_at is null;
create index people_updated_at on people (company_id, updated_at, id) where deleted_at is null;
create index people_sort_name on people (company_id, sort_name, id) where deleted_at is null;
create index people_organisation on people (company_id, organisation_id, sort_name, id)
  where organisation_id is not null;
create index people_search on people using gin (company_id, search) where deleted_at is null;
create index people_merged_into on people (company_id, merged_into_id)
  where merged_into_id is not null;

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

-- A person decided that two records are the same: the loser was merged into the winner. `snapshot` holds the
-- winner before and after; the loser's own row and points did not change. The lists are the rows that were
-- moved to the winner. With them the merge is undone, exactly, within 30 days.
create table contact_merges (
  id uuid primary key,
  company_id bigint not null references companies (id),
  kind text not null check (kind in ('person', 'organisation')),
  winner_person_id bigint,
  loser_person_id bigint,
  winner_organisation_id bigint,
  loser_organisation_id bigint,
  snapshot jsonb not null check (jsonb_typeof(snapshot) = 'object'),
  moved_lead_ids bigint[] not null,
  moved_person_ids bigint[] not null,
  merged_by bigint,
  created_at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by bigint,
  unique (company_id, id),
  foreign key (company_id, winner_person_id) references people (company_id, id),
  foreign key (company_id, loser_person_id) references people (company_id, id),
  foreign key (company_id, winner_organisation_id) references organisations (company_id, id),
  foreign key (company_id, loser_organisation_id) references organisations (company_id, id),
  foreign key (company_id, merged_by) references users (company_id, id),
  foreign key (company_id, undone_by) references users (company_id, id),
  check (
    case kind
      when 'person' then winner_person_id <> loser_person_id
        and num_nonnulls(winner_organisation_id, loser_organisation_id) = 0
      else winner_organisation_id <> loser_organisation_id
        and num_nonnulls(winner_person_id, loser_person_id) = 0
    end is true
  )
);
alter table contact_merges enable row level security;
alter table contact_merges force row level security;
create policy company_isolation on contact_merges
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on contact_merges to relais_app;
grant update (undone_at, undone_by) on contact_merges to relais_app;
create index contact_merges_winner_person on contact_merges (company_id, winner_person_id)
  where winner_person_id is not null;
create index contact_merges_winner_organisation
  on contact_merges (company_id, winner_organisation_id) where winner_organisation_id is not null;
create index contact_merges_loser_person on contact_merges (company_id, loser_person_id)
  where loser_person_id is not null;
create index contact_merges_loser_organisation
  on contact_merges (company_id, loser_organisation_id) where loser_organisation_id is not null;

-- For the timelines. The trail also has an entry for each look, which this index leaves out.
create index audit_entries_contact_changes
  on audit_entries (company_id, resource_type, resource_id, occurred_at desc, sequence desc)
  where resource_type in ('person', 'organisation')
    and entry ->> 'operation' in (
      'people.create', 'people.update', 'people.delete', 'people.restore',
      'organisations.create', 'organisations.update', 'organisations.delete', 'organisations.restore'
    );

-- The newest people and organisations of the company with all these words. As search_entities: relais_app
-- can't use the GIN index, and no parameter could name another company.
create function search_people(p_text text, p_limit integer) returns table (id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  with matching as materialized (
    select people.id
    from people
    where people.company_id = current_company_id()
      and people.deleted_at is null
      and people.search @@ (select entity_query(p_text))
  )
  select matching.id from matching order by matching.id desc limit p_limit
$$;
create function search_organisations(p_text text, p_limit integer) returns table (id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  with matching as materialized (
    select organisations.id
    from organisations
    where organisations.company_id = current_company_id()
      and organisations.deleted_at is null
      and organisations.search @@ (select entity_query(p_text))
  )
  select matching.id from matching order by matching.id desc limit p_limit
$$;
alter function search_people(text, integer) owner to relais_system;
alter function search_organisations(text, integer) owner to relais_system;
revoke all on function search_people(text, integer) from public;
revoke all on function search_organisations(text, integer) from public;
grant execute on function search_people(text, integer) to relais_app;
grant execute on function search_organisations(text, integer) to relais_app;

-- migrate:down
