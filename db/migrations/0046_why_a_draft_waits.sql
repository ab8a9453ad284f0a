-- migrate:up

-- Why a person decides about a draft (`PERSON_REASONS`). Null: none is written, or it was written before this column.
alter table auto_replies add column person_reason text check (length(person_reason) <= 50);

-- migrate:down
