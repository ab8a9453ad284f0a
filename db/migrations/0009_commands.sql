-- migrate:up

-- Adds operations: signal_with_start (starts the workflow if no run exists), cancel, schedule_put
-- (creates or changes a schedule) and schedule_delete. For the last two, `workflow_id` is the schedule's id.
alter table commands drop constraint commands_operation_check;
alter table commands add constraint commands_operation_check check (
  operation in (
    'start', 'signal', 'signal_with_start', 'cancel', 'schedule_put', 'schedule_delete'
  )
);
alter table commands drop constraint commands_check;
alter table commands add constraint commands_task_queue_check check (
  operation not in ('start', 'signal_with_start', 'schedule_put') or task_queue is not null
);
alter table commands
  -- The signal of a signal_with_start: {"name": …, "input": …}.
  add column signal jsonb,
  -- When a schedule runs: {"intervalSeconds": …, "isPaused": …}.
  add column schedule jsonb,
  add check ((operation = 'signal_with_start') = (signal is not null)),
  add check ((operation = 'schedule_put') = (schedule is not null));

drop function claim_commands(integer, integer);
create function claim_commands(p_limit integer, p_lease_seconds integer)
returns table (
  id bigint, company_id bigint, workflow_id text, operation text, name text, task_queue text,
  input jsonb, signal jsonb, schedule jsonb, subject text, attempt_count integer
)
language sql security definer
set search_path = public, pg_temp
as $$
  update commands
  set leased_until = now() + make_interval(secs => p_lease_seconds),
      attempt_count = commands.attempt_count + 1
  where commands.id in (
    select candidate.id
    from commands candidate
    where candidate.due_at <= now()
      and (candidate.leased_until is null or candidate.leased_until < now())
      and not exists (
        select 1 from commands earlier
        where earlier.workflow_id = candidate.workflow_id and earlier.id < candidate.id
      )
    order by candidate.id
    limit p_limit
    for update skip locked
  )
  returning commands.id, commands.company_id, commands.workflow_id, commands.operation,
    commands.name, commands.task_queue, commands.input, commands.signal, commands.schedule,
    commands.subject, commands.attempt_count
$$;
alter function claim_commands(integer, integer) owner to relais_system;
revoke all on function claim_commands(integer, integer) from public;
grant execute on function claim_commands(integer, integer) to relais_app;

-- migrate:down
