-- migrate:up

-- What was looked at by rules in the headers of a received mail (`ParsedMail.headers`).
alter table messages add column headers jsonb not null default '{}' check (jsonb_typeof(headers) = 'object');
-- The draft it was sent from. Its mail says that it is automatic, unless a person approved it.
alter table messages add column auto_reply_id uuid;

-- How the conversations of a folder are answered automatically. No row: not at all.
create table folder_auto_replies (
  company_id bigint not null,
  folder_id bigint not null,
  mode text not null default 'off' check (mode in ('off', 'auto', 'validation')),
  prompt text not null default '' check (length(prompt) <= 8000),
  tone text not null default 'neutral' check (tone in ('neutral', 'warm', 'formal')),
  -- Null: that of the sender.
  language text check (language in ('fr', 'en', 'de', 'es', 'it', 'nl')),
  -- Null: that of the mailbox.
  signature text check (length(signature) <= 2000),
  uses_knowledge boolean not null default true,
  -- Outside of them, a person approves what would be sent by itself.
  business_hours_only boolean not null default false,
  expiry_minutes integer not null default 1440 check (expiry_minutes between 5 and 43200),
  on_expiry text check (on_expiry in ('discard', 'escalate')),
  -- Before the expiry.
  reminder_minutes integer[] not null default '{}' check (cardinality(reminder_minutes) <= 5),
  approvers text not null default 'team' check (approvers in ('team', 'supervisors')),
  needs_two boolean not null default false,
  -- Hosts to which a reply may link.
  allowed_hosts text[] not null default '{}' check (cardinality(allowed_hosts) <= 50),
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (folder_id, company_id),
  foreign key (company_id, folder_id) references inbox_folders (company_id, id),
  check (mode = 'off' or (prompt <> '' and on_expiry is not null))
);
alter table folder_auto_replies alter column company_id set statistics 0;
alter table folder_auto_replies enable row level security;
alter table folder_auto_replies force row level security;
create policy company_isolation on folder_auto_replies
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on folder_auto_replies to relais_app;

-- One answer that was, or was not, written for one received message.
create table auto_replies (
  id uuid primary key,
  company_id bigint not null,
  conversation_id bigint not null,
  -- The received message that it answers.
  message_id bigint not null,
  folder_id bigint not null,
  -- `auto`: sent by itself if nothing speaks against it.
  mode text not null check (mode in ('auto', 'validation')),
  status text not null check (
    status in (
      'refused', 'drafting', 'waiting', 'accepted', 'rejected', 'superseded', 'expired', 'failed'
    )
  ),
  -- Rules that speak against an automatic reply (src/domain/auto-replies/refusals.ts).
  refusals text[] not null default '{}',
  -- 0: nothing is written yet.
  version integer not null default 0,
  text text not null default '' check (length(text) <= 20000),
  subject text not null default '',
  recipient_name text not null default '',
  recipient_address text,
  -- The last message of the conversation when it was written: a newer one makes the draft old.
  thread_head_id bigint,
  -- SHA-256 of recipient, subject, text and thread head. An approval names it.
  content_hash bytea,
  language text,
  intent text,
  -- `[{passage_id, article_id, title, quote}]`
  citations jsonb not null default '[]' check (jsonb_typeof(citations) = 'array'),
  -- `[{code, …}]`: why it is not sent by itself.
  findings jsonb not null default '[]' check (jsonb_typeof(findings) = 'array'),
  -- What a person asks the next version to do.
  instruction text check (length(instruction) <= 2000),
  assigned_to bigint,
  first_approved_by bigint,
  first_approved_at timestamptz,
  decided_by bigint,
  decided_at timestamptz,
  -- Of a rejection, an end by something else, or a failure.
  reason text check (length(reason) <= 2000),
  expires_at timestamptz,
  next_reminder_at timestamptz,
  is_escalated boolean not null default false,
  -- What was sent.
  sent_message_id bigint,
  -- Of the sent text to what the model wrote, 0 to 1.
  similarity real,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (company_id, id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, message_id) references messages (company_id, id),
  foreign key (company_id, folder_id) references inbox_folders (company_id, id),
  foreign key (company_id, thread_head_id) references messages (company_id, id),
  foreign key (company_id, assigned_to) references users (company_id, id),
  foreign key (company_id, first_approved_by) references users (company_id, id),
  foreign key (company_id, decided_by) references users (company_id, id),
  foreign key (company_id, sent_message_id) references messages (company_id, id),
  check (status <> 'waiting' or (content_hash is not null and expires_at is not null))
);
alter table auto_replies alter column company_id set statistics 0;
alter table auto_replies enable row level security;
alter table auto_replies force row level security;
create policy company_isolation on auto_replies
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on auto_replies to relais_system using (true) with check (true);
grant select, insert, update on auto_replies to relais_app;
grant select on auto_replies to relais_system;
-- One answer to one message: a second run of the planning finds it.
create unique index auto_replies_message on auto_replies (message_id, company_id);
-- At most one is open in a conversation.
create unique index auto_replies_open on auto_replies (conversation_id, company_id)
  where status in ('drafting', 'waiting');
