-- migrate:up

-- A failure or warning that is about no action waits for its recipient until it is answered or dismissed.
-- Until now reading it took it away, so that a look at the record lost the work.
alter table notifications add column dismissed_at timestamptz;
grant update (dismissed_at) on notifications to relais_app;
update notifications
set dismissed_at = read_at
where read_at is not null and level in ('error', 'warning');
drop index notifications_todo;
create index notifications_todo on notifications (company_id, user_id, created_at)
  where handled_at is null and dismissed_at is null and level in ('error', 'warning');

-- migrate:down
