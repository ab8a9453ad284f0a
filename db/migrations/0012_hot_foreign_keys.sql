-- migrate:up

-- A foreign key to companies locks the company's row for each inserted row. Every transaction of a
-- company inserts into these tables, so all of them would write locks to that one row. Row level
-- security refuses the id of another company, and rows of actions name users of their company.
alter table actions drop constraint actions_company_id_fkey;
alter table events drop constraint events_company_id_fkey;
alter table commands drop constraint commands_company_id_fkey;
alter table audit_entries drop constraint audit_entries_company_id_fkey;
alter table stream_events drop constraint stream_events_company_id_fkey;

-- migrate:down
