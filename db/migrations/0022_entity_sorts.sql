-- migrate:up

-- A text of a record's data, without the spaces around it; null if it is empty or no text.
create function entity_text(p_data jsonb, p_name text) returns text
language sql immutable strict parallel safe
as $$
  select case
    when jsonb_typeof(p_data -> p_name) = 'string' then nullif(btrim(p_data ->> p_name), '')
  end
$$;

-- The display name of a record (entityLabel in src/domain/entities/types.ts) in lower case without accents.
create function entity_sort_label(p_ref text, p_data jsonb) returns text
language sql immutable strict parallel safe
as $$
  select left(
    btrim(
      public.search_words(
        coalesce(
          nullif(
            btrim(
              coalesce(public.entity_text(p_data, 'prenom'), '') || ' '
              || coalesce(public.entity_text(p_data, 'nom'), '')
            ),
            ''
          ),
          public.entity_text(p_data, 'typeDocument') || ' '
          || coalesce(public.entity_text(p_data, 'candidatPrenom'), '') || ' '
          || coalesce(public.entity_text(p_data, 'candidatNom'), ''),
          public.entity_text(p_data, 'titre'),
          public.entity_text(p_data, 'intitule'),
          p_ref
        )
      )
    ),
    100
  )
$$;

-- Stored: row level security keeps a function in a condition from using an index (docs/adr/0003).
alter table entities add column sort_label text collate "C" not null
  generated always as (entity_sort_label(ref, data)) stored;
create index entities_sort_label on entities (company_id, type, sort_label, id);
create index entities_updated_at on entities (company_id, type, updated_at, id);

-- migrate:down
