-- migrate:up

-- A company's statuses of leads. A company without rows has the default ones
-- (src/domain/lead-statuses/defaults.ts). Exactly one is initial and exactly one is converted.
create table lead_statuses (
  company_id bigint not null references companies (id),
  code text not null check (length(code) between 1 and 100),
  label text not null,
  tone text not null
    check (tone in ('neutral', 'moving', 'waiting', 'good', 'bad', 'late', 'info')),
  role text check (role in ('initial', 'converted')),
  position integer not null,
  primary key (company_id, code)
);
alter table lead_statuses enable row level security;
alter table lead_statuses force row level security;
create policy company_isolation on lead_statuses
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, delete on lead_statuses to relais_app;
create unique index lead_statuses_role on lead_statuses (company_id, role) where role is not null;

-- A form on a web site that creates leads. The token is public: it is in the page that embeds the form.
create table forms (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  call_centre_id bigint,
  user_id bigint not null,
  name text not null check (length(name) between 1 and 200),
  token text not null unique check (token ~ '^frm_[A-Za-z0-9_-]{22}$'),
  fields jsonb not null check (jsonb_typeof(fields) = 'array'),
  locale text not null check (locale in ('fr', 'en')),
  is_confirmation_required boolean not null,
  allowed_origins text[] not null,
  is_active boolean not null,
  -- What a browser shows after sending. Null: Relais's own words; a page of Relais.
  success_message text,
  redirect_url text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table forms enable row level security;
alter table forms force row level security;
create policy company_isolation on forms
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on forms to relais_system using (true) with check (true);
grant select, insert, update on forms to relais_app;
grant select on forms to relais_system;

create table lead_imports (
  id uuid primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  call_centre_id bigint,
  file_name text not null,
  file_hash text not null,
  file_size_bytes bigint not null,
  -- How the file is read: encoding, delimiter, header; and which column fills which field.
  format jsonb not null,
  mapping jsonb,
  status text not null check (
    status in ('uploaded', 'waiting', 'running', 'succeeded', 'failed', 'cancelled')
  ),
  -- Rows that are done: a run continues after them.
  row_offset integer not null default 0,
  row_count integer,
  created_count integer not null default 0,
  unchanged_count integer not null default 0,
  error_count integer not null default 0,
  error_code text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id)
);
alter table lead_imports enable row level security;
alter table lead_imports force row level security;
create policy company_isolation on lead_imports
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on lead_imports to relais_system using (true) with check (true);
grant select, insert, update on lead_imports to relais_app;
grant select on lead_imports to relais_system;

create table lead_import_errors (
  company_id bigint not null,
  import_id uuid not null,
  row_number integer not null,
  errors jsonb not null,
  cells jsonb not null,
  primary key (company_id, import_id, row_number),
  foreign key (company_id, import_id) references lead_imports (company_id, id)
);
alter table lead_import_errors enable row level security;
alter table lead_import_errors force row level security;
create policy company_isolation on lead_import_errors
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on lead_import_errors to relais_app;

