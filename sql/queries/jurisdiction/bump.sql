-- Reference data changed: a new version.
-- in: id BIGINT
-- rows: none
UPDATE jurisdiction SET version = version + 1 WHERE id = :id
