-- migrate:up

-- What belongs in a folder, for the language model: it is asked about conversations that no rule took. Null: the
-- model does not file here.
alter table inbox_folders add column ai_description text check (length(ai_description) between 1 and 1000);
-- A less certain answer leaves the conversation without a folder.
alter table inbox_folders add column ai_threshold real not null default 0.7 check (ai_threshold between 0 and 1);

-- What a language model read in the newest message that it was asked about.
alter table conversations add column intent text check (
  intent in ('question', 'reclamation', 'rendez_vous', 'commande', 'urgence', 'spam', 'autre')
);
alter table conversations add column urgency text check (urgency in ('low', 'normal', 'high'));
alter table conversations add column language text check (language ~ '^[a-z]{2}$');
-- The message that the model was asked about: with or without an answer, it is not asked about it again.
alter table conversations add column classified_message_id bigint;
alter table conversations add foreign key (company_id, classified_message_id) references messages (company_id, id);

alter table folder_decisions drop constraint folder_decisions_source_check;
alter table folder_decisions add constraint folder_decisions_source_check
  check (source in ('rules', 'reclassify', 'person', 'ai'));
-- The newest moves of people into a folder: examples for the model.
create index folder_decisions_person on folder_decisions (folder_id, id desc)
  where source = 'person' and rules_version is null;
-- What the model decided in a period: its accuracy.
create index folder_decisions_ai on folder_decisions (company_id, created_at) where source = 'ai';

-- A reclassification may ask the model about what no rule took, the newest conversations first.
alter table reclassifications add column uses_ai boolean not null default false;
-- How many it is to be asked about. Null: the rules are not done.
alter table reclassifications add column ai_total_count integer;
alter table reclassifications add column ai_asked_count integer not null default 0;
alter table reclassifications add column ai_filed_count integer not null default 0;
-- Conversations from this id on are done.
alter table reclassifications add column ai_last_conversation_id bigint;
alter table reclassifications
  add foreign key (company_id, ai_last_conversation_id) references conversations (company_id, id);
-- How that part ended.
alter table reclassifications add column ai_outcome text check (
  ai_outcome in (
    'done', 'limit_reached', 'over_budget', 'ai_not_configured', 'timeout', 'rate_limited', 'unavailable'
  )
);

-- migrate:down
