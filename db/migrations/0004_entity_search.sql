-- migrate:up

-- Normalises words: lower case, no accents, split at characters that are not letters or digits.
-- Immutable: the dictionary is named, and the rules of unaccent change with major versions only.
create function search_words(p_text text) returns text
language sql immutable strict parallel safe
as $$
  select regexp_replace(
    lower(public.unaccent('public.unaccent'::regdictionary, p_text)), '[^[:alnum:]]+', ' ', 'g'
  )
$$;

-- The search vector of a record: its reference, and every text and number in its data.
create function entity_search(p_ref text, p_data jsonb) returns tsvector
language sql immutable strict parallel safe
as $$
  select to_tsvector(
    'pg_catalog.simple',
    public.search_words(
      p_ref || ' ' || coalesce(
        (
          select string_agg(value #>> '{}', ' ')
          from jsonb_path_query(
            p_data, 'strict $.** ? (@.type() == "string" || @.type() == "number")'
          ) as value
        ),
        ''
      )
    )
  )
$$;

-- Each word (at most ten) must be a prefix of a word of the record. Null if there is no word.
create function entity_query(p_text text) returns tsquery
language sql immutable strict parallel safe
as $$
  select to_tsquery('pg_catalog.simple', string_agg(quote_literal(word) || ':*', ' & '))
  from (
    select word
    from regexp_split_to_table(public.search_words(p_text), ' ') as word
    where word <> ''
    limit 10
  ) as words
$$;

alter table entities drop column search;
alter table entities add column search tsvector
  generated always as (entity_search(ref, data)) stored;
create index entities_search on entities using gin (search);

-- migrate:down
