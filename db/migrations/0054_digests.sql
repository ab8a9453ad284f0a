-- migrate:up

-- `email` and `is_daily`: in the daily digest. `email` alone: at once.
alter table notification_preferences add column is_daily boolean not null default false;

-- `is_digest_wanted` without `mail_id`: the notification waits for the next digest of its user.
alter table notifications add column is_digest_wanted boolean not null default false;
grant update (is_digest_wanted) on notifications to relais_app;
create index notifications_to_digest on notifications (company_id, user_id)
  where is_digest_wanted and mail_id is null;

-- The day of a digest, by the clocks of its company. Null: a mail of what came within some minutes.
alter table notification_mails add column digest_on date;
-- One run per user sends the mails of some minutes, one after the other. A digest has a run of its own.
drop index notification_mails_open;
create unique index notification_mails_open on notification_mails (company_id, user_id)
  where status in ('waiting', 'sending') and digest_on is null;
-- One digest a day.
create unique index notification_mails_digest on notification_mails (company_id, user_id, digest_on)
  where digest_on is not null;
create index notification_mails_open_digest on notification_mails (id)
  where status in ('waiting', 'sending') and digest_on is not null;

-- When a user wants the digest. Without a row: the default, and no digest.
create table notification_digests (
  company_id bigint not null references companies (id),
  user_id bigint not null,
  -- `08:00`, by the clocks of the company.
  at_time text not null check (at_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  -- For which `next_at` was computed: another one of the company computes it again.
  time_zone text not null,
  -- Null: no kind is in the digest.
  next_at timestamptz,
  -- The day of the last digest, sent or with nothing to say.
  last_on date,
  updated_at timestamptz not null default now(),
  primary key (company_id, user_id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table notification_digests alter column company_id set statistics 0;
alter table notification_digests enable row level security;
alter table notification_digests force row level security;
create policy company_isolation on notification_digests
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on notification_digests to relais_app;
create index notification_digests_next_at on notification_digests (company_id, next_at)
  where next_at is not null;

-- One run per company keeps the time of digests and of reminders of cases. A company that uses neither has no row.
create table reminder_clocks (
  company_id bigint primary key references companies (id),
  -- When the run looks again.
  next_at timestamptz not null default now(),
  -- The last day whose cases were reminded of, by the clocks of the company.
  reminded_on date
);
alter table reminder_clocks alter column company_id set statistics 0;
alter table reminder_clocks enable row level security;
alter table reminder_clocks force row level security;
create policy company_isolation on reminder_clocks
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on reminder_clocks for select to relais_system using (true);
grant select, insert, update on reminder_clocks to relais_app;
grant select on reminder_clocks to relais_system;

-- The date for which its people were told that the case is due, or overdue. Another date: they are told again.
alter table cases
  add column due_told_for date,
  add column overdue_told_for date;
create index cases_to_remind on cases (company_id, due_on)
  where deleted_at is null and due_on is not null and status not in ('resolu', 'ferme');

-- As list_quiet_notification_mails of 0026, without the digests.
create or replace function list_quiet_notification_mails(p_after bigint, p_quiet_seconds integer, p_limit integer)
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
      and notification_mails.digest_on is null
      and notification_mails.created_at < now() - make_interval(secs => p_quiet_seconds)
  ) as quiet
  where quiet.user_id > p_after
    and not exists (
      select 1 from commands where commands.workflow_id = 'notification-mail/' || quiet.user_id
    )
  order by quiet.user_id
  limit p_limit
$$;

-- Digests without a final status, for a while and without a waiting command (as list_quiet_lead_confirmations).
create function list_quiet_digests(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, mail_id uuid, user_id bigint, digest_on date)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select notification_mails.company_id, notification_mails.id, notification_mails.user_id,
    notification_mails.digest_on
  from notification_mails
  where notification_mails.status in ('waiting', 'sending')
    and notification_mails.digest_on is not null
    and notification_mails.id > p_after
    and notification_mails.created_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands
      where commands.workflow_id =
        'digest/' || notification_mails.user_id || '/' || notification_mails.digest_on
    )
  order by notification_mails.id
  limit p_limit
$$;
alter function list_quiet_digests(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_digests(uuid, integer, integer) from public;
grant execute on function list_quiet_digests(uuid, integer, integer) to relais_app;

-- Companies whose run should have looked by now, and those with cases to remind of that never had one: their cases
-- are older than this table. Without a waiting command.
create function list_quiet_reminders(p_after bigint, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select companies.id
  from companies
  left join reminder_clocks on reminder_clocks.company_id = companies.id
  where companies.id > p_after
    and case
      when reminder_clocks.company_id is null then exists (
        select from cases
        where cases.company_id = companies.id
          and cases.deleted_at is null
          and cases.due_on is not null
          and cases.status not in ('resolu', 'ferme')
          and cases.created_at < now() - make_interval(secs => p_quiet_seconds)
      )
      else reminder_clocks.next_at < now() - make_interval(secs => p_quiet_seconds)
    end
    and not exists (
      select 1 from commands where commands.workflow_id = 'reminders/' || companies.id
    )
  order by companies.id
  limit p_limit
$$;
alter function list_quiet_reminders(bigint, integer, integer) owner to relais_system;
revoke all on function list_quiet_reminders(bigint, integer, integer) from public;
grant execute on function list_quiet_reminders(bigint, integer, integer) to relais_app;

-- migrate:down
