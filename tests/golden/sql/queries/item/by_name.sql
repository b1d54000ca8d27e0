-- Finds an item by its name, or none.
-- in: jurisdiction_id BIGINT, name TEXT
-- out: id BIGINT, note TEXT NULL
-- rows: some
SELECT id, note FROM item WHERE jurisdiction_id = :jurisdiction_id AND name = :name
