-- migrate:up

-- No query of ours could use it: under row level security an operator that is not leakproof, as @@,
-- can't be asked before the policy, and an index on it would ask first (docs/adr/0003).
drop index entities_search;

-- The few that took the fallback route are looked for among all.
create index actions_unrouted on actions (company_id, id desc) where is_unrouted;

-- migrate:down
