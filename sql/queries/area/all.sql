-- All areas of a jurisdiction, parents first by id.
-- in: jurisdiction_id BIGINT
-- out: id BIGINT, parent_id BIGINT NULL, tree TEXT, level TEXT, code TEXT, name_zh TEXT, name_en TEXT, geometry TEXT
-- rows: many
SELECT id, parent_id, tree, level, code, name_zh, name_en, geometry
FROM area
WHERE jurisdiction_id = :jurisdiction_id
ORDER BY id
