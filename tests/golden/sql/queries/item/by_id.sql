-- Finds an item; ':id' here and the :: of a cast are no parameters.
-- in: jurisdiction_id BIGINT, id BIGINT
-- out: id BIGINT, name TEXT, note TEXT NULL, weight DOUBLE NULL, data BYTES NULL, state BIGINT
-- rows: one
SELECT id, name, note, weight, data, state /* not :this */ FROM item
WHERE id = :id AND jurisdiction_id = :jurisdiction_id AND name <> ':id'
