-- migrate:up

-- What a person made of a proposed rule "the sender is": it is not proposed again. Without the address.
create table folder_proposals (
  -- Made of the folder and the sender (src/queries/inbox-folders/proposals.ts).
  id uuid not null,
  company_id bigint not null,
  folder_id bigint not null,
  decision text not null check (decision in ('accepted', 'dismissed')),
  decided_by bigint,
  decided_at timestamptz not null default now(),
  primary key (id, company_id),
  foreign key (company_id, folder_id) references inbox_folders (company_id, id),
  foreign key (company_id, decided_by) references users (company_id, id)
);
alter table folder_proposals alter column company_id set statistics 0;
alter table folder_proposals enable row level security;
alter table folder_proposals force row level security;
create policy company_isolation on folder_proposals
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on folder_proposals to relais_app;

-- What people moved to a folder, by sender.
create index conversations_moved on conversations (company_id, folder_id, contact_address)
  where is_folder_manual and deleted_at is null;

-- migrate:down
