-- migrate:up

-- What becomes of a row whose e-mail address or telephone number is that of a lead of the company. Imports
-- that were started before go on as they began.
alter table lead_imports add column duplicates text not null default 'create'
  check (duplicates in ('ignore', 'create'));
alter table lead_imports alter column duplicates set default 'ignore';
-- Such rows so far. Of an import that creates them, they are in created_count too.
alter table lead_imports add column duplicate_count integer not null default 0;

-- migrate:down
