-- Tries to take a name away.
-- in: jurisdiction_id BIGINT, id BIGINT, name TEXT NULL
-- rows: none
UPDATE item SET name = :name WHERE jurisdiction_id = :jurisdiction_id AND id = :id
