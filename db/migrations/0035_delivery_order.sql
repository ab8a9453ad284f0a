-- migrate:up

-- In the order that due deliveries are opened in. Without it, the planner prefers the index of all deliveries.
drop index webhook_deliveries_pending;
create index webhook_deliveries_pending on webhook_deliveries (event_id, webhook_id)
  where status = 'pending';

-- migrate:down
