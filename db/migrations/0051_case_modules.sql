-- migrate:up

-- Systems that a company connects to its cases: one of each kind. Off unless there is a row that is enabled.
create table case_modules (
  company_id bigint not null references companies (id),
  kind text not null check (kind in ('legal', 'fiscal', 'rag', 'billing')),
  base_url text not null check (length(base_url) between 1 and 500),
  secret_encrypted bytea not null,
  is_enabled boolean not null,
  -- The circuit, which all processes share (src/domain/case-modules/circuit.ts). Failures in a row.
  failure_count integer not null default 0 check (failure_count >= 0),
  -- Null: the circuit is closed.
  opened_at timestamptz,
  -- Of an open circuit: from then on one call is tried.
  retry_at timestamptz,
  -- When owners were last told that it fails.
  told_at timestamptz,
  last_ok_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  -- Of what people choose. A call that began before a change does not count after it.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (company_id, kind),
  check ((opened_at is null) = (retry_at is null)),
  check ((last_error is null) = (last_error_at is null))
);
alter table case_modules alter column company_id set statistics 0;
alter table case_modules enable row level security;
alter table case_modules force row level security;
create policy company_isolation on case_modules
  using (company_id = current_company_id()) with check (company_id = current_company_id());
grant select, insert, update, delete on case_modules to relais_app;

-- Collections of the knowledge base. Analyses of cases cite `references`, the company's own library; an answer to a mail
-- never reads it. An article stays in its collection.
alter table knowledge_articles add column collection text not null default 'knowledge'
  check (collection in ('knowledge', 'references'));
alter table knowledge_passages add column collection text not null default 'knowledge';
alter table knowledge_imports add column collection text not null default 'knowledge'
  check (collection in ('knowledge', 'references'));
alter table knowledge_words add column collection text not null default 'knowledge';

-- The same document may be in both. A worker from before can't import documents until it is replaced: its activity is
-- tried again.
drop index knowledge_articles_source;
create unique index knowledge_articles_source on knowledge_articles (company_id, collection, source_hash)
  where source_hash is not null and deleted_at is null;
alter table knowledge_words drop constraint knowledge_words_pkey;
alter table knowledge_words add primary key (company_id, collection, word);
-- To count the passages of a collection.
create index knowledge_passages_collection on knowledge_passages (company_id, collection);

-- What is in front of each stem: the search index keeps companies and collections apart (`4/annul`, `4r/annul`).
create function knowledge_prefix(p_company bigint, p_collection text) returns text
language sql immutable parallel safe
as $$
  select p_company || case p_collection when 'knowledge' then '' when 'references' then 'r' end || '/'
$$;

-- As before, in a collection. Defaults are for processes from before.
drop function knowledge_search(bigint, text, text, text);
create function knowledge_search(
  p_company bigint, p_title text, p_heading text, p_text text, p_collection text default 'knowledge'
) returns tsvector
language sql immutable parallel safe
as $$
  select replace(
    ' ' || (
      setweight(to_tsvector('pg_catalog.french', public.knowledge_words(p_title)), 'A')
        || setweight(to_tsvector('pg_catalog.french', public.knowledge_words(p_heading)), 'B')
        || to_tsvector('pg_catalog.french', public.knowledge_words(p_text))
    )::text,
    ' ''',
    ' ''' || public.knowledge_prefix(p_company, p_collection)
  )::tsvector
$$;

drop function knowledge_query(bigint, text);
create function knowledge_query(
  p_company bigint, p_words text, p_collection text default 'knowledge'
) returns tsquery
language sql immutable parallel safe
as $$
  select string_agg(quote_literal(public.knowledge_prefix(p_company, p_collection) || lexeme), ' | ')::tsquery
  from unnest(to_tsvector('pg_catalog.french', public.knowledge_words(p_words)))
$$;

-- As before, in a collection: of it are also the words that a mistyped one is compared with, and the count that tells a
-- rare word from a frequent one. What is in one collection does not change what is found in the other.
drop function search_knowledge(text[], text[], date, integer);
create function search_knowledge(
  p_words text[], p_others text[], p_day date, p_limit integer, p_collection text default 'knowledge'
) returns table (passage_id bigint, score double precision)
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
  from (
    select from knowledge_passages
    where company_id = v_company and collection = p_collection
    limit 20000
  ) as counted;

  for v_try in
    select words.place, words.word, tries.step, tries.factor, tries.query
    from unnest(p_words, p_others) with ordinality as words(word, others, place)
    cross join lateral (
      select 1 as step, 1.0 as factor, knowledge_query(v_company, words.word, p_collection) as query
      union all
      select 2, 0.7, knowledge_query(v_company, words.others, p_collection)
      union all
      select 3, 0.6, null
    ) as tries
    where tries.query is not null or (tries.step = 3 and length(words.word) between 4 and 40)
    order by words.place, tries.step
  loop
    if v_try.step = 3 then
      continue when v_found_place = v_try.place or v_typo_count >= v_typo_count_max;
      v_typo_count := v_typo_count + 1;
      select knowledge_query(v_company, string_agg(similar_words.word, ' '), p_collection)
      into v_try.query
      from (
        select knowledge_words.word
        from knowledge_words
        where knowledge_words.company_id = v_company
          and knowledge_words.collection = p_collection
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
alter function search_knowledge(text[], text[], date, integer, text) owner to relais_system;
revoke all on function search_knowledge(text[], text[], date, integer, text) from public;
grant execute on function search_knowledge(text[], text[], date, integer, text) to relais_app;

-- migrate:down
