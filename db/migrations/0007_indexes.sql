-- migrate:up

-- No query can use this index. Under row level security, the policy is evaluated before operators that
-- are not leakproof, such as @@; an index scan would evaluate the operator first (docs/adr/0003).
drop index entities_search;

-- For the list of unrouted actions: few rows among many.
create index actions_unrouted on actions (company_id, id desc) where is_unrouted;

-- migrate:down
