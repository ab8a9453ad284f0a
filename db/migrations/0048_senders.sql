-- migrate:up

-- The authserv-id (RFC 8601) of the server that confirms senders. Null: nobody chose one.
alter table mailboxes add column trusted_authserv_id text
  check (length(trusted_authserv_id) between 1 and 253);

-- migrate:down
