-- migrate:up

-- A case that can't be restored any more loses its content. The row stays as a trace, so that its number is explained.
alter table cases add column erased_at timestamptz;
alter table cases add check (erased_at is null or deleted_at is not null);
grant delete on case_analyses, case_analysis_sections, case_analysis_sources to relais_app;
drop index cases_deleted_at;
create index cases_deleted_at on cases (company_id, deleted_at)
  where deleted_at is not null and erased_at is null;

-- Cases that were deleted p_restore_days ago. First their files go, and an analysis that runs ends.
create function list_expired_cases(p_restore_days integer, p_limit integer)
returns table (company_id bigint, case_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select cases.company_id, cases.id
  from cases
  where cases.deleted_at < now() - make_interval(days => p_restore_days)
    and cases.erased_at is null
    and not exists (
      select from case_files
      where case_files.company_id = cases.company_id
        and case_files.case_id = cases.id
        and case_files.file_state = 'kept'
    )
    and not exists (
      select from case_analyses
      where case_analyses.company_id = cases.company_id
        and case_analyses.case_id = cases.id
        and case_analyses.status = 'running'
    )
  order by cases.deleted_at
  limit p_limit
$$;
alter function list_expired_cases(integer, integer) owner to relais_system;
revoke all on function list_expired_cases(integer, integer) from public;
grant execute on function list_expired_cases(integer, integer) to relais_app;

-- As before (0050_case_files.sql). A case is erased after its files: with this condition its index answers.
create or replace function list_expired_case_files(p_restore_days integer, p_limit integer)
returns table (company_id bigint, file_id bigint)
language sql security definer stable
set search_path = public, pg_temp
as $$
  (
    select case_files.company_id, case_files.id
    from case_files
    where case_files.file_state = 'removing'
      and case_files.file_state_at < now() - interval '10 minutes'
    order by case_files.file_state_at
    limit p_limit
  )
  union
  (
    select case_files.company_id, case_files.id
    from case_files
    where case_files.file_state = 'kept'
      and case_files.deleted_at < now() - make_interval(days => p_restore_days)
    order by case_files.deleted_at
    limit p_limit
  )
  union
  (
    select case_files.company_id, case_files.id
    from cases
    join case_files on case_files.company_id = cases.company_id and case_files.case_id = cases.id
    where cases.deleted_at < now() - make_interval(days => p_restore_days)
      and cases.erased_at is null
      and case_files.file_state = 'kept'
    limit p_limit
  )
  limit p_limit
$$;

-- migrate:down
