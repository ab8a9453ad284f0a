-- migrate:up

-- An IMAP and SMTP account of a company. Without a call centre it is shared by the whole company.
create table mailboxes (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  call_centre_id bigint,
  -- Shown to receivers as the sender.
  name text not null check (length(name) between 1 and 200),
  email text not null check (length(email) between 3 and 320),
  provider text not null check (provider in ('gmail', 'outlook', 'ovh', 'infomaniak', 'other')),
  imap_host text not null,
  imap_port integer not null check (imap_port between 1 and 65535),
  imap_security text not null check (imap_security in ('tls', 'starttls', 'none')),
  smtp_host text not null,
  smtp_port integer not null check (smtp_port between 1 and 65535),
  smtp_security text not null check (smtp_security in ('tls', 'starttls', 'none')),
  username text not null,
  auth_method text not null check (auth_method in ('password', 'oauth2')),
  -- A password, or the client and refresh token of OAuth 2, as encrypted JSON.
  secret_encrypted bytea not null,
  -- Below each reply. Null: the one of the company.
  signature text,
  first_sync_days integer not null check (first_sync_days between 0 and 3650),
  is_active boolean not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id)
);
alter table mailboxes enable row level security;
alter table mailboxes force row level security;
create policy company_isolation on mailboxes
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on mailboxes to relais_system using (true) with check (true);
grant select, insert, update on mailboxes to relais_app;
grant select on mailboxes to relais_system;
create unique index mailboxes_email on mailboxes (company_id, email) where deleted_at is null;

-- What the cycles of a mailbox found. Apart from `mailboxes`: it changes with each cycle.
create table mailbox_health (
  company_id bigint not null,
  mailbox_id bigint not null,
  -- The last cycle that read the mailbox to its end.
  synced_at timestamptz,
  -- Since then it should synchronise: created, resumed, or its credentials changed.
  watched_since timestamptz not null default now(),
  -- Null: the last cycle succeeded.
  failure_code text,
  failure_count integer not null default 0,
  -- The cycle that failed last: a failure that is recorded again counts once.
  failed_cycle_id uuid,
  failing_since timestamptz,
  -- The first of the refused logins in a row.
  refused_since timestamptz,
  -- The server refused the credentials several times: a cycle every few hours until it accepts them, or they change.
  paused_at timestamptz,
  -- Cycles that succeeded in a row, up to three.
  success_count integer not null default 0,
  -- The owner knows of it, until the mailbox works again.
  failure_notified_at timestamptz,
  late_notified_at timestamptz,
  -- When the owner was told last, also before it worked again.
  failure_told_at timestamptz,
  late_told_at timestamptz,
  -- An access token of OAuth 2 with its expiry, as encrypted JSON.
  access_token_encrypted bytea,
  -- One process at a time asks for a new one: some providers end the refresh token with its first use.
  token_leased_until timestamptz,
  primary key (company_id, mailbox_id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id)
);
alter table mailbox_health enable row level security;
alter table mailbox_health force row level security;
create policy company_isolation on mailbox_health
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on mailbox_health to relais_system using (true) with check (true);
grant select, insert, update on mailbox_health to relais_app;
grant select on mailbox_health to relais_system;

-- How far a folder of a mailbox is read (RFC 3501, 2.3.1.1; RFC 7162). A folder without a row that has rows in
-- `mailbox_items` lost its state: it is read again without the effects of new mail.
create table mailbox_folders (
  company_id bigint not null,
  mailbox_id bigint not null,
  path text not null check (length(path) between 1 and 1000),
  role text not null check (role in ('inbox', 'sent')),
  uid_validity bigint not null,
  -- Messages below this UID are read.
  uid_next bigint not null,
  highest_modseq bigint,
  -- `first_sync` and `rebuild` read what arrived since `read_since`. Messages below `silent_below_uid` were there
  -- when the phase began: they are not news.
  phase text not null default 'following' check (phase in ('first_sync', 'rebuild', 'following')),
  read_since timestamptz,
  silent_below_uid bigint,
  -- Messages below `silent_below_uid` that were received since then are news too, if they were not stored before.
  news_since timestamptz,
  -- A server that was set back gave UIDs below this one before: only what arrived since `read_since` is read
  -- again.
  known_below_uid bigint,
  -- Windows begun in a row of which none was ended: then messages are read one by one.
  window_attempt_count integer not null default 0,
  -- From this UID on messages were announced that no search showed: they are searched in so many more cycles.
  gap_from_uid bigint,
  gap_check_count integer not null default 0,
  -- The folder of sent mail fails by itself: INBOX is read meanwhile.
  failure_code text,
  failed_at timestamptz,
  synced_at timestamptz,
  primary key (company_id, mailbox_id, path),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id)
);
alter table mailbox_folders enable row level security;
alter table mailbox_folders force row level security;
create policy company_isolation on mailbox_folders
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on mailbox_folders to relais_app;

-- Which run reads a mailbox now, so that two never do at once; and what cycles keep from one to the next.
create table mailbox_leases (
  company_id bigint not null,
  mailbox_id bigint not null,
  -- A run in Temporal. Null: none.
  holder text,
  held_until timestamptz,
  folders_listed_at timestamptz,
  -- No scheduled cycle before then: the provider throttles, or can't be reached.
  retry_at timestamptz,
  retry_count integer not null default 0,
  -- Its owners were told of messages that could not be read.
  quarantine_told_at timestamptz,
  primary key (company_id, mailbox_id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id)
);
alter table mailbox_leases enable row level security;
alter table mailbox_leases force row level security;
create policy company_isolation on mailbox_leases
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on mailbox_leases to relais_system using (true) with check (true);
grant select, insert, update on mailbox_leases to relais_app;
grant select on mailbox_leases to relais_system;

