-- migrate:up

-- One reading of a case by a language model: version n of its analysis.
create table case_analyses (
  id uuid primary key,
  company_id bigint not null,
  case_id bigint not null,
  version integer not null,
  -- `partial`: some sections failed.
  status text not null default 'running' check (
    status in ('running', 'succeeded', 'partial', 'failed', 'cancelled')
  ),
  requested_by bigint,
  -- `cases.content_version` when it was read: with another one the analysis is old.
  content_version integer not null,
  -- What the model is given: texts of the case and passages of the modules. Null: not read yet, or it has ended.
  material jsonb check (jsonb_typeof(material) = 'object'),
  -- `[{kind, id, …}]`: the rows that were read, without their text.
  items jsonb not null default '[]' check (jsonb_typeof(items) = 'array'),
  -- `[{kind, count}]`: what there was no place for.
  left_out jsonb not null default '[]' check (jsonb_typeof(left_out) = 'array'),
  -- `[{kind, outcome}]`: what became of each module that was asked.
  modules jsonb not null default '[]' check (jsonb_typeof(modules) = 'array'),
  risk_level text check (risk_level in ('low', 'medium', 'high', 'critical')),
  is_demo boolean not null default false,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  ended_at timestamptz,
  unique (company_id, id),
  unique (case_id, version, company_id),
  foreign key (company_id, case_id) references cases (company_id, id),
  foreign key (company_id, requested_by) references users (company_id, id),
  check ((status = 'running') = (ended_at is null))
);
alter table case_analyses alter column company_id set statistics 0;
alter table case_analyses enable row level security;
alter table case_analyses force row level security;
create policy company_isolation on case_analyses
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on case_analyses for select to relais_system using (true);
grant select, insert, update on case_analyses to relais_app;
grant select on case_analyses to relais_system;
-- Requests at once join the one that runs.
create unique index case_analyses_running on case_analyses (case_id, company_id) where status = 'running';

-- Each is asked for, stored and shown by itself.
create table case_analysis_sections (
  company_id bigint not null,
  analysis_id uuid not null,
  kind text not null check (
    kind in ('summary', 'risk', 'recommendations', 'next_steps', 'references')
  ),
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  -- The shape of each kind: src/domain/case-analyses/content.ts.
  content jsonb check (jsonb_typeof(content) = 'object'),
  failure text,
  failure_code text,
  -- No foreign key: runs are kept for a while only.
  ai_run_id uuid,
  ended_at timestamptz,
  primary key (analysis_id, kind, company_id),
  foreign key (company_id, analysis_id) references case_analyses (company_id, id),
  check ((status = 'done') = (content is not null)),
  check ((status = 'failed') = (failure is not null))
);
alter table case_analysis_sections alter column company_id set statistics 0;
alter table case_analysis_sections enable row level security;
alter table case_analysis_sections force row level security;
create policy company_isolation on case_analysis_sections
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on case_analysis_sections to relais_app;

-- The passages that were retrieved for an analysis: only these can verify a reference.
create table case_analysis_sources (
  company_id bigint not null,
  analysis_id uuid not null,
  -- `s1`, `s2`, …
  key text not null,
  origin text not null check (origin in ('legal', 'fiscal', 'rag', 'library')),
  title text not null,
  citation text not null,
  url text,
  text text not null,
  primary key (analysis_id, key, company_id),
  foreign key (company_id, analysis_id) references case_analyses (company_id, id)
);
alter table case_analysis_sources alter column company_id set statistics 0;
alter table case_analysis_sources enable row level security;
alter table case_analysis_sources force row level security;
create policy company_isolation on case_analysis_sources
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert on case_analysis_sources to relais_app;

-- The next step of an analysis that a task was made of: a second click finds it.
alter table tasks add column case_analysis_id uuid;
alter table tasks add column case_analysis_step integer;
alter table tasks add check ((case_analysis_id is null) = (case_analysis_step is null));
alter table tasks add foreign key (company_id, case_analysis_id) references case_analyses (company_id, id);
create unique index tasks_case_analysis on tasks (case_analysis_id, case_analysis_step, company_id)
  where case_analysis_id is not null and deleted_at is null;

create function list_quiet_case_analyses(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, analysis_id uuid, case_id bigint, version integer)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select case_analyses.company_id, case_analyses.id, case_analyses.case_id, case_analyses.version
  from case_analyses
  where case_analyses.status = 'running'
    and case_analyses.id > p_after
    and case_analyses.created_at <= now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands
      where commands.company_id = case_analyses.company_id
        and commands.workflow_id
          = 'case-analysis/' || case_analyses.case_id::text || '/' || case_analyses.version::text
    )
  order by case_analyses.id
  limit p_limit
$$;
alter function list_quiet_case_analyses(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_case_analyses(uuid, integer, integer) from public;
grant execute on function list_quiet_case_analyses(uuid, integer, integer) to relais_app;

-- migrate:down
