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
alter function list_stopped_webhooks(integer) owner to relais_system;
revoke all on function list_stopped_webhooks(integer) from public;
grant execute on function list_stopped_webhooks(integer) to relais_app;

-- migrate:down
