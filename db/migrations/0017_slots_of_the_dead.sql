-- migrate:up

-- A slot of a dead worker was free after 45 s. A worker that died with all slots taken stopped every dispatch
-- until then. Three rules free them sooner:

-- 1. After a crash of PostgreSQL no attempt that was under way can return its slot, so the table is empty then.
alter table dispatch_slots set unlogged;

-- 2. A flow answers soon after its claim, so the slot expires then (`expire_dispatch_slots`). The row stays until
-- its attempt returns it: a time-out still halves the bound.
-- 3. Attempts of one action follow each other: a later one replaces the slot of an earlier one.
create or replace function take_dispatch_slot(
  p_receiver text, p_holder text, p_max integer, p_lease_seconds integer
) returns boolean
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_allowed real;
  v_taken integer;
begin
  insert into dispatch_receivers (receiver, allowed_count) values (p_receiver, p_max)
  on conflict (receiver) do nothing;
  select least(allowed_count, p_max) into v_allowed
  from dispatch_receivers where receiver = p_receiver for update;
  delete from dispatch_slots
  where receiver = p_receiver
    and (
      taken_at <= clock_timestamp() - make_interval(secs => p_lease_seconds)
      or split_part(holder, '/', 1) = split_part(p_holder, '/', 1)
    );
  select count(*) into v_taken
  from dispatch_slots where receiver = p_receiver and expires_at > clock_timestamp();
  if v_taken >= greatest(1, floor(v_allowed)) then return false; end if;
  insert into dispatch_slots (receiver, holder, taken_at, expires_at)
  values (
    p_receiver, p_holder, clock_timestamp(),
    clock_timestamp() + make_interval(secs => p_lease_seconds)
  );
  return true;
end $$;

-- The slot of an action counts for `p_seconds` more at most.
create function expire_dispatch_slots(p_action uuid, p_seconds integer) returns void
language sql security definer
set search_path = public, pg_temp
as $$
  update dispatch_slots
  set expires_at = least(expires_at, clock_timestamp() + make_interval(secs => p_seconds))
  where split_part(holder, '/', 1) = p_action::text;
$$;

alter function expire_dispatch_slots(uuid, integer) owner to relais_system;
revoke all on function expire_dispatch_slots(uuid, integer) from public;
grant execute on function expire_dispatch_slots(uuid, integer) to relais_app;

-- migrate:down
