-- migrate:up

-- Who asked for the version that `instruction` led to.
alter table auto_replies add column asked_by bigint;
alter table auto_replies add foreign key (company_id, asked_by) references users (company_id, id);

-- migrate:down
