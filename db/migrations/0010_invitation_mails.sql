-- migrate:up

-- Invitations are also sent by mail. `issue_id` identifies one link; inviting again sets a new one, so the
-- run of the old link finds that it was replaced. Null: a link that was only shown.
alter table invitations
  add column issue_id uuid unique,
  add column mail_status text
    check (mail_status in ('waiting', 'sending', 'sent', 'failed', 'uncertain')),
  add column mail_error text,
  add column mailed_at timestamptz,
  add constraint invitations_mail check (mail_status is null or issue_id is not null);

-- Mails without a final status, of links created a while ago, without a waiting command. The reconciler
-- asks Temporal if their runs are alive.
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
