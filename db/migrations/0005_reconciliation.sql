-- migrate:up

-- `callback_id` is unique per round: an n8n workflow that reuses its callback ids in the next round is
-- not treated as a repeat.
alter table action_callbacks
  drop constraint action_callbacks_pkey,
  add primary key (company_id, action_id, round, callback_id);

create index actions_open on actions (id)
  where status in ('accepted', 'dispatching', 'awaiting_callback');
create policy system_jobs on actions for select to relais_system using (true);
grant select on actions to relais_system;

-- Open actions without a change for p_quiet_seconds and without a waiting command: their run should be
-- alive in Temporal (src/background/reconciler.ts).
create function list_quiet_actions(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, id uuid, round integer)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select actions.company_id, actions.id, actions.round
  from actions
  where actions.status in ('accepted', 'dispatching', 'awaiting_callback')
    and actions.id > p_after
    and actions.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands
      where commands.company_id = actions.company_id
        and commands.workflow_id in (
          'action/' || actions.id::text,
          'action/' || actions.id::text || '/' || actions.round::text
        )
    )
  order by actions.id
  limit p_limit
$$;
alter function list_quiet_actions(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_actions(uuid, integer, integer) from public;
grant execute on function list_quiet_actions(uuid, integer, integer) to relais_app;

-- migrate:down
