-- migrate:up

-- The parts that the model wrote, each with the passages that it names: `[{text, passage_ids}]`. Empty: written before
-- this column, or by a person.
alter table auto_replies add column segments jsonb not null default '[]'
  check (jsonb_typeof(segments) = 'array');
alter table auto_reply_versions add column segments jsonb not null default '[]'
  check (jsonb_typeof(segments) = 'array');

-- Mails whose link to the draft was used (ADR 0030): each link opens it once.
alter table auto_replies add column used_link_mail_ids uuid[] not null default '{}';

-- migrate:down