-- `data` holds the form's own fields; e-mail, name and telephone number are lifted out of it.
create table leads (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  form_id bigint,
  call_centre_id bigint,
  source text not null check (source in ('form', 'api', 'console', 'import')),
  status text not null check (length(status) between 1 and 100),
  assigned_to bigint,
  email text,
  name text,
  phone text,
  company_name text,
  data jsonb not null check (jsonb_typeof(data) = 'object'),
  email_confirmed_at timestamptz,
  called_at timestamptz,
  converted_at timestamptz,
  person_id bigint,
  organisation_id bigint,
  import_id uuid,
  -- The digest of the imported row: importing it again finds it.
  import_hash bytea,
  -- Words and telephone numbers, as for entities. `;` keeps the texts apart.
  search tsvector generated always as (
    entity_search(
      coalesce(name, '') || ' ; ' || coalesce(email, '') || ' ; ' || coalesce(phone, '') || ' ; '
        || coalesce(company_name, ''),
      data
    )
  ) stored,
  -- What a lead is called (leadLabel in src/domain/leads/labels.ts), in lower case without accents.
  sort_name text collate "C" not null generated always as (
    left(btrim(search_words(coalesce(name, email, phone, company_name, ''))), 100)
  ) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, form_id) references forms (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  foreign key (company_id, assigned_to) references users (company_id, id),
  foreign key (company_id, person_id) references people (company_id, id),
  foreign key (company_id, organisation_id) references organisations (company_id, id),
  foreign key (company_id, import_id) references lead_imports (company_id, id)
);
alter table leads enable row level security;
alter table leads force row level security;
create policy company_isolation on leads
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on leads to relais_app;
create unique index leads_import_hash on leads (company_id, import_hash) where import_hash is not null;
create index leads_created_at on leads (company_id, created_at desc, id desc);
create index leads_status on leads (company_id, status, id desc);
create index leads_assigned_to on leads (company_id, assigned_to, id desc);
create index leads_call_centre on leads (company_id, call_centre_id, id desc);
create index leads_form on leads (company_id, form_id, created_at desc) where form_id is not null;
create index leads_email on leads (company_id, email) where email is not null;
create index leads_phone on leads (company_id, phone) where phone is not null;
-- For the timelines and the merges of contacts.
create index leads_person on leads (company_id, person_id) where person_id is not null;
create index leads_organisation on leads (company_id, organisation_id)
  where organisation_id is not null;
create index leads_updated_at on leads (company_id, updated_at, id);
create index leads_sort_name on leads (company_id, sort_name, id);
create index leads_search on leads using gin (company_id, search);
-- The timeline of a lead, without the looks at it.
create index audit_entries_lead_changes
  on audit_entries (company_id, resource_id, occurred_at desc, sequence desc)
  where resource_type = 'lead'
    and entry ->> 'operation' in (
      'leads.create', 'leads.update', 'leads.assign', 'leads.status', 'leads.convert',
      'leads.confirm_email'
    );

-- Who got the last lead that was given out in turn in a call centre.
create table lead_turns (
  company_id bigint not null,
  call_centre_id bigint not null,
  last_user_id bigint,
  primary key (company_id, call_centre_id),
  foreign key (company_id, last_user_id) references users (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id)
    on delete cascade
);
alter table lead_turns enable row level security;
alter table lead_turns force row level security;
create policy company_isolation on lead_turns
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on lead_turns to relais_app;

