-- migrate:up

-- No index begins with `company_id`: ids of events, webhooks and deliveries are unique anyway. For a company that is
-- newer than the statistics, the planner expects one row, and takes such an index to read all that the company has.
alter table webhook_attempts
  drop constraint webhook_attempts_company_id_delivery_id_fkey,
  drop constraint webhook_attempts_pkey,
  add primary key (delivery_id, round, attempt, company_id);
alter table webhook_deliveries
  drop constraint webhook_deliveries_company_id_event_id_webhook_id_key,
  add unique (event_id, webhook_id),
  drop constraint webhook_deliveries_company_id_id_key,
  drop constraint webhook_deliveries_pkey,
  add primary key (id, company_id);
alter table webhook_attempts
  add foreign key (company_id, delivery_id) references webhook_deliveries (company_id, id);
drop index webhook_deliveries_webhook;
create index webhook_deliveries_webhook on webhook_deliveries (webhook_id, id desc);
drop index webhook_attempts_webhook;
create index webhook_attempts_webhook on webhook_attempts (webhook_id, started_at desc);

-- In the order that due deliveries are opened in.
drop index webhook_deliveries_pending;
create index webhook_deliveries_pending on webhook_deliveries (event_id, webhook_id)
  where status = 'pending';

-- migrate:down
