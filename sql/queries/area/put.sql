-- An area, new or as it is from now on.
-- in: jurisdiction_id BIGINT, id BIGINT, parent_id BIGINT NULL, tree TEXT, level TEXT, code TEXT, name_zh TEXT, name_en TEXT, geometry TEXT
-- rows: none
INSERT INTO area (jurisdiction_id, id, parent_id, tree, level, code, name_zh, name_en, geometry)
VALUES (:jurisdiction_id, :id, :parent_id, :tree, :level, :code, :name_zh, :name_en, :geometry)
ON CONFLICT (jurisdiction_id, id) DO UPDATE SET
	parent_id = excluded.parent_id, tree = excluded.tree, level = excluded.level, code = excluded.code,
	name_zh = excluded.name_zh, name_en = excluded.name_en, geometry = excluded.geometry