-- One cycle that read, changed or failed something, or that a person asked for. A cycle that found nothing has
-- no row.
create table mailbox_cycles (
  id uuid primary key,
  company_id bigint not null,
  mailbox_id bigint not null,
  trigger text not null check (trigger in ('schedule', 'manual', 'backfill')),
  requested_by bigint,
  status text not null check (status in ('waiting', 'running', 'succeeded', 'failed')),
  error_code text,
  -- Of a backfill.
  range_from timestamptz,
  range_to timestamptz,
  -- Messages found and messages read so far.
  total_count integer not null default 0,
  done_count integer not null default 0,
  new_count integer not null default 0,
  duplicate_count integer not null default 0,
  newsletter_count integer not null default 0,
  filtered_count integer not null default 0,
  own_copy_count integer not null default 0,
  quarantined_count integer not null default 0,
  -- Could not be read; tried again in the next cycles.
  pending_count integer not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id),
  foreign key (company_id, requested_by) references users (company_id, id)
);
alter table mailbox_cycles enable row level security;
alter table mailbox_cycles force row level security;
create policy company_isolation on mailbox_cycles
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on mailbox_cycles to relais_system using (true) with check (true);
grant select, insert, update on mailbox_cycles to relais_app;
grant select, delete on mailbox_cycles to relais_system;
-- A row is locked before it is deleted, which needs the right to update.
grant update (finished_at) on mailbox_cycles to relais_system;
create index mailbox_cycles_mailbox on mailbox_cycles (mailbox_id, started_at desc);
create index mailbox_cycles_newest on mailbox_cycles (mailbox_id, id desc);
create index mailbox_cycles_open on mailbox_cycles (mailbox_id, id) where finished_at is null;

