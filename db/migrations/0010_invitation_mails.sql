-- migrate:up

-- An invitation also goes out by mail. `issue_id` names one link: inviting again makes a new one, and what
-- still sends the old link finds that it has been replaced. Null: a link that was only shown.
alter table invitations
  add column issue_id uuid unique,
  add column mail_status text
    check (mail_status in ('waiting', 'sending', 'sent', 'failed', 'uncertain')),
  add column mail_error text,
  add column mailed_at timestamptz,
  add constraint invitations_mail check (mail_status is null or issue_id is not null);

-- Mails that are neither sent nor given up, of links that were made a while ago and that no command waits
-- for: the reconciler asks Temporal whether their runs are alive.
create function list_quiet_invitation_mails(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, user_id bigint, issue_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select invitations.company_id, invitations.user_id, invitations.issue_id
  from invitations
  where invitations.mail_status in ('waiting', 'sending')
    and invitations.issue_id > p_after
    and invitations.created_at < now() - make_interval(secs => p_quiet_seconds)
    and invitations.expires_at > now()
    and not exists (
      select 1 from commands
      where commands.workflow_id =
        'invitation-mail/' || invitations.user_id || '/' || invitations.issue_id
    )
  order by invitations.issue_id
  limit p_limit
$$;
alter function list_quiet_invitation_mails(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_invitation_mails(uuid, integer, integer) from public;
grant execute on function list_quiet_invitation_mails(uuid, integer, integer) to relais_app;

-- migrate:down
