-- migrate:up

-- What waits for a person. A retry clears the dismissal: if it fails too, the action waits again. The
-- condition is one that the planner has statistics for; `dismissed_round is distinct from round` was
-- estimated at 99.5 % of 10,000 rows of which 20 matched, so that the index was not used.
alter table actions
  add column dismissed_by bigint,
  add column dismissed_at timestamptz,
  add constraint actions_dismissed_by_fkey
    foreign key (company_id, dismissed_by) references users (company_id, id),
  add constraint actions_dismissed check ((dismissed_by is null) = (dismissed_at is null));
create index actions_todo on actions (company_id, settled_at)
  where status in ('failed', 'expired') and dismissed_at is null;
create index notifications_todo on notifications (company_id, user_id, created_at)
  where read_at is null and level in ('error', 'warning');
create index notifications_subject on notifications (company_id, user_id, subject_type, subject_id)
  where subject_id is not null;

-- What a user chose for a kind of notification. Without a row: the defaults of src/domain/notifications.
create table notification_preferences (
  company_id bigint not null references companies (id),
  user_id bigint not null,
  kind text not null,
  console boolean not null,
  email boolean not null,
  updated_at timestamptz not null default now(),
  primary key (company_id, user_id, kind),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table notification_preferences enable row level security;
alter table notification_preferences force row level security;
create policy company_isolation on notification_preferences
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on notification_preferences to relais_app;

-- One mail that lists the notifications of a user. Its status: ADR 0016.
create table notification_mails (
  id uuid primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  status text not null check (status in ('waiting', 'sending', 'sent', 'failed', 'uncertain')),
  error text,
  created_at timestamptz not null default now(),
  mailed_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table notification_mails enable row level security;
alter table notification_mails force row level security;
create policy company_isolation on notification_mails
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on notification_mails to relais_app;
create index notification_mails_user_id on notification_mails (company_id, user_id, created_at desc);
-- One run per user sends them, one after the other.
create unique index notification_mails_open on notification_mails (company_id, user_id)
  where status in ('waiting', 'sending');

-- `is_mail_wanted` without `mail_id`: the notification waits for the next mail of its user.
alter table notifications
  add column is_mail_wanted boolean not null default false,
  add column mail_id uuid,
  add constraint notifications_mail_id_fkey
    foreign key (company_id, mail_id) references notification_mails (company_id, id);
grant update (is_mail_wanted, mail_id) on notifications to relais_app;
create index notifications_to_mail on notifications (company_id, user_id)
  where is_mail_wanted and mail_id is null;
create index notifications_mail_id on notifications (company_id, mail_id) where mail_id is not null;

create policy system_jobs on notifications for select to relais_system using (true);
create policy system_jobs on notification_mails for select to relais_system using (true);
grant select on notifications, notification_mails to relais_system;

-- Users with notifications that wait for a mail, or with a mail without a final status, for a while and
-- without a waiting command. The reconciler asks Temporal if their runs are alive.
create function list_quiet_notification_mails(p_after bigint, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, user_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select quiet.company_id, quiet.user_id
  from (
    select notifications.company_id, notifications.user_id
    from notifications
    where notifications.is_mail_wanted and notifications.mail_id is null
      and notifications.created_at < now() - make_interval(secs => p_quiet_seconds)
    union
    select notification_mails.company_id, notification_mails.user_id
    from notification_mails
    where notification_mails.status in ('waiting', 'sending')
      and notification_mails.created_at < now() - make_interval(secs => p_quiet_seconds)
  ) as quiet
  where quiet.user_id > p_after
    and not exists (
      select 1 from commands where commands.workflow_id = 'notification-mail/' || quiet.user_id
    )
  order by quiet.user_id
  limit p_limit
$$;
alter function list_quiet_notification_mails(bigint, integer, integer) owner to relais_system;
revoke all on function list_quiet_notification_mails(bigint, integer, integer) from public;
grant execute on function list_quiet_notification_mails(bigint, integer, integer) to relais_app;

-- migrate:down