-- The mailboxes whose schedule is checked against Temporal (src/background/mailboxes.ts), in order of id. Deleted
-- ones for some days: their schedule may be left over.
create function list_scheduled_mailboxes(p_after bigint, p_limit integer)
returns table (company_id bigint, mailbox_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select mailboxes.company_id, mailboxes.id
  from mailboxes
  where mailboxes.id > p_after
    and (mailboxes.deleted_at is null or mailboxes.deleted_at > now() - interval '7 days')
  order by mailboxes.id
  limit p_limit
$$;

-- Mailboxes that should have synchronised since `p_since`, and whose owners do not know it yet. A first sync may
-- take longer.
create function list_late_mailboxes(p_since timestamptz, p_limit integer)
returns table (company_id bigint, mailbox_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select mailboxes.company_id, mailboxes.id
  from mailboxes
  join mailbox_health
    on mailbox_health.company_id = mailboxes.company_id
    and mailbox_health.mailbox_id = mailboxes.id
  where mailboxes.is_active
    and mailboxes.deleted_at is null
    and mailbox_health.paused_at is null
    and mailbox_health.late_notified_at is null
    and (
      mailbox_health.late_told_at is null
      or mailbox_health.late_told_at < now() - interval '6 hours'
    )
    and mailbox_health.watched_since < p_since
    and (mailbox_health.synced_at is null or mailbox_health.synced_at < p_since)
    and (
      mailbox_health.synced_at is not null
      or mailbox_health.failure_code is not null
      or not exists (
        select 1
        from mailbox_cycles
        where mailbox_cycles.mailbox_id = mailboxes.id and mailbox_cycles.status = 'running'
      )
    )
  limit p_limit
$$;

-- Paused mailboxes that were not tried for some hours: they may work again.
create function list_mailboxes_to_probe(p_probe_seconds integer, p_limit integer)
returns table (company_id bigint, mailbox_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select mailboxes.company_id, mailboxes.id
  from mailbox_health
  join mailboxes
    on mailboxes.company_id = mailbox_health.company_id
    and mailboxes.id = mailbox_health.mailbox_id
  left join mailbox_leases
    on mailbox_leases.company_id = mailbox_health.company_id
    and mailbox_leases.mailbox_id = mailbox_health.mailbox_id
  where mailbox_health.paused_at is not null
    and mailboxes.is_active
    and mailboxes.deleted_at is null
    and coalesce(
      mailbox_leases.retry_at,
      mailbox_health.paused_at + make_interval(secs => p_probe_seconds)
    ) <= now()
    and not exists (
      select 1 from commands where commands.workflow_id = 'mailbox/' || mailboxes.id || '/sync'
    )
  limit p_limit
$$;
alter function list_mailboxes_to_probe(integer, integer) owner to relais_system;
revoke all on function list_mailboxes_to_probe(integer, integer) from public;
grant execute on function list_mailboxes_to_probe(integer, integer) to relais_app;

-- Active mailboxes that do not synchronise as they should, for /metrics.
create function count_mailboxes_in_trouble(p_late_since timestamptz)
returns table (reason text, count bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select trouble.reason, count(*)
  from (
    select case
      when mailbox_health.paused_at is not null then 'credentials_refused'
      when mailbox_health.failure_code is not null then 'failing'
      when greatest(mailbox_health.synced_at, mailbox_health.watched_since) < p_late_since then 'late'
    end as reason
    from mailboxes
    join mailbox_health
      on mailbox_health.company_id = mailboxes.company_id
      and mailbox_health.mailbox_id = mailboxes.id
    where mailboxes.is_active and mailboxes.deleted_at is null
  ) as trouble
  where trouble.reason is not null
  group by trouble.reason
$$;
alter function list_scheduled_mailboxes(bigint, integer) owner to relais_system;
revoke all on function list_scheduled_mailboxes(bigint, integer) from public;
grant execute on function list_scheduled_mailboxes(bigint, integer) to relais_app;
alter function list_late_mailboxes(timestamptz, integer) owner to relais_system;
revoke all on function list_late_mailboxes(timestamptz, integer) from public;
grant execute on function list_late_mailboxes(timestamptz, integer) to relais_app;
alter function count_mailboxes_in_trouble(timestamptz) owner to relais_system;
revoke all on function count_mailboxes_in_trouble(timestamptz) from public;
grant execute on function count_mailboxes_in_trouble(timestamptz) to relais_app;

-- Deletes cycles that ended p_retention_days ago, at most p_limit per call, oldest first. The last one of each
-- mailbox stays. Out: how many. Twice, or at once: each row goes once.
create function purge_mailbox_cycles(p_limit integer, p_retention_days integer)
returns bigint
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_before timestamptz := now() - make_interval(days => p_retention_days);
  -- The smallest UUIDv7 of that time: its first 48 bits are milliseconds.
  v_first_id uuid := (
    lpad(to_hex((extract(epoch from v_before) * 1000)::bigint), 12, '0') || '7000' || '8000000000000000'
  )::uuid;
  v_ids uuid[] := array(
    select id
    from mailbox_cycles
    where id < v_first_id
      and finished_at < v_before
      and exists (
        select 1
        from mailbox_cycles newer
        where newer.mailbox_id = mailbox_cycles.mailbox_id and newer.id > mailbox_cycles.id
      )
    order by id
    limit p_limit
    for update skip locked
  );
begin
  delete from mailbox_cycles where id = any (v_ids);
  return cardinality(v_ids);
end $$;
alter function purge_mailbox_cycles(integer, integer) owner to relais_system;
revoke all on function purge_mailbox_cycles(integer, integer) from public;
grant execute on function purge_mailbox_cycles(integer, integer) to relais_app;

-- A customer's question or the work for one: its name and contact; conversations are linked to it.
create table projects (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  name text not null check (length(name) between 1 and 200),
  description text,
  person_id bigint,
  organisation_id bigint,
  is_closed boolean not null default false,
  version integer not null default 1,
  created_by bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, person_id) references people (company_id, id),
  foreign key (company_id, organisation_id) references organisations (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
alter table projects enable row level security;
alter table projects force row level security;
create policy company_isolation on projects
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on projects to relais_app;
create index projects_company on projects (company_id, id desc) where deleted_at is null;

-- A folder of the inbox with its rules (src/domain/inbox-folders/rules.ts). In the order of `position` the first
-- folder whose rules match gets the conversation.
create table inbox_folders (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  name text not null check (length(name) between 1 and 100),
  colour text not null,
  position integer not null,
  -- Null: only people move conversations here.
  rules jsonb check (jsonb_typeof(rules) = 'object'),
  -- Grows with each change of the rules or of the order.
  rules_version integer not null default 1,
  is_active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id)
);
alter table inbox_folders enable row level security;
alter table inbox_folders force row level security;
create policy company_isolation on inbox_folders
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on inbox_folders to relais_app;
create unique index inbox_folders_name on inbox_folders (company_id, lower(name)) where deleted_at is null;

-- What a company and one contact write to each other about one subject, over one channel.
create table conversations (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  -- The call centre of its mailbox. Null: shared by the whole company.
  call_centre_id bigint,
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'custom')),
  mailbox_id bigint,
  subject text not null default '' check (length(subject) <= 1000),
  status text not null default 'nouveau'
    check (status in ('nouveau', 'en_cours', 'resolu', 'archive', 'spam', 'urgent')),
  -- The status before `spam`, to return to.
  status_before_spam text,
  is_newsletter boolean not null default false,
  -- 0 normal, 1 high; -1 low.
  priority smallint not null default 0 check (priority between -1 and 1),
  folder_id bigint,
  -- A person chose the folder: rules leave it alone.
  is_folder_manual boolean not null default false,
  -- The version of the company's rules (the sum of `rules_version` of its folders) that looked at it last.
  folder_rules_version integer not null default 0,
  assigned_to bigint,
  -- The other side: its address and name as last written.
  contact_address text,
  contact_name text,
  person_id bigint,
  -- Why no contact was created: `role_address`, `own_domain`, `policy`, `automatic`, `newsletter`,
  -- `unusable_address`.
  contact_skipped_reason text,
  project_id bigint,
  lead_id bigint,
  organisation_id bigint,
  is_unread boolean not null default true,
  message_count integer not null default 0,
  has_attachments boolean not null default false,
  -- The beginning of the last message.
  preview text not null default '' check (length(preview) <= 300),
  last_message_at timestamptz not null default now(),
  last_inbound_at timestamptz,
  -- The oldest message of the contact since our last reply. Null: no answer is due.
  waiting_since timestamptz,
  -- Our last message that a person wrote.
  last_reply_at timestamptz,
  first_inbound_at timestamptz,
  first_reply_at timestamptz,
  first_reply_seconds integer,
  first_reply_business_seconds integer,
  resolved_at timestamptz,
  resolution_seconds integer,
  resolution_business_seconds integer,
  snoozed_until timestamptz,
  -- A person split it off: later mail does not join it to where it came from.
  split_from_id bigint,
  merged_into_id bigint,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id),
  foreign key (company_id, folder_id) references inbox_folders (company_id, id),
  foreign key (company_id, assigned_to) references users (company_id, id),
  foreign key (company_id, person_id) references people (company_id, id),
  foreign key (company_id, project_id) references projects (company_id, id),
  foreign key (company_id, lead_id) references leads (company_id, id),
  foreign key (company_id, organisation_id) references organisations (company_id, id),
  foreign key (company_id, split_from_id) references conversations (company_id, id),
  foreign key (company_id, merged_into_id) references conversations (company_id, id),
  check (merged_into_id is null or deleted_at is not null)
);
alter table conversations enable row level security;
alter table conversations force row level security;
create policy company_isolation on conversations
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on conversations to relais_system using (true) with check (true);
grant select, insert, update on conversations to relais_app;
grant select on conversations to relais_system;
create index conversations_recent on conversations (company_id, last_message_at desc, id desc)
  where deleted_at is null;
create index conversations_folder on conversations (company_id, folder_id, last_message_at desc, id desc)
  where deleted_at is null;
create index conversations_unfiled on conversations (company_id, folder_rules_version, id)
  where folder_id is null and not is_folder_manual and deleted_at is null;
create index conversations_assigned_to
  on conversations (company_id, assigned_to, last_message_at desc, id desc) where deleted_at is null;
create index conversations_person on conversations (person_id, last_message_at desc)
  where person_id is not null;
create index conversations_contact_address on conversations (contact_address, company_id);
create index conversations_project on conversations (project_id) where project_id is not null;
create index conversations_lead on conversations (lead_id) where lead_id is not null;
create index conversations_organisation on conversations (organisation_id)
  where organisation_id is not null;
-- All that the counters beside the folders read.
create index conversations_open on conversations (
  company_id, call_centre_id, assigned_to, folder_id, status, is_unread, snoozed_until
) where deleted_at is null and status in ('nouveau', 'en_cours', 'urgent') and not is_newsletter;
create index conversations_hidden on conversations (company_id, status)
  where deleted_at is null and is_unread and (is_newsletter or status = 'spam');
create index conversations_snoozed on conversations (id)
  where snoozed_until is not null and deleted_at is null;
create index conversations_created_at on conversations (company_id, created_at);
create index conversations_began on conversations (
  company_id, (coalesce(first_inbound_at, created_at))
) where deleted_at is null;

-- The timeline of a conversation, without the looks at it.
create index audit_entries_conversation_changes
  on audit_entries (company_id, resource_id, occurred_at desc, sequence desc)
  where resource_type = 'conversation'
    and entry ->> 'operation' in (
      'conversations.create', 'conversations.status', 'conversations.assign', 'conversations.update',
      'conversations.snooze', 'conversations.wake', 'conversations.link', 'conversations.merge',
      'conversations.split'
    );
create index conversations_split_from on conversations (split_from_id) where split_from_id is not null;

-- Snoozed conversations that did not change for a while, without a waiting command. The reconciler asks
-- Temporal if their runs are alive.
create function list_quiet_conversations(p_after bigint, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, conversation_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select conversations.company_id, conversations.id
  from conversations
  where conversations.snoozed_until is not null
    and conversations.deleted_at is null
    and conversations.id > p_after
    and conversations.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'conversation/' || conversations.id
    )
  order by conversations.id
  limit p_limit
$$;
alter function list_quiet_conversations(bigint, integer, integer) owner to relais_system;
revoke all on function list_quiet_conversations(bigint, integer, integer) from public;
grant execute on function list_quiet_conversations(bigint, integer, integer) to relais_app;

-- One message, received or sent. Messages with the same `content_hash` are one row: the same mail may be read
-- several times, and from several mailboxes.
create table messages (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  -- Also in its Message-ID and in the workflow that sends it.
  uuid uuid not null default new_uuid_v7(),
  conversation_id bigint not null,
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'custom')),
  mailbox_id bigint,
  direction text not null check (direction in ('in', 'out')),
  -- Of a message written here. Null: received, or written with another mail client.
  author_id bigint,
  sender_name text not null default '',
  sender_address text,
  -- `[{kind: to|cc|bcc|reply_to, name, address}]`
  recipients jsonb not null default '[]' check (jsonb_typeof(recipients) = 'array'),
  subject text not null default '',
  -- RFC 5322 ids, without the angle brackets.
  internet_message_id text,
  in_reply_to text,
  reference_ids text[] not null default '{}',
  content_hash bytea,
  -- Readable text, without what the sender's style hides.
  text text not null default '',
  -- Where the quoted history begins in `text`. Null: nothing is quoted.
  quote_offset integer,
  -- Sanitised; images of other servers are not in it until a person asks (`data-remote-src`).
  html text,
  has_remote_images boolean not null default false,
  -- Of the parser (MAIL_FLAGS); `bulk`, `stranger`, `other_conversation`, `from_own_address`, `from_own_domain`,
  -- `not_authenticated` (ADR 0024).
  flags text[] not null default '{}',
  attachment_names text not null default '',
  -- The message as received, in `files`.
  raw_sha256 text,
  size_bytes bigint,
  -- As its sender dates it. For the order, `occurred_at`: when it was received or accepted for sending.
  sent_at timestamptz,
  occurred_at timestamptz not null,
  -- Of an outgoing message: how sending it goes. Null: received, or sent by another client.
  status text check (
    status in ('queued', 'sending', 'retrying', 'sent', 'failed', 'cancelled', 'uncertain')
  ),
  send_after timestamptz,
  attempt_count integer not null default 0,
  next_attempt_at timestamptz,
  error_code text,
  -- What the server answered, cut.
  error_text text,
  bounced_at timestamptz,
  created_at timestamptz not null default now(),
  search tsvector generated always as (
    entity_search(
      left(subject, 1000) || ' ; ' || left(sender_name, 500) || ' ; ' || coalesce(sender_address, '')
        || ' ; ' || left(attachment_names, 5000) || ' ; ' || left(text, 100000),
      '[]'::jsonb
    )
  ) stored,
  unique (company_id, id),
  unique (uuid),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id),
  foreign key (company_id, author_id) references users (company_id, id)
);
alter table messages enable row level security;
alter table messages force row level security;
create policy company_isolation on messages
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on messages to relais_system using (true) with check (true);
grant select, insert, update on messages to relais_app;
grant select on messages to relais_system;
create unique index messages_content_hash on messages (content_hash, company_id)
  where content_hash is not null;
