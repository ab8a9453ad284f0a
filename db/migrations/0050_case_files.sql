-- migrate:up

-- Files of cases. A second upload of a name is its next version. Not found in a browser before the virus scanner has
-- answered, where one is set.
create table case_files (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  case_id bigint not null,
  name text not null check (length(name) between 1 and 255),
  -- Of this name within the case, from 1. A deleted one keeps its number.
  version integer not null check (version >= 1),
  -- By its content, not by its name.
  media_type text not null,
  size_bytes bigint not null check (size_bytes > 0),
  sha256 text not null,
  uploaded_by bigint not null,
  -- `pending`, `failed`: in quarantine. `not_scanned`: no scanner is set.
  scan_state text not null check (
    scan_state in ('pending', 'clean', 'infected', 'not_scanned', 'failed')
  ),
  -- The name of what was found, or a code that says why the scan failed.
  scan_detail text check (length(scan_detail) between 1 and 200),
  scanned_at timestamptz,
  -- `none`: there is no text to read.
  text_state text not null default 'pending' check (
    text_state in ('pending', 'running', 'done', 'none', 'failed')
  ),
  text_error text,
  -- As message_attachments: `removing`, a process removes the content; `removed`, the row stays as a trace.
  file_state text not null default 'kept' check (file_state in ('kept', 'removing', 'removed')),
  file_state_at timestamptz not null default now(),
  search tsvector not null generated always as (entity_search(name, '[]'::jsonb)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  deleted_by bigint,
  unique (company_id, id),
  unique (case_id, company_id, name, version),
  foreign key (company_id, case_id) references cases (company_id, id),
  foreign key (company_id, uploaded_by) references users (company_id, id),
  foreign key (company_id, deleted_by) references users (company_id, id),
  check (scan_state <> 'infected' or file_state <> 'kept')
);
alter table case_files alter column company_id set statistics 0;
alter table case_files enable row level security;
alter table case_files force row level security;
create policy company_isolation on case_files
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on case_files for select to relais_system using (true);
grant select, insert, update on case_files to relais_app;
grant select on case_files to relais_system;
create index case_files_case on case_files (case_id, id);
create index case_files_sha256 on case_files (company_id, sha256);
create index case_files_open on case_files (id)
  where file_state = 'kept' and (scan_state = 'pending' or text_state in ('pending', 'running'));
create index case_files_deleted_at on case_files (deleted_at)
  where deleted_at is not null and file_state = 'kept';
create index case_files_removing on case_files (file_state_at) where file_state = 'removing';
create index case_files_search on case_files using gin (search);

create table case_file_texts (
  file_id bigint not null,
  company_id bigint not null,
  case_id bigint not null,
  text text not null check (length(text) between 1 and 200000),
  -- The file has more text.
  is_cut boolean not null,
  -- A tsvector holds 1 MB; the words of 200,000 characters in NFC take 0.8 MB at most.
  search tsvector not null generated always as (entity_search(text, '[]'::jsonb)) stored,
  created_at timestamptz not null default now(),
  primary key (company_id, file_id),
  foreign key (company_id, file_id) references case_files (company_id, id),
  foreign key (company_id, case_id) references cases (company_id, id)
);
alter table case_file_texts alter column company_id set statistics 0;
alter table case_file_texts enable row level security;
alter table case_file_texts force row level security;
create policy company_isolation on case_file_texts
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on case_file_texts for select to relais_system using (true);
grant select, insert, delete on case_file_texts to relais_app;
grant select on case_file_texts to relais_system;
create index case_file_texts_case on case_file_texts (case_id);
create index case_file_texts_search on case_file_texts using gin (search);

-- Files that wait for the scanner or for the reader of texts, did not change for a while, and have no waiting command
-- (as list_quiet_lead_imports).
create function list_quiet_case_files(p_after bigint, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, file_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select case_files.company_id, case_files.id
  from case_files
  where case_files.file_state = 'kept'
    and (case_files.scan_state = 'pending' or case_files.text_state in ('pending', 'running'))
    and case_files.id > p_after
    and case_files.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'case-file/' || case_files.id
    )
  order by case_files.id
  limit p_limit
$$;
alter function list_quiet_case_files(bigint, integer, integer) owner to relais_system;
revoke all on function list_quiet_case_files(bigint, integer, integer) from public;
grant execute on function list_quiet_case_files(bigint, integer, integer) to relais_app;

-- Files that were deleted p_restore_days ago, alone or with their case, and removals that a process left unfinished ten
-- minutes ago.
create function list_expired_case_files(p_restore_days integer, p_limit integer)
returns table (company_id bigint, file_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  (
    select case_files.company_id, case_files.id
    from case_files
    where case_files.file_state = 'removing'
      and case_files.file_state_at < now() - interval '10 minutes'
    order by case_files.file_state_at
    limit p_limit
  )
  union
  (
    select case_files.company_id, case_files.id
    from case_files
    where case_files.file_state = 'kept'
      and case_files.deleted_at < now() - make_interval(days => p_restore_days)
    order by case_files.deleted_at
    limit p_limit
  )
  union
  (
    select case_files.company_id, case_files.id
    from cases
    join case_files on case_files.company_id = cases.company_id and case_files.case_id = cases.id
    where cases.deleted_at < now() - make_interval(days => p_restore_days)
      and case_files.file_state = 'kept'
    limit p_limit
  )
  limit p_limit
$$;
alter function list_expired_case_files(integer, integer) owner to relais_system;
revoke all on function list_expired_case_files(integer, integer) from public;
grant execute on function list_expired_case_files(integer, integer) to relais_app;

-- As before (0049_cases.sql), also in the name or the text of one file that is not deleted.
create or replace function search_cases(
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
        select case_files.case_id
        from case_files
        where case_files.company_id = $1 and case_files.deleted_at is null and case_files.search @@ $2
        union
        select case_file_texts.case_id
        from case_file_texts
        join case_files
          on case_files.company_id = case_file_texts.company_id
            and case_files.id = case_file_texts.file_id
        where case_file_texts.company_id = $1
          and case_files.deleted_at is null
          and case_file_texts.search @@ $2
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

-- migrate:down
