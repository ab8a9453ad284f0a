-- migrate:up

-- The user who answered a notification by an action, and that action. A later answer does not change them.
alter table notifications
  add column handled_at timestamptz,
  add column handled_by bigint,
  add column handled_action_id uuid,
  add foreign key (company_id, handled_by) references users (company_id, id),
  add foreign key (company_id, handled_action_id) references actions (company_id, id),
  add check ((handled_at is null) = (handled_by is null)),
  add check ((handled_at is null) = (handled_action_id is null));

grant update (handled_at, handled_by, handled_action_id) on notifications to relais_app;

-- migrate:down
