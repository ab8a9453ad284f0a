-- migrate:up

-- References are in Unicode NFC from now on: the api converts what it is sent, so that `é` as one
-- character and `e` with an accent name one record. Existing references are converted. Two records whose
-- references become the same can't be told apart any more: then nothing is changed, and a person decides.
alter table entities no force row level security;
alter table actions no force row level security;

do $$
declare
  v_twins text;
begin
  select string_agg(format('company %s, %s: ids %s', company_id, type, ids), '; ')
  into v_twins
  from (
    select company_id, type, string_agg(id::text, ', ' order by id) as ids
    from entities
    group by company_id, type, normalize(ref, NFC)
    having count(*) > 1
    limit 20
  ) as twins;
  if v_twins is not null then
    raise exception 'some entities have the same reference in two Unicode forms: %', v_twins
      using hint = 'Change one reference of each: update entities set ref = … where id = …; then migrate again.';
  end if;
end
$$;

update entities set ref = normalize(ref, NFC) where ref is not nfc normalized;
update actions set entite_id = normalize(entite_id, NFC) where entite_id is not nfc normalized;
alter table entities add constraint entities_ref_nfc check (ref is nfc normalized);

alter table entities force row level security;
alter table actions force row level security;

-- As before, and in NFC: an accent that is a character of its own would split its word.
create or replace function search_words(p_text text) returns text
language sql immutable strict parallel safe
as $$
  select regexp_replace(
    lower(public.unaccent('public.unaccent'::regdictionary, normalize(p_text, NFC))),
    '[^[:alnum:]]+', ' ', 'g'
  )
$$;

-- A telephone number within a text: 6 to 17 digits, with at most three spaces or signs between two digits.
create function phone_pattern() returns text
language sql immutable parallel safe
as $$
  select '(?:\+\(?|\m)[0-9](?:[[:space:]\u00a0\u2009\u202f().\/-]{0,3}[0-9]){5,16}(?![[:alnum:]])'
$$;

-- The digits of a telephone number that do not depend on how it is written: without the country code and
-- without leading zeros. `06 12 34 56 78` and `+33 (0)6 12 34 56 78` are both 612345678. A long number
-- without `+` or `00` may begin with a country code or not: it has two keys. Source: ITU-T E.164.
create function phone_keys(p_phone text) returns text[]
language sql immutable strict parallel safe
as $$
  select array(
    select distinct ltrim(key, '0')
    from
      (select regexp_replace(p_phone, '[^0-9]', '', 'g') as digits) as given,
      lateral (
        select digits as key where p_phone not like '+%' and digits not like '00%'
        union all
        select regexp_replace(
          case when digits like '00%' then substr(digits, 3) else digits end,
          -- One to three digits. The longest alternative would win, so that no two begin alike.
          '^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]'
            '|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[035789]|9[679])[0-9])',
          ''
        )
        where p_phone like '+%'
          or digits like '00%'
          or (digits not like '0%' and length(digits) >= 11)
      ) as keys
    where ltrim(key, '0') <> ''
  )
$$;

alter table entities drop column search;

-- The search vector of a record: the words of its reference and of every text and number in its data, and
-- the keys of its telephone numbers (at most a hundred), marked with a `+`, which no word has.
create or replace function entity_search(p_ref text, p_data jsonb) returns tsvector
language sql immutable strict parallel safe
as $$
  with texts as (
    select p_ref as text
    union all
    select value #>> '{}'
    from jsonb_path_query(
      p_data, 'strict $.** ? (@.type() == "string" || @.type() == "number")'
    ) as value
  )
  select
    to_tsvector('pg_catalog.simple', public.search_words((select string_agg(text, ' ') from texts)))
    || array_to_tsvector(
      array(
        select distinct '+' || key
        from
          (
            select match[1] as phone
            from texts, regexp_matches(text, '(' || public.phone_pattern() || ')', 'g') as match
            limit 100
          ) as phones,
          unnest(public.phone_keys(phone)) as key
      )
    )
$$;

-- Each word (at most ten) must be a prefix of a word of the record. Null if there is no word.
create function words_query(p_text text) returns tsquery
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

-- As words_query. A telephone number (at most three) is found by its words, or by the beginning of its key.
create or replace function entity_query(p_text text) returns tsquery
language sql immutable strict parallel safe
as $$
  select string_agg('(' || part::text || ')', ' & ')::tsquery
  from (
    select public.words_query(regexp_replace(p_text, public.phone_pattern(), ' ', 'g')) as part
    union all
    (
      select coalesce(
        public.words_query(match[1]) || (
          select string_agg(quote_literal('+' || key) || ':*', ' | ')::tsquery
          from unnest(public.phone_keys(match[1])) as key
        ),
        public.words_query(match[1])
      )
      from regexp_matches(p_text, '(' || public.phone_pattern() || ')', 'g') as match
      limit 3
    )
  ) as parts
  where part is not null
$$;

alter table entities add column search tsvector
  generated always as (entity_search(ref, data)) stored;
create index entities_search on entities using gin (search);

-- migrate:down
