-- migrate:up

-- When the next attempt is due, known since an attempt failed.
alter table action_attempts add column next_attempt_at timestamptz;

-- The health of the routes: what was sent in the last hour and day, whenever the action was accepted.
create index action_attempts_started_at on action_attempts (company_id, started_at);

-- migrate:down
