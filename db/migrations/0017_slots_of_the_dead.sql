-- migrate:up

-- A slot of a dead worker was free after 45 s: one that died with all slots taken stopped every dispatch until
-- then. A slot now expires within seconds, and its worker renews it while n8n is asked. A later attempt of an
-- action replaces the slot of an earlier one. After a crash of PostgreSQL no attempt that was under way can
-- return its slot, so the table is empty then.
alter table dispatch_slots set unlogged;

-- It waits a second at most for the receiver's row. A worker that stops inside its transaction keeps that lock for
-- up to 30 s (idle_in_transaction_session_timeout). Each dispatch that waits for it holds a connection and the lock
-- of its action, so a cancel or a callback of that action waits too.
create or replace function take_dispatch_slot(
  p_receiver text, p_holder text, p_max integer, p_lease_seconds integer
) returns boolean
language plpgsql security definer
set search_path = public, pg_temp
set lock_timeout = '1s'
as $$
declare
  v_allowed real;
  v_taken integer;
begin
  begin
    insert into dispatch_receivers (receiver, allowed_count) values (p_receiver, p_max)
    on conflict (receiver) do nothing;
    select least(allowed_count, p_max) into v_allowed
    from dispatch_receivers where receiver = p_receiver for update;
  exception when lock_not_available then
    return false;
  end;
  delete from dispatch_slots
  where receiver = p_receiver
    and (
      expires_at <= clock_timestamp()
      or split_part(holder, '/', 1) = split_part(p_holder, '/', 1)
    );
  select count(*) into v_taken from dispatch_slots where receiver = p_receiver;
  if v_taken >= greatest(1, floor(v_allowed)) then return false; end if;
  insert into dispatch_slots (receiver, holder, taken_at, expires_at)
  values (
    p_receiver, p_holder, clock_timestamp(),
    clock_timestamp() + make_interval(secs => p_lease_seconds)
  );
  return true;
end $$;

create function renew_dispatch_slot(
  p_receiver text, p_holder text, p_lease_seconds integer
) returns void
language sql security definer
set search_path = public, pg_temp
as $$
  update dispatch_slots
  set expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where receiver = p_receiver and holder = p_holder;
$$;

alter function renew_dispatch_slot(text, text, integer) owner to relais_system;
revoke all on function renew_dispatch_slot(text, text, integer) from public;
grant execute on function renew_dispatch_slot(text, text, integer) to relais_app;

-- migrate:down
