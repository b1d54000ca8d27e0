-- Names in the order of their bytes, from one on.
-- in: jurisdiction_id BIGINT, start TEXT
-- out: name TEXT
-- rows: many
SELECT name FROM item WHERE jurisdiction_id = :jurisdiction_id AND name >= :start ORDER BY name