create index auto_replies_conversation on auto_replies (conversation_id, created_at desc);
create index auto_replies_waiting on auto_replies (company_id, expires_at, id) where status = 'waiting';
create index auto_replies_recent on auto_replies (company_id, created_at);
create index auto_replies_sent on auto_replies (sent_message_id) where sent_message_id is not null;
alter table messages add foreign key (company_id, auto_reply_id) references auto_replies (company_id, id);

-- All that was written for one answer, by the model or by a person.
create table auto_reply_versions (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  auto_reply_id uuid not null,
  version integer not null,
  text text not null,
  content_hash bytea not null,
  citations jsonb not null default '[]' check (jsonb_typeof(citations) = 'array'),
  findings jsonb not null default '[]' check (jsonb_typeof(findings) = 'array'),
  -- Null: the model.
  author_id bigint,
  instruction text,
  created_at timestamptz not null default now(),
  unique (company_id, id),
  unique (auto_reply_id, version, company_id),
  foreign key (company_id, auto_reply_id) references auto_replies (company_id, id),
  foreign key (company_id, author_id) references users (company_id, id)
);
alter table auto_reply_versions alter column company_id set statistics 0;
alter table auto_reply_versions enable row level security;
alter table auto_reply_versions force row level security;
create policy company_isolation on auto_reply_versions
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on auto_reply_versions to relais_app;

-- When a conversation is looked at for a folder by AI and an automatic reply: some seconds after its last new message.
alter table conversations add column answer_due_at timestamptz;
create index conversations_answer_due on conversations (id) where answer_due_at is not null and deleted_at is null;

-- Snoozed conversations, and those to be looked at for an answer, that did not change for a while, without a waiting
-- command. The reconciler asks Temporal if their runs are alive.
create or replace function list_quiet_conversations(p_after bigint, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, conversation_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select conversations.company_id, conversations.id
  from conversations
  where (conversations.snoozed_until is not null or conversations.answer_due_at is not null)
    and conversations.deleted_at is null
    and conversations.id > p_after
    and conversations.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'conversation/' || conversations.id
    )
  order by conversations.id
  limit p_limit
$$;

-- Open drafts whose run should have done something a while ago, without a waiting command. The reconciler asks
-- Temporal if their runs are alive.
create function list_quiet_auto_replies(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, auto_reply_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select auto_replies.company_id, auto_replies.id
  from auto_replies
  where auto_replies.status in ('drafting', 'waiting')
    and auto_replies.id > p_after
    and auto_replies.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'auto-reply/' || auto_replies.id
    )
  order by auto_replies.id
  limit p_limit
$$;
alter function list_quiet_auto_replies(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_auto_replies(uuid, integer, integer) from public;
grant execute on function list_quiet_auto_replies(uuid, integer, integer) to relais_app;

-- migrate:down