create index messages_internet_message_id on messages (internet_message_id, company_id)
  where internet_message_id is not null;
create index messages_statistics on messages (company_id, occurred_at)
  include (conversation_id, direction, status);
create index messages_conversation on messages (conversation_id, occurred_at, id);
create index messages_raw_sha256 on messages (raw_sha256) where raw_sha256 is not null;
create index messages_open on messages (id)
  where status in ('queued', 'sending', 'retrying');
create index messages_search on messages using gin (company_id, search);

-- The conversations with a message that has all these words, within a reach: those with the newest messages. As
-- search_leads: row level security would keep relais_app from the search index, and the function has no
-- parameter that could name another company. Messages are searched in growing windows, the newest first, so that
-- a word that most of them have does not read all of them. Dynamic: the plan depends on how common the words are.
create function search_conversations(
  p_text text, p_reach text, p_user bigint, p_call_centre bigint, p_limit integer
) returns table (id bigint)
language plpgsql security definer stable
set search_path = public, pg_temp
as $$
declare
  v_high bigint;
  v_size bigint := 40000;
  v_found bigint[] := '{}';
begin
  select max(messages.id) into v_high from messages;
  while v_high > 0 and cardinality(v_found) < p_limit loop
    execute $query$
      select array(
        select conversation_id
        from (
          select unnest($1) as conversation_id, 0 as rank, 0 as message_id
          union all
          select matching.conversation_id, 1, matching.message_id
          from (
            select messages.conversation_id, max(messages.id) as message_id
            from messages
            where messages.company_id = $2
              and messages.id > $3 and messages.id <= $4
              and messages.search @@ $5
            group by messages.conversation_id
          ) matching
          join conversations
            on conversations.company_id = $2 and conversations.id = matching.conversation_id
          where conversations.deleted_at is null
            and conversations.id <> all ($1)
            and case $6
              when 'company' then true
              when 'centre_or_shared' then
                conversations.assigned_to = $7
                or conversations.call_centre_id = $8
                or conversations.call_centre_id is null
            end
        ) as found
        order by rank, message_id desc
        limit $9
      )
    $query$
    into v_found
    using v_found, current_company_id(), v_high - v_size, v_high, entity_query(p_text), p_reach, p_user,
      p_call_centre, p_limit;
    v_high := v_high - v_size;
    v_size := v_size * 4;
  end loop;
  return query select unnest(v_found);
