-- migrate:up

-- What `seal_facts` never writes, and the hash of an entry can't be computed from. `not valid`: a row that
-- is there already does not stop the migration; `npm run audit:verify` names it.
alter table audit_entries
  add constraint audit_entries_sequence_check check (sequence > 0) not valid,
  add constraint audit_entries_occurred_at_check check (isfinite(occurred_at)) not valid,
  add constraint audit_entries_hash_check check (octet_length(hash) = 32) not valid,
  add constraint audit_entries_previous_hash_check
    check (octet_length(previous_hash) = 32 or (sequence = 1 and previous_hash = '')) not valid;
alter table company_heads
  add constraint company_heads_sequence_check
    check (audit_sequence >= 0 and stream_sequence >= 0) not valid,
  add constraint company_heads_audit_hash_check
    check (octet_length(audit_hash) = 32 or (audit_sequence = 0 and audit_hash = '')) not valid;
-- Otherwise one such fact could not be sealed, and no later fact of its company either.
alter table facts
  add constraint facts_occurred_at_check check (isfinite(occurred_at)) not valid;

-- No query could use the indexes of `entry`: under row level security, the policy is evaluated before
-- operators that are not leakproof, such as ->> (docs/adr/0003). `=` on a column of text is leakproof.
-- A list by user reads the primary key backwards, as it did.
drop index audit_entries_resource;
drop index audit_entries_user;
alter table audit_entries
  add column resource_type text generated always as (entry ->> 'resource_type') stored,
  add column resource_id text generated always as (entry ->> 'resource_id') stored,
  add column request_id text generated always as (entry ->> 'request_id') stored;
create index audit_entries_resource on audit_entries
  (company_id, resource_type, resource_id, sequence desc);
create index audit_entries_request on audit_entries (company_id, request_id, sequence desc)
  where request_id is not null;

-- The heads that were not taken for p_interval_seconds: their next copy is due in the log. Each is taken by
-- one process alone. Twice: the second call takes none.
alter table company_heads add column taken_at timestamptz;
create function take_audit_heads(p_interval_seconds integer, p_limit integer)
returns table (company_id bigint, slug text, sequence bigint, hash bytea)
language sql security definer
set search_path = public, pg_temp
as $$
  update company_heads
  set taken_at = now()
  from companies
  where companies.id = company_heads.company_id
    and company_heads.company_id in (
      select due.company_id
      from company_heads due
      where due.taken_at is null
        or due.taken_at <= now() - make_interval(secs => p_interval_seconds)
      order by due.company_id
      limit p_limit
      for update skip locked
    )
  returning company_heads.company_id, companies.slug, company_heads.audit_sequence,
    company_heads.audit_hash
$$;
alter function take_audit_heads(integer, integer) owner to relais_system;
revoke all on function take_audit_heads(integer, integer) from public;
grant execute on function take_audit_heads(integer, integer) to relais_app;

-- migrate:down
