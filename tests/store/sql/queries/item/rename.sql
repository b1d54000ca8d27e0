-- Renames one item and gives its state back.
-- in: jurisdiction_id BIGINT, id BIGINT, name TEXT
-- out: state BIGINT
-- rows: one
UPDATE item SET name = :name WHERE jurisdiction_id = :jurisdiction_id AND id = :id RETURNING state