end
$$;
alter function search_conversations(text, text, bigint, bigint, integer) owner to relais_system;
revoke all on function search_conversations(text, text, bigint, bigint, integer) from public;
grant execute on function search_conversations(text, text, bigint, bigint, integer) to relais_app;

-- The mailboxes in which a message was found: its addressees within the company.
create table message_mailboxes (
  company_id bigint not null,
  message_id bigint not null,
  mailbox_id bigint not null,
  primary key (company_id, message_id, mailbox_id),
  foreign key (company_id, message_id) references messages (company_id, id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id)
);
alter table message_mailboxes enable row level security;
alter table message_mailboxes force row level security;
create policy company_isolation on message_mailboxes
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on message_mailboxes to relais_app;

-- Which conversation a Message-ID belongs to, also one that is only named by another message: so the order of
-- arrival does not matter. Those of a deleted conversation lead nowhere: it stays deleted, and an answer to it opens
-- a new one (ADR 0024).
create table thread_ids (
  company_id bigint not null,
  internet_message_id text not null,
  conversation_id bigint not null,
  primary key (internet_message_id, company_id, conversation_id),
  foreign key (company_id, conversation_id) references conversations (company_id, id)
);
alter table thread_ids enable row level security;
alter table thread_ids force row level security;
create policy company_isolation on thread_ids
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on thread_ids to relais_app;
create index thread_ids_conversation on thread_ids (conversation_id);

