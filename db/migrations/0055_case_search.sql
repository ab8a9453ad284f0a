-- migrate:up

-- With the company in the index, as for entities: a search does not read what other companies have of the same words,
-- and no plan adds an index of all rows of the company to that of a rare word.
create index cases_company_id_search on cases using gin (company_id, search);
drop index cases_search;
create index case_notes_company_id_search on case_notes using gin (company_id, search);
drop index case_notes_search;
create index case_files_company_id_search on case_files using gin (company_id, search);
drop index case_files_search;
create index case_file_texts_company_id_search on case_file_texts using gin (company_id, search);
drop index case_file_texts_search;

-- As before (0050_case_files.sql). The ids are found first: the planner knows their number when it plans the rest, so a
-- rare word does not read every case of the company.
create or replace function search_cases(
  p_text text, p_reach text, p_user bigint, p_call_centre bigint, p_limit integer
) returns table (id bigint)
language plpgsql security definer stable
set search_path = public, pg_temp
as $$
declare
  v_ids bigint[];
begin
  execute $query$
    select array(
      select cases.id from cases where cases.company_id = $1 and cases.search @@ $2
      union
      select case_notes.case_id
      from case_notes
      where case_notes.company_id = $1 and case_notes.search @@ $2
      union
      select case_files.case_id
      from case_files
      where case_files.company_id = $1 and case_files.deleted_at is null and case_files.search @@ $2
      union
      select case_file_texts.case_id
      from case_file_texts
      join case_files
        on case_files.company_id = case_file_texts.company_id
          and case_files.id = case_file_texts.file_id
      where case_file_texts.company_id = $1
        and case_files.deleted_at is null
        and case_file_texts.search @@ $2
      union
      select of_client.id
      from people
      join cases of_client on of_client.person_id = people.id
      where people.company_id = $1
        and people.deleted_at is null
        and people.search @@ $2
        and of_client.company_id = people.company_id
    )
  $query$
  into v_ids
  using current_company_id(), entity_query(p_text);
  return query execute $query$
    select cases.id
    from cases
    where cases.id = any ($1)
      and cases.company_id between $2 and $2 -- not `=`: it would also allow the plan that reads every case of the company
      and cases.deleted_at is null
      and case $3
        when 'company' then true
        when 'centre_or_shared' then
          cases.assigned_to = $4 or cases.call_centre_id = $5 or cases.call_centre_id is null
      end
    order by cases.updated_at desc, cases.id desc
    limit $6
  $query$
  using v_ids, current_company_id(), p_reach, p_user, p_call_centre, p_limit;
end
$$;

-- migrate:down
