-- migrate:up

create policy system_jobs on webhooks for select to relais_system using (true);
grant select (company_id, id, is_active, deleted_at) on webhooks to relais_system;

-- Webhooks that are inactive or deleted, and have pending deliveries without an attempt under way
-- (src/background/stopped-webhooks.ts). Index: webhook_deliveries_pending.
create function list_stopped_webhooks(p_limit integer)
returns table (company_id bigint, webhook_id bigint, is_deleted boolean)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select distinct webhooks.company_id, webhooks.id, webhooks.deleted_at is not null
  from webhook_deliveries
  join webhooks
    on webhooks.company_id = webhook_deliveries.company_id
    and webhooks.id = webhook_deliveries.webhook_id
    and (not webhooks.is_active or webhooks.deleted_at is not null)
  where webhook_deliveries.status = 'pending'
    and (webhook_deliveries.leased_until is null or webhook_deliveries.leased_until < now())
  limit p_limit
$$;

-- Circuits that are open, of active webhooks of all companies, for /metrics.
create policy system_jobs on webhook_health for select to relais_system using (true);
grant select (company_id, webhook_id, circuit) on webhook_health to relais_system;
create index webhook_health_open on webhook_health (company_id, webhook_id) where circuit = 'open';
create function count_open_circuits() returns bigint
language sql security definer stable
set search_path = public, pg_temp
as $$
  select count(*)
  from webhook_health
  join webhooks
    on webhooks.company_id = webhook_health.company_id
    and webhooks.id = webhook_health.webhook_id
  where webhook_health.circuit = 'open' and webhooks.is_active and webhooks.deleted_at is null
$$;
alter function list_stopped_webhooks(integer) owner to relais_system;
alter function count_open_circuits() owner to relais_system;
revoke all on function list_stopped_webhooks(integer) from public;
revoke all on function count_open_circuits() from public;
grant execute on function list_stopped_webhooks(integer) to relais_app;
grant execute on function count_open_circuits() to relais_app;

create policy system_jobs on webhook_attempts to relais_system using (true) with check (true);
create policy system_jobs on events to relais_system using (true) with check (true);
create policy system_jobs on contact_merges to relais_system using (true) with check (true);
grant delete on webhook_deliveries to relais_system;
grant select, delete on webhook_attempts to relais_system;
-- A row is locked before it is deleted, which needs the right to update.
grant update (leased_until) on webhook_deliveries to relais_system;
grant select, update (occurred_at), delete on events to relais_system;
grant update (mail_error), delete on lead_confirmations to relais_system;
grant select, update (snapshot, moved_lead_ids, moved_person_ids) on contact_merges to relais_system;

-- Events of actions and leads stay: their pages and timelines show them.
create index events_expiring on events (id) where subject_type not in ('action', 'lead');
create index lead_confirmations_expires_at on lead_confirmations (expires_at);
create index contact_merges_kept on contact_merges (created_at) where snapshot <> '{}';

-- Deletes history that is older than p_retention_days, at most p_limit rows of each kind per call: deliveries
-- that have ended, with their attempts; events that nothing shows or delivers any more; links that confirm an
-- e-mail address; what a merge needs to be undone. Out: how many. Twice, or at once: each row goes once; what
-- another transaction locks is left to the next call. Each kind is read by an index from its oldest entry, and
-- deleted by a list of ids: a join of the same rows reads whole tables.
create function purge_history(p_limit integer, p_retention_days integer, p_undo_days integer)
returns bigint
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_before timestamptz := now() - make_interval(days => p_retention_days);
  -- The smallest UUIDv7 of that time: its first 48 bits are milliseconds.
  v_first_id uuid := (
    lpad(to_hex((extract(epoch from v_before) * 1000)::bigint), 12, '0') || '7000' || '8000000000000000'
  )::uuid;
  v_company bigint;
  v_ids uuid[];
  v_total bigint := 0;
begin
  -- The id has the time of its making: a delivery that a user sent again later is kept as long again.
  for v_company, v_ids in
    with expired as materialized (
      select company_id, id
      from webhook_deliveries
      where id < v_first_id
        and status <> 'pending'
        and settled_at < v_before
      order by id
      limit p_limit
      for update skip locked
    )
    select company_id, array_agg(id) from expired group by company_id
  loop
    delete from webhook_attempts where company_id = v_company and delivery_id = any (v_ids);
    delete from webhook_deliveries where id = any (v_ids);
    v_total := v_total + cardinality(v_ids);
  end loop;

  -- A day later than a replay may ask for them. Of the oldest ones only: else a call would look at every old
  -- event whose deliveries wait for a later call. `coalesce` keeps the planner from reading all deliveries.
  v_ids := array(
    select id
    from events
    where id = any (array(
      select oldest.id
      from (
        select id, company_id
        from events
        where subject_type not in ('action', 'lead')
          and id < v_first_id
          and occurred_at < v_before - interval '1 day'
        order by id
        limit 10 * p_limit
      ) oldest
      where coalesce(
        (
          select false
          from webhook_deliveries
          where webhook_deliveries.company_id = oldest.company_id
            and webhook_deliveries.event_id = oldest.id
          limit 1
        ),
        true
      )
      limit p_limit
    ))
    for update skip locked
  );
  delete from events where id = any (v_ids);
  v_total := v_total + cardinality(v_ids);

  v_ids := array(
    select id
    from lead_confirmations
    where expires_at < v_before and mail_status <> 'sending'
    order by expires_at
    limit p_limit
    for update skip locked
  );
  delete from lead_confirmations where id = any (v_ids);
  v_total := v_total + cardinality(v_ids);

  -- The row stays: timelines show the merge.
  v_ids := array(
    select id
    from contact_merges
    where snapshot <> '{}'
      and created_at < now() - make_interval(days => p_undo_days) - interval '1 day'
    order by created_at
    limit p_limit
    for update skip locked
  );
  update contact_merges
  set snapshot = '{}', moved_lead_ids = '{}', moved_person_ids = '{}'
  where id = any (v_ids);
  return v_total + cardinality(v_ids);
end $$;

-- `removing`: a process removes the file; another one takes over ten minutes later. `removed`: so are the
-- sample and the faulty rows.
alter table lead_imports add column file_state text not null default 'kept'
  check (file_state in ('kept', 'removing', 'removed'));
create index lead_imports_file on lead_imports (company_id, file_hash);
create index lead_imports_kept on lead_imports (updated_at) where file_state <> 'removed';
grant delete on lead_import_errors to relais_app;

-- Imports that ended p_retention_days ago, or were never started, and still have their file, oldest first.
create function list_expired_lead_imports(p_retention_days integer, p_limit integer)
returns table (company_id bigint, import_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select lead_imports.company_id, lead_imports.id
  from lead_imports
  where lead_imports.file_state <> 'removed'
    and case lead_imports.file_state
      when 'kept' then
        lead_imports.status not in ('waiting', 'running')
        and lead_imports.updated_at < now() - make_interval(days => p_retention_days)
      else lead_imports.updated_at < now() - interval '10 minutes'
    end
  order by lead_imports.updated_at
  limit p_limit
$$;
alter function purge_history(integer, integer, integer) owner to relais_system;
alter function list_expired_lead_imports(integer, integer) owner to relais_system;
revoke all on function purge_history(integer, integer, integer) from public;
revoke all on function list_expired_lead_imports(integer, integer) from public;
grant execute on function purge_history(integer, integer, integer) to relais_app;
grant execute on function list_expired_lead_imports(integer, integer) to relais_app;

-- migrate:down