-- Every message that was found in a mailbox, and what became of it.
create table mailbox_items (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  mailbox_id bigint not null,
  path text not null,
  uid_validity bigint not null,
  uid bigint not null,
  -- No foreign key: the item stays when its cycle is purged.
  cycle_id uuid,
  -- `pending`: it could not be read or stored yet, and is tried again.
  outcome text not null check (
    outcome in ('new', 'duplicate', 'newsletter', 'filtered', 'own_copy', 'pending', 'quarantined', 'dropped')
  ),
  reason text not null,
  message_id bigint,
  content_hash bytea,
  internet_message_id text,
  size_bytes bigint,
  received_at timestamptz,
  attempt_count integer not null default 1,
  error_text text,
  -- Of one that waits: whether it is news once it is stored.
  is_news boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  unique (mailbox_id, path, uid_validity, uid, company_id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id),
  foreign key (company_id, message_id) references messages (company_id, id)
);
alter table mailbox_items enable row level security;
alter table mailbox_items force row level security;
create policy company_isolation on mailbox_items
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on mailbox_items to relais_system using (true) with check (true);
grant select, insert, update on mailbox_items to relais_app;
grant select on mailbox_items to relais_system;
create index mailbox_items_waiting on mailbox_items (mailbox_id, outcome, id)
  where outcome in ('pending', 'quarantined');
create index mailbox_items_mailbox on mailbox_items (mailbox_id, id desc);
create index mailbox_items_cycle on mailbox_items (cycle_id, id);
create index mailbox_items_message on mailbox_items (message_id) where message_id is not null;
create index mailbox_items_content_hash on mailbox_items (content_hash) where content_hash is not null;

-- Messages of mailboxes that wait or were given up, for /metrics. Index: mailbox_items_waiting.
create function count_unread_mails()
returns table (outcome text, count bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select mailbox_items.outcome, count(*)
  from mailbox_items
  where mailbox_items.outcome in ('pending', 'quarantined')
  group by mailbox_items.outcome
$$;
alter function count_unread_mails() owner to relais_system;
revoke all on function count_unread_mails() from public;
grant execute on function count_unread_mails() to relais_app;

-- A file of a message, or one that was uploaded for a reply that is not sent yet. The content is in `files`.
create table message_attachments (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  conversation_id bigint,
  message_id bigint,
  -- Who uploaded it. Null: received.
  uploaded_by bigint,
  file_name text not null check (length(file_name) between 1 and 255),
  -- By its content, not by its name.
  media_type text not null,
  size_bytes bigint not null,
  -- Null: refused, so its content was not kept.
  sha256 text,
  -- `executable`, `type_mismatch`, `too_large`, …
  refused_reason text,
  -- Of an upload that is purged: `removing`, a process removes the file; `removed`, the row stays for a day as a
  -- trace, without its name and conversation.
  file_state text not null default 'kept' check (file_state in ('kept', 'removing', 'removed')),
  file_state_at timestamptz not null default now(),
  content_id text,
  is_inline boolean not null default false,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, message_id) references messages (company_id, id),
  foreign key (company_id, uploaded_by) references users (company_id, id),
  check ((sha256 is null) = (refused_reason is not null))
);
alter table message_attachments enable row level security;
alter table message_attachments force row level security;
create policy company_isolation on message_attachments
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on message_attachments to relais_system using (true) with check (true);
grant select, insert, update, delete on message_attachments to relais_app;
grant select, delete on message_attachments to relais_system;
create index message_attachments_message on message_attachments (message_id);
create index message_attachments_conversation on message_attachments (conversation_id, id);
create index message_attachments_unsent on message_attachments (created_at) where message_id is null;

-- Uploads that no message took within p_unsent_days, removals of their files that a process left unfinished, and
-- traces older than a day, oldest first.
create function list_expired_uploads(p_unsent_days integer, p_limit integer)
returns table (company_id bigint, attachment_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select message_attachments.company_id, message_attachments.id
  from message_attachments
  where message_attachments.message_id is null
    and message_attachments.sha256 is not null
    and case message_attachments.file_state
      when 'kept' then message_attachments.created_at < now() - make_interval(days => p_unsent_days)
      when 'removing' then message_attachments.file_state_at < now() - interval '10 minutes'
      else message_attachments.file_state_at < now() - interval '1 day'
    end
  order by message_attachments.created_at
  limit p_limit
$$;
alter function list_expired_uploads(integer, integer) owner to relais_system;
revoke all on function list_expired_uploads(integer, integer) from public;
grant execute on function list_expired_uploads(integer, integer) to relais_app;
create index message_attachments_sha256 on message_attachments (sha256) where sha256 is not null;

-- What a mail server reported about a message that was sent: a bounce or a complaint (RFC 3464, RFC 5965).
create table message_reports (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  -- The message it is about.
  message_id bigint not null,
  -- The message that holds the report.
  report_message_id bigint,
  kind text not null check (kind in ('bounce', 'delay', 'complaint')),
  recipient text,
  status_code text,
  diagnostic text,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, message_id) references messages (company_id, id),
  foreign key (company_id, report_message_id) references messages (company_id, id)
);
alter table message_reports enable row level security;
alter table message_reports force row level security;
create policy company_isolation on message_reports
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on message_reports to relais_app;
create index message_reports_message on message_reports (message_id);

