-- migrate:up

-- The last number of a company in a year. Locked by the transaction that creates a case: an abandoned one leaves no gap.
create table case_numbers (
  company_id bigint not null references companies (id),
  year integer not null,
  last_number integer not null,
  primary key (company_id, year)
);
alter table case_numbers alter column company_id set statistics 0;
alter table case_numbers enable row level security;
alter table case_numbers force row level security;
create policy company_isolation on case_numbers
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on case_numbers to relais_app;

create table cases (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  -- `DOS-2026-0001`
  reference text not null check (length(reference) between 1 and 30),
  call_centre_id bigint,
  person_id bigint not null,
  title text not null check (length(title) between 1 and 200),
  case_type text not null check (case_type in ('legal', 'fiscal', 'administrative', 'business', 'other')),
  status text not null default 'nouveau' check (
    status in ('nouveau', 'en_cours', 'attente_client', 'resolu', 'ferme')
  ),
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high', 'urgent')),
  description text check (length(description) between 1 and 20000),
  assigned_to bigint,
  due_on date,
  status_changed_at timestamptz not null default now(),
  -- Of the last time: a case may be opened again.
  resolved_at timestamptz,
  closed_at timestamptz,
  -- Grows with every change of what an analysis reads: fields, notes, files, links.
  content_version integer not null default 1,
  search tsvector generated always as (
    entity_search(reference || ' | ' || title || ' | ' || coalesce(description, ''), '[]'::jsonb)
  ) stored,
  sort_title text collate "C" not null generated always as (left(btrim(search_words(title)), 100)) stored,
  version integer not null default 1,
  created_by bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  deleted_by bigint,
  unique (company_id, id),
  unique (company_id, reference),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  foreign key (company_id, person_id) references people (company_id, id),
  foreign key (company_id, assigned_to) references users (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id),
  foreign key (company_id, deleted_by) references users (company_id, id)
);
alter table cases alter column company_id set statistics 0;
alter table cases enable row level security;
alter table cases force row level security;
create policy company_isolation on cases
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on cases for select to relais_system using (true);
grant select, insert, update on cases to relais_app;
grant select on cases to relais_system;
create index cases_created_at on cases (company_id, id) where deleted_at is null;
create index cases_updated_at on cases (company_id, updated_at, id) where deleted_at is null;
create index cases_due_on on cases (company_id, due_on, id) where deleted_at is null and due_on is not null;
create index cases_sort_title on cases (company_id, sort_title, id) where deleted_at is null;
create index cases_status on cases (company_id, status, status_changed_at, id) where deleted_at is null;
create index cases_assigned_to on cases (assigned_to, id) where deleted_at is null and assigned_to is not null;
create index cases_person on cases (person_id, id);
create index cases_deleted_at on cases (company_id, deleted_at) where deleted_at is not null;
create index cases_search on cases using gin (search);

create table case_notes (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  case_id bigint not null,
  kind text not null default 'general' check (kind in ('general', 'call', 'meeting', 'email', 'task')),
  text text not null check (length(text) between 1 and 20000),
  author_id bigint not null,
  search tsvector generated always as (entity_search(text, '[]'::jsonb)) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, case_id) references cases (company_id, id),
  foreign key (company_id, author_id) references users (company_id, id)
);
alter table case_notes alter column company_id set statistics 0;
alter table case_notes enable row level security;
alter table case_notes force row level security;
create policy company_isolation on case_notes
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on case_notes for select to relais_system using (true);
grant select, insert, update, delete on case_notes to relais_app;
grant select on case_notes to relais_system;
create index case_notes_case on case_notes (case_id, id);
create index case_notes_search on case_notes using gin (search);

-- What a case is about: conversations, leads and actions. Tasks name their case themselves.
create table case_links (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  case_id bigint not null,
  conversation_id bigint,
  lead_id bigint,
  action_id uuid,
  created_by bigint,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, case_id) references cases (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, lead_id) references leads (company_id, id),
  foreign key (company_id, action_id) references actions (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id),
  check (num_nonnulls(conversation_id, lead_id, action_id) = 1)
);
alter table case_links alter column company_id set statistics 0;
alter table case_links enable row level security;
alter table case_links force row level security;
create policy company_isolation on case_links
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, delete on case_links to relais_app;
create unique index case_links_conversation on case_links (conversation_id, case_id, company_id)
  where conversation_id is not null;
create unique index case_links_lead on case_links (lead_id, case_id, company_id) where lead_id is not null;
create unique index case_links_action on case_links (action_id, case_id, company_id) where action_id is not null;
create index case_links_case on case_links (case_id, id);

alter table tasks add column case_id bigint;
alter table tasks add foreign key (company_id, case_id) references cases (company_id, id);
create index tasks_case on tasks (case_id, id) where case_id is not null;

-- The cases with all these words in their own text, in one note, or in the name of their client, within a reach: the
-- last changed first. As search_leads: row level security would keep relais_app from the search indexes, and the
-- function has no parameter that could name another company.
create function search_cases(
  p_text text, p_reach text, p_user bigint, p_call_centre bigint, p_limit integer
) returns table (id bigint)
language plpgsql security definer stable
set search_path = public, pg_temp
as $$
begin
  return query execute $query$
    select cases.id
    from cases
    where cases.company_id = $1
      and cases.deleted_at is null
      and cases.id in (
        select found.id from cases found where found.company_id = $1 and found.search @@ $2
        union
        select case_notes.case_id
        from case_notes
        where case_notes.company_id = $1 and case_notes.search @@ $2
        union
        select of_client.id
        from people
        join cases of_client on of_client.company_id = $1 and of_client.person_id = people.id
        where people.company_id = $1 and people.deleted_at is null and people.search @@ $2
      )
      and case $3
        when 'company' then true
        when 'centre_or_shared' then
          cases.assigned_to = $4 or cases.call_centre_id = $5 or cases.call_centre_id is null
      end
    order by cases.updated_at desc, cases.id desc
    limit $6
  $query$
  using current_company_id(), entity_query(p_text), p_reach, p_user, p_call_centre, p_limit;
end
$$;
alter function search_cases(text, text, bigint, bigint, integer) owner to relais_system;
revoke all on function search_cases(text, text, bigint, bigint, integer) from public;
grant execute on function search_cases(text, text, bigint, bigint, integer) to relais_app;

-- migrate:down
