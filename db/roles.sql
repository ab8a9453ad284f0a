-- What a database administrator runs once, as superuser, connected to the (empty) database that Relais will own:
--
--   PGOPTIONS="-c relais.owner_password=… -c relais.app_password=…" psql -d relais -f db/roles.sql
--
-- It may run again at any time: it then only restores what is missing and sets the passwords it was given.
-- Without a password setting the role keeps the one it has (a new role gets none, and can't sign in until one is set).
--
--   relais_owner   owns the database and the schema, runs the migrations; no superuser, no bypassrls
--   relais_app     what api and worker connect as; owns nothing, no bypassrls
--   relais_system  nobody signs in as it; owns the security-definer functions for cross-company jobs,
--                  and sees across companies only through policies that name it

do $$
declare
  role_name text;
  password text;
begin
  foreach role_name in array array['relais_owner', 'relais_app', 'relais_system'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I', role_name);
    end if;
    execute format(
      'alter role %I nosuperuser nocreatedb nocreaterole noreplication nobypassrls %s',
      role_name,
      case when role_name = 'relais_system' then 'nologin' else 'login' end
    );
  end loop;

  foreach role_name in array array['relais_owner', 'relais_app'] loop
    password := current_setting(replace(role_name, 'relais_', 'relais.') || '_password', true);
    if password <> '' then
      execute format('alter role %I password %L', role_name, password);
    end if;
  end loop;

  execute format('alter database %I owner to relais_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to relais_app', current_database());
end
$$;

-- Lets migrations hand a function over with `alter function … owner to relais_system`.
grant relais_system to relais_owner;

alter schema public owner to relais_owner;
revoke all on schema public from public;
grant usage on schema public to relais_app;
grant usage, create on schema public to relais_system;

create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;
