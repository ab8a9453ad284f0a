-- migrate:up

-- What a company knows, written for its answers: articles, cut into passages that a question finds.
create table knowledge_articles (
  id bigint generated always as identity primary key,
  company_id bigint not null references companies (id),
  title text not null check (length(title) between 1 and 200),
  text text not null check (length(text) between 1 and 200000),
  tags text[] not null default '{}',
  -- Both inclusive, in UTC. Null: without that limit.
  valid_from date,
  valid_until date check (valid_until >= valid_from),
  is_active boolean not null default true,
  -- Of an imported document: the SHA-256 of its file, so that the same document is imported once.
  source_hash text,
  source_name text,
  version integer not null default 1,
  created_by bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, created_by) references users (company_id, id)
);
alter table knowledge_articles alter column company_id set statistics 0;
alter table knowledge_articles enable row level security;
alter table knowledge_articles force row level security;
create policy company_isolation on knowledge_articles
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update on knowledge_articles to relais_app;
create unique index knowledge_articles_source on knowledge_articles (company_id, source_hash)
  where source_hash is not null and deleted_at is null;
create index knowledge_articles_updated_at on knowledge_articles (company_id, updated_at desc, id desc)
  where deleted_at is null;

-- The words of a text without accents, as the stemmer takes them. It knows « annulé » and « annulées » by their
-- accents only: without them all become « annule ».
create function knowledge_words(p_text text) returns text
language sql immutable parallel safe
as $$
  select regexp_replace(public.search_words(p_text), 'ees?\M', 'e', 'g')
$$;

-- What a question is compared with: the title counts most, then the headings above the passage. Each stem has the
-- company in front of it, so that the search index keeps companies apart: `'4/annul':3A`. With the company as a column
-- of that index, each word of a question reads all entries of the company (3 ms of 50,000).
create function knowledge_search(p_company bigint, p_title text, p_heading text, p_text text) returns tsvector
language sql immutable parallel safe
as $$
  select replace(
    ' ' || (
      setweight(to_tsvector('pg_catalog.french', public.knowledge_words(p_title)), 'A')
        || setweight(to_tsvector('pg_catalog.french', public.knowledge_words(p_heading)), 'B')
        || to_tsvector('pg_catalog.french', public.knowledge_words(p_text))
    )::text,
    ' ''',
    ' ''' || p_company || '/'
  )::tsvector
$$;

-- Any of these words, in passages of a company. Null if nothing but articles and the like is left.
create function knowledge_query(p_company bigint, p_words text) returns tsquery
language sql immutable parallel safe
as $$
  select string_agg(quote_literal(p_company || '/' || lexeme), ' | ')::tsquery
  from unnest(to_tsvector('pg_catalog.french', public.knowledge_words(p_words)))
$$;

-- Passages of articles that are not deleted. What decides if an article may be used is copied from it, so that a
-- search reads one table.
create table knowledge_passages (
  id bigint generated always as identity primary key,
  company_id bigint not null,
  article_id bigint not null,
  -- From 0, in the order of the text.
  position integer not null,
  heading text not null,
  text text not null,
  is_active boolean not null,
  valid_from date,
  valid_until date,
  search tsvector not null,
  unique (company_id, id),
  foreign key (company_id, article_id) references knowledge_articles (company_id, id)
);
alter table knowledge_passages alter column company_id set statistics 0;
alter table knowledge_passages enable row level security;
alter table knowledge_passages force row level security;
create policy company_isolation on knowledge_passages
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on knowledge_passages for select to relais_system using (true);
grant select, insert, update, delete on knowledge_passages to relais_app;
grant select on knowledge_passages to relais_system;
create index knowledge_passages_article on knowledge_passages (article_id, position);
create index knowledge_passages_search on knowledge_passages using gin (search);

-- The words of a company's passages: what a mistyped word of a question is compared with. Words of deleted passages
-- stay; they find nothing.
create table knowledge_words (
  company_id bigint not null references companies (id),
  word text not null check (length(word) between 4 and 40),
  primary key (company_id, word)
);
alter table knowledge_words alter column company_id set statistics 0;
alter table knowledge_words enable row level security;
alter table knowledge_words force row level security;
create policy company_isolation on knowledge_words
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on knowledge_words for select to relais_system using (true);
grant select, insert on knowledge_words to relais_app;
grant select on knowledge_words to relais_system;
create index knowledge_words_trigrams on knowledge_words using gin (company_id, word gin_trgm_ops);

