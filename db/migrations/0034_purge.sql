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

-- migrate:down