-- Each attempt to send a message. The row is committed before the mail server is called (ADR 0025).
create table message_attempts (
  company_id bigint not null,
  message_id bigint not null,
  attempt integer not null,
  mailbox_id bigint not null,
  -- Their addresses.
  recipients text[] not null,
  started_at timestamptz not null,
  -- Committed before the end of the mail is sent: until then no server has accepted it.
  handed_over_at timestamptz,
  -- Null: under way, or the process died.
  finished_at timestamptz,
  outcome text check (
    outcome in ('sent', 'partial', 'temporary', 'permanent', 'recipient_refused', 'uncertain')
  ),
  error_code text,
  error_text text,
  -- `[{address, is_temporary, error_code, error_text}]`: whom the server did not take.
  refused jsonb not null default '[]' check (jsonb_typeof(refused) = 'array'),
  primary key (company_id, message_id, attempt),
  foreign key (company_id, message_id) references messages (company_id, id),
  foreign key (company_id, mailbox_id) references mailboxes (company_id, id)
);
alter table message_attempts enable row level security;
alter table message_attempts force row level security;
create policy company_isolation on message_attempts
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on message_attempts to relais_system using (true) with check (true);
grant select, insert, update on message_attempts to relais_app;
grant select on message_attempts to relais_system;
create index message_attempts_mailbox on message_attempts (mailbox_id, started_at);

-- Outgoing messages that should have been attempted a while ago.
create function list_quiet_replies(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, message_uuid uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select messages.company_id, messages.uuid
  from messages
  where messages.status in ('queued', 'sending', 'retrying')
    and messages.uuid > p_after
    and coalesce(
      messages.next_attempt_at,
      (
        select max(message_attempts.started_at)
        from message_attempts
        where messages.status = 'sending'
          and message_attempts.company_id = messages.company_id
          and message_attempts.message_id = messages.id
      ),
      messages.send_after
    ) < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'reply/' || messages.uuid
    )
  order by messages.uuid
  limit p_limit
$$;
alter function list_quiet_replies(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_replies(uuid, integer, integer) from public;
grant execute on function list_quiet_replies(uuid, integer, integer) to relais_app;

-- Whether the mail of a sender is a newsletter, as a person decided.
create table newsletter_senders (
  company_id bigint not null references companies (id),
  address text not null,
  is_newsletter boolean not null,
  decided_by bigint,
  created_at timestamptz not null default now(),
  primary key (company_id, address),
  foreign key (company_id, decided_by) references users (company_id, id)
);
alter table newsletter_senders enable row level security;
alter table newsletter_senders force row level security;
create policy company_isolation on newsletter_senders
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on newsletter_senders to relais_app;

-- Why a conversation is in its folder, or in none.
create table folder_decisions (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  conversation_id bigint not null,
  -- Null: no folder.
  folder_id bigint,
  source text not null check (source in ('rules', 'reclassify', 'person')),
  -- The condition that matched, and the text it matched in.
  reason jsonb not null default '{}' check (jsonb_typeof(reason) = 'object'),
  rules_version integer,
  decided_by bigint,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, folder_id) references inbox_folders (company_id, id),
  foreign key (company_id, decided_by) references users (company_id, id)
);
alter table folder_decisions enable row level security;
alter table folder_decisions force row level security;
create policy company_isolation on folder_decisions
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on folder_decisions to relais_app;
create index folder_decisions_conversation on folder_decisions (conversation_id, id desc);

-- A run of the rules over conversations that are there already.
create table reclassifications (
  id uuid primary key,
  company_id bigint not null references companies (id),
  -- Only the conversations of this folder. Null: all.
  folder_id bigint,
  -- Its conversations go here: the folder was deleted.
  target_folder_id bigint,
  -- The rules it runs with.
  rules_version integer not null,
  status text not null check (
    status in ('waiting', 'running', 'succeeded', 'failed', 'cancelled', 'superseded')
  ),
  total_count integer not null default 0,
  done_count integer not null default 0,
  moved_count integer not null default 0,
  -- Conversations up to this id are done.
  last_conversation_id bigint not null default 0,
  requested_by bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, folder_id) references inbox_folders (company_id, id),
  foreign key (company_id, target_folder_id) references inbox_folders (company_id, id),
  foreign key (company_id, requested_by) references users (company_id, id)
);
alter table reclassifications enable row level security;
alter table reclassifications force row level security;
create policy company_isolation on reclassifications
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on reclassifications to relais_system using (true) with check (true);
grant select, insert, update on reclassifications to relais_app;
grant select on reclassifications to relais_system;
create index reclassifications_company on reclassifications (company_id, id desc);
create index reclassifications_open on reclassifications (id) where status in ('waiting', 'running');

create function list_quiet_reclassifications(
  p_after uuid, p_quiet_seconds integer, p_limit integer
)
returns table (company_id bigint, reclassification_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select reclassifications.company_id, reclassifications.id
  from reclassifications
  where reclassifications.status in ('waiting', 'running')
    and reclassifications.id > p_after
    and reclassifications.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'reclassify/' || reclassifications.id
    )
  order by reclassifications.id
  limit p_limit
$$;
alter function list_quiet_reclassifications(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_reclassifications(uuid, integer, integer) from public;
grant execute on function list_quiet_reclassifications(uuid, integer, integer) to relais_app;

-- A note that only colleagues read.
create table conversation_notes (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  conversation_id bigint not null,
  author_id bigint not null,
  text text not null check (length(text) between 1 and 20000),
  mentioned_user_ids bigint[] not null default '{}',
  created_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, author_id) references users (company_id, id)
);
alter table conversation_notes enable row level security;
alter table conversation_notes force row level security;
create policy company_isolation on conversation_notes
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on conversation_notes to relais_app;
create index conversation_notes_conversation on conversation_notes (conversation_id, id);

