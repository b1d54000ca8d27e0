-- A new item unless its name is taken.
-- in: jurisdiction_id BIGINT, id BIGINT, name TEXT
-- rows: none
INSERT INTO item (jurisdiction_id, id, name, state) VALUES (:jurisdiction_id, :id, :name, 0) ON CONFLICT DO NOTHING
