-- migrate:up

create table entities (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  type text not null
    check (type in ('prospect', 'candidat', 'eleve', 'formateur', 'session', 'document')),
  ref text not null check (length(ref) between 1 and 200),
  data jsonb not null check (jsonb_typeof(data) = 'object'),
  statut_dossier text generated always as (data ->> 'statutDossier') stored,
  search tsvector generated always as (
    to_tsvector('simple', ref) || jsonb_to_tsvector('simple', data, '["string", "numeric"]')
  ) stored,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (company_id, type, ref)
);
alter table entities enable row level security;
alter table entities force row level security;
create policy company_isolation on entities
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on entities to relais_app;
create index entities_type on entities (company_id, type, id desc);
create index entities_statut_dossier on entities (company_id, type, statut_dossier, id desc);
create index entities_search on entities using gin (search);

-- A company's own action types, and its changes of catalogue types.
create table action_types (
  company_id bigint not null references companies (id),
  code text not null,
  label text not null,
  entity_types text[] not null,
  roles text[] not null,
  metadata_schema jsonb,
  updated_at timestamptz not null default now(),
  primary key (company_id, code)
);
alter table action_types enable row level security;
alter table action_types force row level security;
create policy company_isolation on action_types
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on action_types to relais_app;

-- A company's routes. A company without rows uses the default routes.
create table action_routes (
  company_id bigint not null references companies (id),
  prefix text not null,
  route_index integer not null check (route_index between 0 and 99),
  workflow text not null,
  url text,
  api_key_encrypted bytea,
  callback_timeout_seconds integer not null,
  expects_callback boolean not null,
  position integer not null,
  primary key (company_id, prefix)
);
alter table action_routes enable row level security;
alter table action_routes force row level security;
create policy company_isolation on action_routes
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, delete on action_routes to relais_app;

create table notifications (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  categorie text not null,
  type text not null,
  titre text not null,
  message text not null default '',
  level text not null check (level in ('success', 'error', 'warning', 'info')),
  entity_id bigint,
  action_id uuid,
  read_at timestamptz,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id),
  foreign key (company_id, entity_id) references entities (company_id, id)
);
alter table notifications enable row level security;
alter table notifications force row level security;
create policy company_isolation on notifications
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on notifications to relais_app;
grant update (read_at) on notifications to relais_app;
create index notifications_user_id on notifications (company_id, user_id, id desc);
create index notifications_unread on notifications (company_id, user_id) where read_at is null;

create table actions (
  id uuid primary key,
  company_id bigint not null references companies (id),
  status text not null check (
    status in ('accepted', 'dispatching', 'awaiting_callback', 'succeeded', 'failed', 'expired', 'cancelled')
  ),
  format text not null check (format in ('enriched', 'legacy')),
  action_type text not null,
  action_source text,
  action_button text,
  entity_id bigint,
  entite_type text,
  entite_id text,
  entite_data jsonb not null,
  decide_par bigint not null,
  call_centre_id bigint,
  decision_type text not null,
  commentaire text,
  metadonnees jsonb not null,
  type_action text,
  notification_id bigint,
  route_prefix text,
  route_index integer not null,
  route_workflow text not null,
  route_url text,
  route_api_key_encrypted bytea,
  is_unrouted boolean not null,
  expects_callback boolean not null,
  callback_timeout_seconds integer not null,
  round integer not null default 1,
  attempt_count integer not null default 0,
  outcome_code text,
  outcome_message text,
  created_by bigint not null,
  created_at timestamptz not null,
  dispatched_at timestamptz,
  deadline_at timestamptz,
  settled_at timestamptz,
  updated_at timestamptz not null,
  unique (company_id, id),
  foreign key (company_id, entity_id) references entities (company_id, id),
  foreign key (company_id, decide_par) references users (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  foreign key (company_id, notification_id) references notifications (company_id, id)
);
alter table actions enable row level security;
alter table actions force row level security;
create policy company_isolation on actions
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on actions to relais_app;
create index actions_company_id on actions (company_id, id desc);
create index actions_entity_id on actions (company_id, entity_id, id desc);
create index actions_decide_par on actions (company_id, decide_par, id desc);
create index actions_status on actions (company_id, status, id desc);

alter table notifications add foreign key (company_id, action_id) references actions (company_id, id);

create table action_attempts (
  company_id bigint not null references companies (id),
  action_id uuid not null,
  attempt integer not null,
  round integer not null,
  outcome text not null check (outcome in ('running', 'accepted', 'retry', 'refused', 'interrupted')),
  status_code integer,
  error_code text,
  response_body text,
  started_at timestamptz not null,
  duration_ms integer,
  primary key (company_id, action_id, attempt),
  foreign key (company_id, action_id) references actions (company_id, id)
);
alter table action_attempts enable row level security;
alter table action_attempts force row level security;
create policy company_isolation on action_attempts
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on action_attempts to relais_app;

create table action_callbacks (
  company_id bigint not null references companies (id),
  action_id uuid not null,
  callback_id text not null check (length(callback_id) between 1 and 200),
  round integer not null,
  status text not null check (status in ('succeeded', 'failed', 'progress')),
  message text not null,
  statut_dossier text,
  data jsonb,
  outcome text not null check (outcome in ('applied', 'recorded')),
  is_late boolean not null,
  received_at timestamptz not null,
  primary key (company_id, action_id, callback_id),
  foreign key (company_id, action_id) references actions (company_id, id)
);
alter table action_callbacks enable row level security;
alter table action_callbacks force row level security;
create policy company_isolation on action_callbacks
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on action_callbacks to relais_app;

-- Public events; never updated.
create table events (
  id uuid primary key,
  company_id bigint not null references companies (id),
  type text not null,
  subject_type text not null,
  subject_id text not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  unique (company_id, id)
);
alter table events enable row level security;
alter table events force row level security;
create policy company_isolation on events
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on events to relais_app;
create index events_subject on events (company_id, subject_type, subject_id, id);

-- migrate:down