-- The passages that answer a question best, with a score from 0 to 1: the share of the question that a passage is about, by
-- the weight of its words, less for a long passage. Words that no passage has do not count. In: the words of the question, and for each of them others for the same thing
-- (src/domain/knowledge/question.ts); the day on which the article must be valid.
--
-- A rare word weighs more than a frequent one (BM25), which ts_rank_cd does not know. Words with many hits only rank: they
-- are of no use to find candidates. A word without hits is taken for mistyped: similar words of the company stand in.
--
-- As search_leads: row level security would keep relais_app from the search index, and the function has no parameter
-- that could name another company. `is not distinct from`: no index on company_id is worth its use here.
create function search_knowledge(p_words text[], p_others text[], p_day date, p_limit integer)
returns table (passage_id bigint, score double precision)
-- With the default of 1,000 rows a join to it reads whole tables: 90 ms of 50,000 passages.
language plpgsql security definer stable rows 8
set search_path = public, pg_temp
as $$
declare
  v_company constant bigint := current_company_id();
  v_hit_count_max constant integer := 1500;
  v_candidate_count_max constant integer := 64;
  v_typo_count_max constant integer := 5;
  v_passage_count double precision;
  v_try record;
  v_ids bigint[];
  v_weight double precision;
  v_typo_count integer := 0;
  v_found_place bigint := 0;
  -- One element for each query that found something: whose word it stands for.
  v_places bigint[] := '{}';
  v_queries tsquery[] := '{}';
  v_weights double precision[] := '{}';
  -- One element for each hit.
  v_hits bigint[] := '{}';
  v_hit_places bigint[] := '{}';
  v_hit_weights double precision[] := '{}';
  v_common tsquery;
  v_full_weight double precision;
begin
  select count(*) into v_passage_count
  from (select from knowledge_passages where company_id = v_company limit 20000) as counted;

  for v_try in
    select words.place, words.word, tries.step, tries.factor, tries.query
    from unnest(p_words, p_others) with ordinality as words(word, others, place)
    cross join lateral (
      select 1 as step, 1.0 as factor, knowledge_query(v_company, words.word) as query
      union all
      select 2, 0.7, knowledge_query(v_company, words.others)
      union all
      select 3, 0.6, null
    ) as tries
    where tries.query is not null or (tries.step = 3 and length(words.word) between 4 and 40)
    order by words.place, tries.step
  loop
    if v_try.step = 3 then
      continue when v_found_place = v_try.place or v_typo_count >= v_typo_count_max;
      v_typo_count := v_typo_count + 1;
      select knowledge_query(v_company, string_agg(similar_words.word, ' ')) into v_try.query
      from (
        select knowledge_words.word
        from knowledge_words
        where knowledge_words.company_id = v_company
          and knowledge_words.word % v_try.word
          and similarity(knowledge_words.word, v_try.word) >= 0.4
        order by similarity(knowledge_words.word, v_try.word) desc, knowledge_words.word
        limit 2
      ) as similar_words;
      continue when v_try.query is null;
    end if;
    v_ids := array(
      select knowledge_passages.id
      from knowledge_passages
      where knowledge_passages.company_id is not distinct from v_company
        and knowledge_passages.search @@ v_try.query
        and knowledge_passages.is_active
        and (knowledge_passages.valid_from is null or knowledge_passages.valid_from <= p_day)
        and (knowledge_passages.valid_until is null or knowledge_passages.valid_until >= p_day)
      limit v_hit_count_max + 1
    );
    continue when v_ids = '{}';
    v_found_place := v_try.place;
    v_weight := v_try.factor * ln(
      1 + (greatest(v_passage_count - cardinality(v_ids), 0) + 0.5) / (cardinality(v_ids) + 0.5)
    );
    v_places := v_places || v_try.place;
    v_queries := v_queries || v_try.query;
    v_weights := v_weights || v_weight;
    if cardinality(v_ids) <= v_hit_count_max then
      v_hits := v_hits || v_ids;
      v_hit_places := v_hit_places || array_fill(v_try.place, array[cardinality(v_ids)]);
      v_hit_weights := v_hit_weights || array_fill(v_weight, array[cardinality(v_ids)]);
    elsif v_try.step = 1 then
      v_common := case when v_common is null then v_try.query else v_common && v_try.query end;
    end if;
  end loop;

  if v_hits = '{}' and v_common is not null then
    v_hits := array(
      select knowledge_passages.id
      from knowledge_passages
      where knowledge_passages.company_id is not distinct from v_company
        and knowledge_passages.search @@ v_common
        and knowledge_passages.is_active
        and (knowledge_passages.valid_from is null or knowledge_passages.valid_from <= p_day)
        and (knowledge_passages.valid_until is null or knowledge_passages.valid_until >= p_day)
      limit v_hit_count_max
    );
    v_hit_places := array_fill(1::bigint, array[cardinality(v_hits)]);
    v_hit_weights := array_fill(1.0::double precision, array[cardinality(v_hits)]);
  end if;

  select sum(best.weight) into v_full_weight
  from (
    select max(term.weight) as weight
    from unnest(v_places, v_weights) as term(place, weight)
    group by term.place
  ) as best;

  return query
    with candidates as materialized (
      select hit.id
      from (
        select each.id, max(each.weight) as weight
        from unnest(v_hits, v_hit_places, v_hit_weights) as each(id, place, weight)
        group by each.id, each.place
      ) as hit
      group by hit.id
      order by sum(hit.weight) desc, hit.id
      limit v_candidate_count_max
    )
    select knowledge_passages.id,
      (
        select sum(best.weight)
        from (
          -- BM25 with k1 = 1.2: a passage of 60 stems is of middle length. 0.6079 is the rank of one word.
          select max(
              term.weight * found.rank
                / (found.rank + 0.1 + 1.2 * length(knowledge_passages.search) / 60.0)
            ) as weight
          from unnest(v_places, v_queries, v_weights) as term(place, query, weight)
          cross join lateral (
            select ts_rank('{0.6, 0.8, 0.9, 1}', knowledge_passages.search, term.query) / 0.6079
              as rank
          ) as found
          group by term.place
        ) as best
      ) / nullif(v_full_weight, 0) as score
    from candidates
    join knowledge_passages
      on knowledge_passages.company_id = v_company and knowledge_passages.id = candidates.id
    order by score desc nulls last, knowledge_passages.id
    limit p_limit;
