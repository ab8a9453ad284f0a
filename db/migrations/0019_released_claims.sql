-- migrate:up

-- The execution that answered this attempt with `claim: "released"`: it may not claim the dispatch later.
alter table action_attempts add column released_by text
  check (length(released_by) between 1 and 200);

-- migrate:down