-- The newest leads with all these words, within a reach: `own`, `own_or_unassigned`, `centre` or `company`
-- (src/queries/shared/reach.ts). As search_entities: row level security would keep relais_app from the
-- search index, and the function has no parameter that could name another company.
create function search_leads(
  p_text text, p_reach text, p_user bigint, p_call_centre bigint, p_limit integer
) returns table (id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  -- Materialized: the estimate for beginnings of words is too low for a good plan with the order.
  with matching as materialized (
    select leads.id
    from leads
    where leads.company_id = current_company_id()
      and leads.search @@ entity_query(p_text)
      and case p_reach
        when 'company' then true
        when 'centre' then leads.assigned_to = p_user or leads.call_centre_id = p_call_centre
        when 'own_or_unassigned' then
          leads.assigned_to = p_user
          or (leads.assigned_to is null and leads.call_centre_id = p_call_centre)
        when 'own' then leads.assigned_to = p_user
      end
  )
  select matching.id from matching order by matching.id desc limit p_limit
$$;
create policy system_jobs on leads for select to relais_system using (true);
grant select on leads to relais_system;
alter function search_leads(text, text, bigint, bigint, integer) owner to relais_system;
revoke all on function search_leads(text, text, bigint, bigint, integer) from public;
grant execute on function search_leads(text, text, bigint, bigint, integer) to relais_app;

-- Imports under way that did not change for a while, without a waiting command. The reconciler asks
-- Temporal if their runs are alive.
create function list_quiet_lead_imports(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, import_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select lead_imports.company_id, lead_imports.id
  from lead_imports
  where lead_imports.status in ('waiting', 'running')
    and lead_imports.id > p_after
    and lead_imports.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'lead-import/' || lead_imports.id
    )
  order by lead_imports.id
  limit p_limit
$$;
alter function list_quiet_lead_imports(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_lead_imports(uuid, integer, integer) from public;
grant execute on function list_quiet_lead_imports(uuid, integer, integer) to relais_app;

-- What was sent to a form lately: a repeat finds its first answer and creates no second lead. Keyed
-- hashes: of the Idempotency-Key, or of the content where none was sent; and of the content.
create table form_submissions (
  company_id bigint not null,
  form_id bigint not null,
  key_hash bytea not null,
  content_hash bytea not null,
  expires_at timestamptz not null,
  primary key (company_id, form_id, key_hash),
  foreign key (company_id, form_id) references forms (company_id, id)
);
alter table form_submissions enable row level security;
alter table form_submissions force row level security;
create policy company_isolation on form_submissions
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on form_submissions to relais_app;
create index form_submissions_expiry on form_submissions (company_id, form_id, expires_at);

-- The mail that asks a lead to confirm the e-mail address, and its link. The token is stored as a hash.
create table lead_confirmations (
  id uuid primary key,
  company_id bigint not null references companies (id),
  lead_id bigint not null,
  -- The address that the link confirms: the lead may get another one meanwhile.
  email text not null,
  token_hash bytea not null unique,
  expires_at timestamptz not null,
  confirmed_at timestamptz,
  mail_status text not null check (mail_status in ('waiting', 'sending', 'sent', 'failed', 'uncertain')),
  mail_error text,
  mailed_at timestamptz,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, lead_id) references leads (company_id, id)
);
alter table lead_confirmations enable row level security;
alter table lead_confirmations force row level security;
create policy company_isolation on lead_confirmations
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on lead_confirmations to relais_system using (true) with check (true);
grant select, insert, update on lead_confirmations to relais_app;
grant select on lead_confirmations to relais_system;
create index lead_confirmations_lead on lead_confirmations (company_id, lead_id);

-- Requests of browsers on web sites and of people who follow a link: their company is not known yet.
create function find_public_form(p_token text)
returns table (company_id bigint, form_id bigint, is_active boolean, allowed_origins text[])
language sql security definer stable
set search_path = public, pg_temp
as $$
  select forms.company_id, forms.id, forms.is_active, forms.allowed_origins from forms
  where forms.token = p_token and forms.deleted_at is null
$$;
create function find_lead_confirmation(p_hash bytea)
returns table (company_id bigint, confirmation_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select lead_confirmations.company_id, lead_confirmations.id from lead_confirmations
  where lead_confirmations.token_hash = p_hash
$$;

-- Mails without a final status, of links created a while ago, without a waiting command. The reconciler
-- asks Temporal if their runs are alive.
create function list_quiet_lead_confirmations(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, confirmation_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select lead_confirmations.company_id, lead_confirmations.id
  from lead_confirmations
  where lead_confirmations.mail_status in ('waiting', 'sending')
    and lead_confirmations.id > p_after
    and lead_confirmations.created_at < now() - make_interval(secs => p_quiet_seconds)
    and lead_confirmations.expires_at > now()
    and not exists (
      select 1 from commands
      where commands.workflow_id = 'lead-confirmation/' || lead_confirmations.id
    )
  order by lead_confirmations.id
  limit p_limit
$$;
create index lead_confirmations_open on lead_confirmations (id)
  where mail_status in ('waiting', 'sending');
alter function find_public_form(text) owner to relais_system;
alter function find_lead_confirmation(bytea) owner to relais_system;
alter function list_quiet_lead_confirmations(uuid, integer, integer) owner to relais_system;
revoke all on function find_public_form(text) from public;
revoke all on function find_lead_confirmation(bytea) from public;
revoke all on function list_quiet_lead_confirmations(uuid, integer, integer) from public;
grant execute on function find_public_form(text) to relais_app;
grant execute on function find_lead_confirmation(bytea) to relais_app;
grant execute on function list_quiet_lead_confirmations(uuid, integer, integer) to relais_app;

-- migrate:down
