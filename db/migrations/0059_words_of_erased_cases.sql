-- migrate:up

-- A case that is erased is named by its number in what people were told of it.
grant update (params) on notifications to relais_app;

-- migrate:down