end
$$;
alter function search_knowledge(text[], text[], date, integer) owner to relais_system;
revoke all on function search_knowledge(text[], text[], date, integer) from public;
grant execute on function search_knowledge(text[], text[], date, integer) to relais_app;

-- Documents that are uploaded together. Each becomes an article.
create table knowledge_imports (
  id uuid primary key,
  company_id bigint not null references companies (id),
  user_id bigint not null,
  status text not null check (status in ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
  error_code text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (company_id, id),
  foreign key (company_id, user_id) references users (company_id, id)
);
alter table knowledge_imports alter column company_id set statistics 0;
alter table knowledge_imports enable row level security;
alter table knowledge_imports force row level security;
create policy company_isolation on knowledge_imports
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on knowledge_imports for select to relais_system using (true);
grant select, insert, update on knowledge_imports to relais_app;
grant select on knowledge_imports to relais_system;
create index knowledge_imports_open on knowledge_imports (id) where status in ('waiting', 'running');

create table knowledge_import_documents (
  company_id bigint not null,
  import_id uuid not null,
  -- From 0, in the order of the upload.
  position integer not null,
  file_name text not null,
  file_hash text not null,
  file_size_bytes bigint not null,
  file_state text not null default 'kept' check (file_state in ('kept', 'removing', 'removed')),
  -- `unchanged`: the document was imported before. `article_id` is that article.
  status text not null default 'waiting' check (
    status in ('waiting', 'imported', 'unchanged', 'failed', 'cancelled')
  ),
  error_code text,
  article_id bigint,
  updated_at timestamptz not null default now(),
  primary key (import_id, company_id, position),
  foreign key (company_id, import_id) references knowledge_imports (company_id, id),
  foreign key (company_id, article_id) references knowledge_articles (company_id, id)
);
alter table knowledge_import_documents alter column company_id set statistics 0;
alter table knowledge_import_documents enable row level security;
alter table knowledge_import_documents force row level security;
create policy company_isolation on knowledge_import_documents
  using (company_id = current_company_id()) with check (company_id = current_company_id());
create policy system_jobs on knowledge_import_documents for select to relais_system using (true);
grant select, insert, update on knowledge_import_documents to relais_app;
grant select on knowledge_import_documents to relais_system;
create index knowledge_import_documents_file on knowledge_import_documents (company_id, file_hash);
create index knowledge_import_documents_kept on knowledge_import_documents (updated_at)
  where file_state <> 'removed';

-- Imports under way that did not change for a while, without a waiting command (as list_quiet_lead_imports).
create function list_quiet_knowledge_imports(p_after uuid, p_quiet_seconds integer, p_limit integer)
returns table (company_id bigint, import_id uuid)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select knowledge_imports.company_id, knowledge_imports.id
  from knowledge_imports
  where knowledge_imports.status in ('waiting', 'running')
    and knowledge_imports.id > p_after
    and knowledge_imports.updated_at < now() - make_interval(secs => p_quiet_seconds)
    and not exists (
      select 1 from commands where commands.workflow_id = 'knowledge-import/' || knowledge_imports.id
    )
  order by knowledge_imports.id
  limit p_limit
$$;
alter function list_quiet_knowledge_imports(uuid, integer, integer) owner to relais_system;
revoke all on function list_quiet_knowledge_imports(uuid, integer, integer) from public;
grant execute on function list_quiet_knowledge_imports(uuid, integer, integer) to relais_app;

-- Documents of ended imports whose file is kept too long, and removals that a process left unfinished ten minutes ago.
create function list_expired_knowledge_documents(p_retention_days integer, p_limit integer)
returns table (company_id bigint, import_id uuid, "position" integer)
language sql security definer stable
set search_path = public, pg_temp
as $$
  select documents.company_id, documents.import_id, documents.position
  from knowledge_import_documents documents
  join knowledge_imports imports on imports.id = documents.import_id
  where documents.file_state <> 'removed'
    and imports.finished_at is not null
    and documents.updated_at < now() - case documents.file_state
      when 'kept' then make_interval(days => p_retention_days)
      else interval '10 minutes'
    end
  order by documents.updated_at
  limit p_limit
$$;
alter function list_expired_knowledge_documents(integer, integer) owner to relais_system;
revoke all on function list_expired_knowledge_documents(integer, integer) from public;
grant execute on function list_expired_knowledge_documents(integer, integer) to relais_app;

-- migrate:down
