-- migrate:up

-- Those about a case name it by its number alone; those about a record have its id (actions_entity_id).
create index actions_case on actions (company_id, entite_id, id) where entite_type = 'dossier';

-- migrate:down
