-- migrate:up

-- What was said in a conversation, as a language model sums it up. One row per conversation, made with the first try.
create table conversation_summaries (
  company_id bigint not null,
  conversation_id bigint not null,
  -- Points, questions, promises and the next step (src/domain/conversation-summaries/content.ts). Null: there is none.
  content jsonb check (jsonb_typeof(content) = 'object'),
  -- The last message that it knows, and how many there were: with others it is old.
  message_id bigint,
  message_count integer not null default 0,
  -- Of those, the old ones that the model did not get.
  omitted_message_count integer not null default 0,
  model text,
  is_demo boolean not null default false,
  -- Its row is deleted before the summary.
  ai_run_id uuid,
  -- Null: by itself.
  written_by bigint,
  written_at timestamptz,
  -- Why the last try gave none. Null: it gave one.
  failure text,
  failure_code text,
  failed_at timestamptz,
  -- `conversations.message_count` at the last try: by itself, the next one comes some messages later.
  tried_message_count integer not null default 0,
  -- Who has it written now, so that it is paid once. `claimed_by` null: the run of the conversation.
  claim_id uuid,
  claimed_by bigint,
  claimed_until timestamptz,
  primary key (conversation_id, company_id),
  foreign key (company_id, conversation_id) references conversations (company_id, id),
  foreign key (company_id, message_id) references messages (company_id, id),
  foreign key (company_id, written_by) references users (company_id, id),
  foreign key (company_id, claimed_by) references users (company_id, id),
  check (num_nulls(content, message_id, model, written_at) in (0, 4)),
  check ((claim_id is null) = (claimed_until is null))
);
alter table conversation_summaries alter column company_id set statistics 0;
alter table conversation_summaries enable row level security;
alter table conversation_summaries force row level security;
create policy company_isolation on conversation_summaries
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on conversation_summaries to relais_app;

-- migrate:down