-- Something to do, with or without a conversation.
create table tasks (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  call_centre_id bigint,
  conversation_id bigint,
  person_id bigint,
  title text not null check (length(title) between 1 and 300),
  due_at timestamptz,
  assigned_to bigint,
  done_at timestamptz,
  done_by bigint,
  created_by bigint,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, call_centre_id) references call_centres (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, person_id) references people (company_id, id),
  foreign key (company_id, assigned_to) references users (company_id, id),
  foreign key (company_id, done_by) references users (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
alter table tasks enable row level security;
alter table tasks force row level security;
create policy company_isolation on tasks
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on tasks to relais_app;
create index tasks_conversation on tasks (conversation_id, id) where conversation_id is not null;
create index tasks_assigned_to on tasks (company_id, assigned_to, due_at) where deleted_at is null;
create index tasks_person on tasks (person_id, id) where person_id is not null;

-- A conversation to come back to at an exact time; cancelled by an answer if asked so.
create table follow_ups (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  conversation_id bigint not null,
  user_id bigint not null,
  due_at timestamptz not null,
  note text,
  is_cancelled_by_answer boolean not null,
  status text not null default 'waiting' check (status in ('waiting', 'due', 'cancelled', 'done')),
  cancelled_reason text check (cancelled_reason in ('answered', 'person', 'conversation_deleted')),
  created_by bigint,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
alter table follow_ups enable row level security;
alter table follow_ups force row level security;
create policy company_isolation on follow_ups
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on follow_ups to relais_system using (true) with check (true);
grant select, insert, update on follow_ups to relais_app;
grant select on follow_ups to relais_system;
create index follow_ups_conversation on follow_ups (conversation_id, id);
create index follow_ups_waiting on follow_ups (due_at) where status = 'waiting';
create index follow_ups_user on follow_ups (company_id, user_id, due_at) where status in ('waiting', 'due');

-- Follow-ups that are due within an hour, or should have been, and have no waiting command: their run should be
-- alive in Temporal. Those of later days are looked at when their hour comes.
create function list_quiet_follow_ups(p_after bigint, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, follow_up_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select follow_ups.company_id, follow_ups.id
  from follow_ups
  where follow_ups.status = 'waiting'
    and follow_ups.due_at < now() + interval '1 hour'
    and follow_ups.id > p_after
    and follow_ups.created_at <= now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands
      where commands.company_id = follow_ups.company_id
        and commands.workflow_id = 'follow-up/' || follow_ups.id::text
    )
  order by follow_ups.id
  limit p_limit
$$;
alter function list_quiet_follow_ups(bigint, integer, integer) owner to relais_system;
revoke all on function list_quiet_follow_ups(bigint, integer, integer) from public;
grant execute on function list_quiet_follow_ups(bigint, integer, integer) to relais_app;

-- Answers that are written once and used often, with variables.
create table canned_replies (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  name text not null check (length(name) between 1 and 100),
  body text not null check (length(body) between 1 and 20000),
  version integer not null default 1,
  created_by bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
alter table canned_replies enable row level security;
alter table canned_replies force row level security;
create policy company_isolation on canned_replies
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on canned_replies to relais_app;
create unique index canned_replies_name on canned_replies (company_id, lower(name)) where deleted_at is null;

-- What a user has begun to write in a conversation, so that another device has it.
create table reply_drafts (
  company_id bigint not null,
  conversation_id bigint not null,
  user_id bigint not null,
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (company_id, conversation_id, user_id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table reply_drafts enable row level security;
alter table reply_drafts force row level security;
create policy company_isolation on reply_drafts
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on reply_drafts to relais_system using (true) with check (true);
grant select, insert, update, delete on reply_drafts to relais_app;
grant select, delete on reply_drafts to relais_system;
create index reply_drafts_updated_at on reply_drafts (updated_at);

-- Deletes drafts that were not changed for p_days, at most p_limit per call. Out: how many. Twice, or at once: each goes
-- once; one that is written meanwhile stays.
create function purge_reply_drafts(p_limit integer, p_days integer) returns bigint
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_before timestamptz := now() - make_interval(days => p_days);
  v_count bigint;
begin
  delete from reply_drafts
  where updated_at < v_before
    and ctid = any (array(
      select ctid from reply_drafts where updated_at < v_before order by updated_at limit p_limit
    ));
  get diagnostics v_count = row_count;
  return v_count;
end $$;
alter function purge_reply_drafts(integer, integer) owner to relais_system;
revoke all on function purge_reply_drafts(integer, integer) from public;
grant execute on function purge_reply_drafts(integer, integer) to relais_app;

-- Who looks at a conversation or types in it now.
create table conversation_presence (
  company_id bigint not null,
  conversation_id bigint not null,
  user_id bigint not null,
  state text not null check (state in ('viewing', 'typing')),
  expires_at timestamptz not null,
  primary key (company_id, conversation_id, user_id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table conversation_presence enable row level security;
alter table conversation_presence force row level security;
create policy company_isolation on conversation_presence
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on conversation_presence to relais_system using (true) with check (true);
grant select, insert, update, delete on conversation_presence to relais_app;
grant select, delete on conversation_presence to relais_system;
create index conversation_presence_user on conversation_presence (user_id);

-- migrate:down
