-- A new area.
-- in: jurisdiction_id BIGINT, id BIGINT, parent_id BIGINT NULL, tree TEXT, level TEXT, code TEXT, name_zh TEXT, name_en TEXT, geometry TEXT
-- rows: none
INSERT INTO area (jurisdiction_id, id, parent_id, tree, level, code, name_zh, name_en, geometry)
VALUES (:jurisdiction_id, :id, :parent_id, :tree, :level, :code, :name_zh, :name_en, :geometry)
