-- migrate:up

-- A company's statuses of records, per type of record. A type without rows has the default statuses
-- (src/domain/entity-statuses/defaults.ts).
create table entity_statuses (
  company_id bigint not null references companies (id),
  entity_type text not null
    check (entity_type in ('prospect', 'candidat', 'eleve', 'formateur', 'session', 'document')),
  code text not null check (length(code) between 1 and 100),
  label text not null,
  tone text not null
    check (tone in ('neutral', 'moving', 'waiting', 'good', 'bad', 'late', 'info')),
  suggested_action_types text[] not null,
  position integer not null,
  primary key (company_id, entity_type, code)
);
alter table entity_statuses enable row level security;
alter table entity_statuses force row level security;
create policy company_isolation on entity_statuses
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, delete on entity_statuses to relais_app;

-- For the timeline of a record. The trail also has an entry for each look at the record, which this
-- index leaves out.
create index audit_entries_entity_changes
  on audit_entries (company_id, resource_id, occurred_at desc, sequence desc)
  where resource_type = 'entity'
    and entry ->> 'operation' in ('entities.create', 'entities.update');
create index notifications_entity on notifications (company_id, subject_id, user_id, id desc)
  where subject_type = 'entity';

-- migrate:down
