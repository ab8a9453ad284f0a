-- migrate:up

-- Dispatches under way to one receiver are bounded over all workers, so that a burst waits in Temporal
-- and not in n8n. The bound is halved when the receiver does not answer in time, and grows back with its
-- answers (docs/adr/0017). Receivers are the operator's n8n, and each company's own addresses.
create table dispatch_receivers (
  receiver text primary key,
  allowed_count real not null,
  halved_at timestamptz
);
alter table dispatch_receivers enable row level security;
alter table dispatch_receivers force row level security;
create policy system_jobs on dispatch_receivers to relais_system using (true) with check (true);
grant select, insert, update on dispatch_receivers to relais_system;

create table dispatch_slots (
  receiver text not null,
  -- The attempt that holds the slot: `<action>/<attempt>`.
  holder text not null,
  taken_at timestamptz not null,
  -- The worker of an older slot is dead.
  expires_at timestamptz not null,
  primary key (receiver, holder)
);
alter table dispatch_slots enable row level security;
alter table dispatch_slots force row level security;
create policy system_jobs on dispatch_slots to relais_system using (true) with check (true);
grant select, insert, update, delete on dispatch_slots to relais_system;

-- Takes a slot if one is free. The lock of the receiver's row lets one transaction count at a time.
create function take_dispatch_slot(
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
  delete from dispatch_slots where receiver = p_receiver and expires_at <= clock_timestamp();
  select count(*) into v_taken from dispatch_slots where receiver = p_receiver;
  if v_taken >= greatest(1, floor(v_allowed)) then return false; end if;
  insert into dispatch_slots (receiver, holder, taken_at, expires_at)
  values (
    p_receiver, p_holder, clock_timestamp(),
    clock_timestamp() + make_interval(secs => p_lease_seconds)
  )
  on conflict (receiver, holder) do update
  set taken_at = excluded.taken_at, expires_at = excluded.expires_at;
  return true;
end $$;

-- Returns a slot. A time-out halves the bound, but only once for all dispatches that were under way
-- then. Each answer lets it grow by one per full round of answers.
create function return_dispatch_slot(
  p_receiver text, p_holder text, p_max integer, p_is_timeout boolean
) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  v_taken_at timestamptz;
begin
  perform 1 from dispatch_receivers where receiver = p_receiver for update;
  delete from dispatch_slots where receiver = p_receiver and holder = p_holder
  returning taken_at into v_taken_at;
  if v_taken_at is null then return; end if;
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

alter function take_dispatch_slot(text, text, integer, integer) owner to relais_system;
alter function return_dispatch_slot(text, text, integer, boolean) owner to relais_system;
revoke all on function take_dispatch_slot(text, text, integer, integer) from public;
revoke all on function return_dispatch_slot(text, text, integer, boolean) from public;
grant execute on function take_dispatch_slot(text, text, integer, integer) to relais_app;
grant execute on function return_dispatch_slot(text, text, integer, boolean) to relais_app;

-- migrate:down
