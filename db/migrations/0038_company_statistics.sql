-- migrate:up

-- The planner keeps no statistics of `company_id`. With them it expects no row of a company newer than the last
-- ANALYZE, and reads all that such a company has to find one row; without them it expects one row in two hundred of
-- any company (ADR 0026). PostgreSQL before 18 can't clear what it has: see CHANGELOG.md.
do $$
declare
  v_table record;
begin
  for v_table in
    select columns.table_name as name
    from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where columns.table_schema = 'public' and columns.column_name = 'company_id'
      and tables.table_type = 'BASE TABLE'
  loop
    execute format('alter table %I alter column company_id set statistics 0', v_table.name);
    if to_regproc('pg_clear_attribute_stats') is not null then
      perform pg_clear_attribute_stats('public', v_table.name, 'company_id', false);
    end if;
  end loop;
end;
$$;

-- migrate:down
