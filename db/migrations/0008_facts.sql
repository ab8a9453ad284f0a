-- breaking: stop api and worker of the version before; the columns of notifications change.
-- migrate:up

-- Facts for the audit trail and the console stream, unordered. An insert takes no lock of the company,
-- so its transactions don't wait for each other. `seal_facts` moves the rows into the trail and the
-- stream, in order (docs/adr/0014).
create table facts (
  company_id bigint not null,
  id bigint generated always as identity,
  occurred_at timestamptz not null default clock_timestamp(),
  -- The entry of the audit trail; null if the fact is not audited.
  audit jsonb,
  topic text,
  resource_id text not null,
  user_id bigint,
  call_centre_id bigint,
  data jsonb,
  primary key (company_id, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
alter table facts enable row level security;
alter table facts force row level security;
create policy company_isolation on facts
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on facts to relais_system using (true) with check (true);
grant select, insert on facts to relais_app;
grant select, delete on facts to relais_system;

-- Moves a company's committed facts into its audit chain and its stream, oldest first, at most
-- p_limit of them. It locks the company's head row, so calls run one after the other, and readers see
-- sequences in order. Twice: the second call finds no fact.
create function seal_facts(p_company bigint, p_limit integer) returns integer
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_head company_heads;
  v_fact record;
  v_previous bytea;
  v_count integer := 0;
begin
  select * into v_head from company_heads where company_id = p_company for update;
  if not found then return 0; end if;
  for v_fact in
    with taken as (
      delete from facts
      where facts.company_id = p_company
        and facts.id in (
          select oldest.id from facts oldest
          where oldest.company_id = p_company
          order by oldest.id
          limit p_limit
        )
      returning facts.*
    )
    select * from taken order by taken.id
  loop
    v_count := v_count + 1;
    if v_fact.audit is not null then
      v_previous := v_head.audit_hash;
      v_head.audit_sequence := v_head.audit_sequence + 1;
      v_head.audit_hash := audit_hash(
        p_company, v_head.audit_sequence, v_fact.occurred_at, v_fact.audit, v_previous
      );
      insert into audit_entries (company_id, sequence, occurred_at, entry, previous_hash, hash)
      values (
        p_company, v_head.audit_sequence, v_fact.occurred_at, v_fact.audit, v_previous,
        v_head.audit_hash
      );
    end if;
    if v_fact.topic is not null then
      v_head.stream_sequence := v_head.stream_sequence + 1;
      insert into stream_events
        (company_id, sequence, topic, resource_id, user_id, call_centre_id, data)
      values (
        p_company, v_head.stream_sequence, v_fact.topic, v_fact.resource_id, v_fact.user_id,
        v_fact.call_centre_id, v_fact.data
      );
    end if;
  end loop;
  update company_heads
  set audit_sequence = v_head.audit_sequence,
      audit_hash = v_head.audit_hash,
      stream_sequence = v_head.stream_sequence
  where company_id = p_company and v_count > 0;
  return v_count;
end $$;

-- Companies with unsealed facts: facts of a process that died, and facts without a stream topic.
create function list_unsealed_companies() returns table (company_id bigint)
language sql security definer
set search_path = public, pg_temp
as $$ select distinct facts.company_id from facts $$;

drop function record_changes(jsonb, jsonb);
alter function seal_facts(bigint, integer) owner to relais_system;
alter function list_unsealed_companies() owner to relais_system;
revoke all on function seal_facts(bigint, integer) from public;
revoke all on function list_unsealed_companies() from public;
grant execute on function seal_facts(bigint, integer) to relais_app;
grant execute on function list_unsealed_companies() to relais_app;

-- A notification has any subject, and stores a code and parameters; its text is in the reader's
-- language (src/domain/notifications/texts.ts). Older rows keep their text, under the code `text`.
alter table notifications
  add column code text not null default 'text',
  add column params jsonb not null default '{}',
  add column subject_type text,
  add column subject_id text;
update notifications
set params = jsonb_build_object('titre', titre, 'message', message),
    subject_type = case
      when action_id is not null then 'action'
      when entity_id is not null then 'entity'
    end,
    subject_id = coalesce(action_id::text, entity_id::text);
alter table notifications
  alter column code drop default,
  alter column params drop default,
  drop column titre,
  drop column message,
  drop column action_id,
  drop column entity_id,
  add check ((subject_type is null) = (subject_id is null));

-- migrate:down
