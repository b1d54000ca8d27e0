-- A new item.
-- in: jurisdiction_id BIGINT, id BIGINT, name TEXT, note TEXT NULL,
--     weight DOUBLE NULL, data BYTES NULL, state BIGINT
-- rows: none
INSERT INTO item (id, jurisdiction_id, name, note, weight, data, state)
VALUES (:id, :jurisdiction_id, :name, :note, :weight, :data, :state);
