-- migrate:up

-- Dispatches that wait for a slot asked again after a share of what they had waited: too often while n8n was
-- busy, too late when it was free. Each now gets a turn, as far apart as n8n's answers are.
alter table dispatch_receivers
  -- Mean time between two answers of this receiver.
  add column answer_seconds real not null default 0.1,
  -- The last turn that was given.
  add column turn_at timestamptz;

create or replace function return_dispatch_slot(
  p_receiver text, p_holder text, p_max integer, p_is_timeout boolean
) returns void
language plpgsql security definer
set search_path = public, pg_temp
set lock_timeout = '1s'
as $$
declare
  v_taken_at timestamptz;
  v_taken integer;
begin
  begin
    perform 1 from dispatch_receivers where receiver = p_receiver for update;
  exception when lock_not_available then
    return; -- the slot expires: what became of the attempt must be kept
  end;
  select count(*) into v_taken from dispatch_slots where receiver = p_receiver;
  delete from dispatch_slots where receiver = p_receiver and holder = p_holder
  returning taken_at into v_taken_at;
  if v_taken_at is null then return; end if;
  -- What one of the dispatches took, shared by all that were under way.
  update dispatch_receivers
  set answer_seconds = 0.8 * answer_seconds
    + 0.2 * extract(epoch from clock_timestamp() - v_taken_at) / v_taken
  where receiver = p_receiver;
  if p_is_timeout then
    update dispatch_receivers
    set allowed_count = greatest(1, floor(least(allowed_count, p_max) / 2)),
        halved_at = clock_timestamp()
    where receiver = p_receiver and (halved_at is null or halved_at < v_taken_at);
  else
    update dispatch_receivers
    set allowed_count = least(p_max, allowed_count + 1 / allowed_count)
    where receiver = p_receiver and allowed_count < p_max;
  end if;
end $$;

-- The seconds until the next turn, `p_max_seconds` at most. It does not wait for the lock: without it, the
-- answer is one second.
create function take_dispatch_turn(p_receiver text, p_max_seconds integer) returns real
language plpgsql security definer
set search_path = public, pg_temp
set lock_timeout = '100ms'
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_turn_at timestamptz;
begin
  update dispatch_receivers
  set turn_at = least(
    greatest(turn_at, v_now) + make_interval(secs => answer_seconds),
    v_now + make_interval(secs => p_max_seconds)
  )
  where receiver = p_receiver
  returning turn_at into v_turn_at;
  return coalesce(extract(epoch from v_turn_at - v_now), 1);
exception when lock_not_available then
  return 1;
end $$;

alter function take_dispatch_turn(text, integer) owner to relais_system;
revoke all on function take_dispatch_turn(text, integer) from public;
grant execute on function take_dispatch_turn(text, integer) to relais_app;

-- migrate:down
